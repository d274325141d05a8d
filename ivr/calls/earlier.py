"""What the same caller's earlier calls showed: kept in memory, so that no call waits for it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from capacity.outcomes import IN_VAIN, Outcome
from ivr.calls.cut_off import CutOffCalls

MOST: Final = 500_000
"""Callers remembered; at some 100 bytes each this is 50 MB at the most."""


class EarlierCalls:
    """The discom of each caller's last call, when it ended if in vain, and if it was cut off.

    By number in E.164; the oldest are forgotten.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._discoms: dict[str, str] = {}
        self._in_vain: dict[str, datetime] = {}
        self.cut_off = CutOffCalls()

    def fill(self, newest_first: Iterable[tuple[str, str]]) -> None:
        """Take over (number, discom) pairs from the records, under what is known already."""
        known = self._discoms
        older: dict[str, str] = {}
        for number, discom in newest_first:
            older.setdefault(number, discom)
        self._discoms = dict(reversed(older.items())) | known

    def fill_in_vain(self, ended: Mapping[str, datetime]) -> None:
        """Take over when calls in vain ended, by number, under what is known already."""
        self._in_vain = {**ended, **self._in_vain}

    def note(self, number: str, discom: str) -> None:
        """Remember what a call has shown."""
        self._discoms.pop(number, None)
        self._discoms[number] = discom
        while len(self._discoms) > self._most:
            del self._discoms[next(iter(self._discoms))]

    def note_end(self, number: str, outcome: Outcome, at: datetime) -> None:
        """Remember how a caller's last call ended, at an aware time."""
        self._in_vain.pop(number, None)
        if outcome in IN_VAIN:
            self._in_vain[number] = at
        while len(self._in_vain) > self._most:
            del self._in_vain[next(iter(self._in_vain))]

    def in_vain(self, number: str, now: datetime) -> float | None:
        """Tell how many seconds ago the caller's last call ended, if it was in vain."""
        at = self._in_vain.get(number)
        return None if at is None else (now - at).total_seconds()

    def discom(self, number: str) -> str | None:
        """Give the discom of the caller's last call, if it is remembered."""
        return self._discoms.get(number)
