"""Which discom the same caller had last time: kept in memory, so that no call waits for it."""

from collections.abc import Iterable
from typing import Final

MOST: Final = 500_000
"""Callers remembered; at some 100 bytes each this is 50 MB at the most."""


class EarlierCalls:
    """The discom of each caller's last call, by number in E.164; the oldest are forgotten."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._discoms: dict[str, str] = {}

    def fill(self, newest_first: Iterable[tuple[str, str]]) -> None:
        """Take over (number, discom) pairs from the records, under what is known already."""
        known = self._discoms
        older: dict[str, str] = {}
        for number, discom in newest_first:
            older.setdefault(number, discom)
        self._discoms = dict(reversed(older.items())) | known

    def note(self, number: str, discom: str) -> None:
        """Remember what a call has shown."""
        self._discoms.pop(number, None)
        self._discoms[number] = discom
        while len(self._discoms) > self._most:
            del self._discoms[next(iter(self._discoms))]

    def discom(self, number: str) -> str | None:
        """Give the discom of the caller's last call, if it is remembered."""
        return self._discoms.get(number)
