"""What becomes of private fields on their way into the journal: plain, encrypted or masked."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, Literal

import msgspec

from dialplan.story import Fact
from ivr.journal.entries import DamagedLine, Entry
from ivr.journal.keys import Keys
from ivr.records import CallRecord

Private = Literal["plain", "encrypted", "masked"]
Hide = Callable[[Any, str | None], tuple[Any, str | None]]
"""Takes a payload and its call; gives the payload to be written, and its sealed fields."""

SHORTEST_SHOWN: Final = 8
"""Characters from which on a masked text keeps its last four; digits of a PIN code do not."""

_SHOWN: Final = 4
_BLANK_FACT: Final[dict[str, Any]] = {"value": None}
_BLANK_RECORD: Final[dict[str, Any]] = {"called_raw": "", "caller_raw": "", "caller": None}


def hider(private: Private, keys: Keys) -> Hide | None:
    """Give what hides private fields, or None where they stay as they are."""
    if private == "plain":
        return None
    return _mask if private == "masked" else lambda payload, call: _seal(payload, call, keys)


def revealed(entry: Entry, keys: Keys) -> Entry:
    """Put the sealed fields back; raises `WrongKey` or `DamagedLine`."""
    if entry.sealed is None:
        return entry
    fields = keys.open(entry.sealed, entry.call)
    try:
        data = msgspec.json.decode(entry.data, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise DamagedLine("there are private fields, but nothing that they belong to") from error
    plain = msgspec.Raw(msgspec.json.encode(data | fields))
    return Entry(entry.n, entry.at, entry.kind, entry.call, plain)


def _private_fields(payload: Any) -> dict[str, Any]:
    if isinstance(payload, CallRecord):
        return {name: getattr(payload, name) for name in _BLANK_RECORD}
    if isinstance(payload, Fact) and payload.private and payload.value is not None:
        return {"value": payload.value}
    return {}


def _seal(payload: Any, call: str | None, keys: Keys) -> tuple[Any, str | None]:
    private = _private_fields(payload)
    if not private:
        return payload, None
    blank = _BLANK_FACT if isinstance(payload, Fact) else _BLANK_RECORD
    return replace(payload, **blank), keys.seal(private, call)


def _mask(payload: Any, _call: str | None) -> tuple[Any, None]:
    private = _private_fields(payload)
    masked = {name: _masked(value) for name, value in private.items()}
    return replace(payload, **masked) if masked else payload, None


def _masked(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, list | tuple):
        return [_masked(part) for part in value]
    text = str(value)
    shown = text[-_SHOWN:] if len(text) >= SHORTEST_SHOWN else ""
    return "*" * (len(text) - len(shown)) + shown
