"""Who calls in a live replay, and what they key to get where the logged caller got.

No number is anybody's. A subscriber's number never begins with 0 in India (2 to 6 are in use for
landlines), and neither does a national number.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from dialplan.menus import MENUS
from ivr.phone.consumer import Step
from routing.areas import by_std

AREA_CODES: Final = {
    "MVVNL": "0522",
    "PuVVNL": "0542",
    "DVVNL": "0571",
    "PVVNL": "0121",
    "KESCO": "0512",
    "NPCL": "0120",
    "TORRENT-AGRA": "0562",
}
"""For each discom an area code of its consumers."""

PIN_CODES: Final = {"MVVNL": "226001", "PuVVNL": "221001", "DVVNL": "202001", "PVVNL": "250001"}
"""PIN codes that leave no doubt about the discom."""

ORDINARY: Final = "supply"
DANGER: Final = "danger"
CHATBOT: Final = "chatbot"
_DIGITS: Final = 10


class Person(NamedTuple):
    """The number that somebody calls from, and what they key at which prompt."""

    number: str
    steps: tuple[Step, ...]


def person(
    place: int,
    *,
    discom: str | None,
    key: str,
    reason: str,
    pin: str,
) -> Person:
    """Make caller number ``place``, who chooses the language with ``key``.

    A consumer of a discom calls from its area; another has a number that tells nothing, and keys
    the PIN code. Danger is keyed at the greeting, so that nothing else is asked.
    """
    number = _landline(AREA_CODES[discom], place) if discom else f"{place:0{_DIGITS}}"
    if reason == DANGER:
        return Person(number, (Step("greeting", _key_of(DANGER)),))
    where = _which(discom) if discom else (Step("pin.ask", pin),)
    return Person(number, (Step("greeting", key), *where, Step("reason.menu", _key_of(reason))))


def pin_for(queue: str | None, queues: Sequence[str]) -> str:
    """Give each queue of another system a PIN code, as far as they go round."""
    pins = list(PIN_CODES.values())
    return pins[queues.index(queue) % len(pins)] if queue in queues else pins[0]


def _landline(std: str, place: int) -> str:
    return std + f"{place:0{_DIGITS + 1 - len(std)}}"


def _which(discom: str) -> tuple[Step, ...]:
    area = by_std(AREA_CODES[discom])
    if area is None or area.certain:
        return ()
    return (Step("discom.which", str(area.discoms.index(discom) + 1)),)


def _key_of(reason: str) -> str:
    return next(choice.key for choice in MENUS["reason"].choices if choice.value == reason)
