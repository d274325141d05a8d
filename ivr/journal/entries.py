"""One line of the journal: a JSON object that ends with a checksum of itself."""

import re
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

import msgspec

T = TypeVar("T")

FACT: Final = "fact"
RECORD: Final = "record"
LINES: Final = "lines"
SERVICE: Final = "service"
OUTAGE: Final = "outage"
SHARE: Final = "share"
AGENT: Final = "agent"

_CHECK: Final = b',"crc":"%08x"}'
_CHECK_LENGTH: Final = len(_CHECK % 0)
_BEGIN: Final = b'{"n":'
_END: Final = re.compile(rb',"crc":"[0-9a-f]{8}"\}')


class DamagedLine(ValueError):
    """The bytes are not what was once written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesChanged:
    """The sizes of the line pools from now on, and who changed them for which reason."""

    incoming: int
    outgoing: int
    reason: str
    who: str


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a line says: ``n`` counts the entries of a node, ``data`` is the payload as JSON.

    ``sealed`` holds the private fields of the payload if they are encrypted; see `Keys`.
    """

    n: int
    at: datetime
    kind: str
    call: str | None
    data: msgspec.Raw
    sealed: str | None = None

    def read(self, shape: type[T]) -> T:
        """Decode the payload strictly; raises `msgspec.ValidationError` if it has another shape."""
        return msgspec.json.decode(self.data, type=shape)


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Entry).decode


def encode(
    n: int, at: datetime, kind: str, call: str | None, payload: Any, *, sealed: str | None = None
) -> bytes:
    """Make the line, with its newline. ``crc`` is the CRC-32 of all that stands before it."""
    line = _encode(Entry(n, at, kind, call, msgspec.Raw(_encode(payload)), sealed))[:-1]
    return line + _CHECK % zlib.crc32(line) + b"\n"


def is_whole(line: bytes) -> bool:
    """Tell whether a line without its newline is as it was written."""
    return line[-_CHECK_LENGTH:] == _CHECK % zlib.crc32(line[:-_CHECK_LENGTH])


def decode(line: bytes) -> Entry:
    """Read a line without its newline; raises `DamagedLine`."""
    if not is_whole(line):
        raise DamagedLine("the checksum does not match")
    try:
        return _decode(line[:-_CHECK_LENGTH] + b"}")
    except msgspec.DecodeError as error:
        raise DamagedLine(f"not an entry: {error}") from error


def salvage(line: bytes) -> list[Entry]:
    """Find the entries that are whole within a damaged line, as when a newline was lost."""
    whole: list[Entry] = []
    behind = 0
    for end in _END.finditer(line):
        begin = line.rfind(_BEGIN, behind, end.start())
        try:
            whole.append(decode(line[max(begin, behind) : end.end()]))
            behind = end.end()
        except DamagedLine:
            continue
    return whole
