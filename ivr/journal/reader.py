"""Reads a journal from any position to its end, past whatever damage it has."""

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

import structlog

from ivr.journal.entries import DamagedLine, Entry, decode, salvage
from ivr.journal.segments import segments

log = structlog.get_logger()

_TAIL: Final = 1 << 20
"""Bytes at the end of a file in which its last whole entry is looked for."""


@dataclass(frozen=True, slots=True)
class Position:
    """The place behind an entry: a file's name, the bytes and the lines up to there."""

    segment: str
    offset: int = 0
    line: int = 0


class Reader:
    """Goes through a journal, and can go on when more has been written.

    Damaged lines are reported and skipped; ``position`` stands behind all that was consumed.
    """

    def __init__(self, folder: Path, position: Position | None = None) -> None:
        self.folder = folder
        self.position = position

    def take(self, most: int) -> list[tuple[Position, Entry]]:
        """Read about ``most`` further entries, each with the position behind it."""
        taken: list[tuple[Position, Entry]] = []
        with closing(self._lines()) as lines:
            for found in lines:
                taken += found
                if len(taken) >= most:
                    break
        return taken

    def entries(self) -> Iterator[tuple[Position, Entry]]:
        """Read to the present end, each entry with the position behind it."""
        return chain.from_iterable(self._lines())

    def _ahead(self) -> list[Path]:
        """List the files from the position on; all of them if its file is unknown."""
        paths = segments(self.folder)
        names = [path.name for path in paths]
        if self.position is None or self.position.segment not in names:
            return paths
        return paths[names.index(self.position.segment) :]

    def _lines(self) -> Generator[list[tuple[Position, Entry]], None, None]:
        """Give what each line holds. A last line that still lacks its end is left for later."""
        ahead = self._ahead()
        for path in ahead:
            place = self.position
            if place is None or place.segment != path.name:
                place = self.position = Position(path.name)
            with path.open("rb") as file:
                file.seek(place.offset)
                for line in file:
                    if path == ahead[-1] and not line.endswith(b"\n"):
                        return
                    place = Position(path.name, place.offset + len(line), place.line + 1)
                    self.position = place
                    found = _entries(line.removesuffix(b"\n"), path, place.line)
                    yield [(place, entry) for entry in found]


def _entries(line: bytes, path: Path, number: int) -> list[Entry]:
    try:
        return [decode(line)]
    except DamagedLine as damage:
        whole = salvage(line)
        log.warning(
            "journal: damaged line skipped",
            file=str(path),
            line=number,
            bytes=len(line),
            salvaged=len(whole),
            damage=str(damage),
        )
        return whole


def last_number(folder: Path) -> int:
    """Find the highest ``n`` near the end of the journal; 0 for an empty one."""
    for path in reversed(segments(folder)):
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL))
            numbers = [entry.n for line in file for entry in salvage(line)]
        if numbers:
            return max(numbers)
    return 0
