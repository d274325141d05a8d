"""Where agents may pass callers on to, and what they key for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from routing.discoms import DISCOMS
from routing.numbers import read_caller

LINES: Final[Mapping[str, str]] = {
    str(digit): code
    for digit, code in enumerate((c for c, discom in DISCOMS.items() if discom.served), 1)
}
"""The digit of each discom's waiting line."""


class To(StrEnum):
    """Kinds of destinations."""

    AGENT = "agent"
    LINE = "line"
    OFFICER = "officer"
    MOBILE = "mobile"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a caller is passed on to; ``name`` is an agent, a discom, an officer or a number.

    ``number`` is in E.164, for those who are called over the trunk.
    """

    kind: To
    name: str
    number: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Officer:
    """A field officer; ``number`` is in E.164."""

    name: str
    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Destinations:
    """Agents by seat, officers by short code; with ``any_mobile`` every mobile of India, too."""

    seats: Mapping[str, str] = field(default_factory=dict)
    officers: Mapping[str, Officer] = field(default_factory=dict)
    any_mobile: bool = False

    def find(self, keyed: str) -> Destination | None:
        """Say who is meant by these digits; None for nobody."""
        if keyed in LINES:
            return Destination(To.LINE, LINES[keyed])
        if keyed in self.seats:
            return Destination(To.AGENT, self.seats[keyed])
        if keyed in self.officers:
            officer = self.officers[keyed]
            return Destination(To.OFFICER, officer.name, officer.number)
        caller = read_caller(keyed)
        if self.any_mobile and caller.kind == "mobile" and caller.e164:
            return Destination(To.MOBILE, caller.e164, caller.e164)
        return None
