"""Reads a journal from any position to its end, past whatever damage it has."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

import structlog

from ivr.journal.entries import DamagedLine, Entry, decode, salvage
from ivr.journal.hiding import revealed
from ivr.journal.keys import Keys, WrongKey
from ivr.journal.segments import Segment, segments
from ivr.journal.texts import LONGEST_LINE, Line, opened

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Position:
    """The place behind an entry: a file's name, the bytes and the lines up to there.

    It holds for the packed file too: the name is without ``.gz``, the bytes are the text's.
    """

    segment: str
    offset: int = 0
    line: int = 0


@dataclass(frozen=True, slots=True)
class Damage:
    """A line that is not as it was written, and how many whole entries were found in it."""

    file: str
    line: int
    bytes: int
    salvaged: int
    damage: str


Found = list[tuple[Position, Entry]]


def log_damage(damage: Damage) -> None:
    """Write a warning that names file and line."""
    log.warning("journal: damaged line skipped", **asdict(damage))


class Reader:
    """Goes through a journal, and can go on when more has been written.

    Damaged lines are reported and skipped; ``position`` stands behind all that was consumed.
    Without ``keys`` sealed fields stay empty; with them, `WrongKey` is raised before an entry
    whose key is not there, and the position stays before it.
    """

    def __init__(
        self,
        folder: Path,
        position: Position | None = None,
        *,
        keys: Keys | None = None,
        report: Callable[[Damage], None] = log_damage,
    ) -> None:
        self.folder = folder
        self.position = position
        self.at_end = False
        self._keys = keys
        self._report = report
        self._going: Iterator[Found] | None = None

    def take(self, most: int) -> Found:
        """Read about ``most`` further entries, each with the position behind it.

        ``at_end`` tells whether there are no more at present.
        """
        taken: Found = []
        self.at_end = False
        try:
            for found in self._on():
                taken += found
                if len(taken) >= most:
                    break
            else:
                self.at_end = True
        except WrongKey:
            if not taken:
                raise
        return taken

    def entries(self) -> Iterator[tuple[Position, Entry]]:
        """Read to the present end, each entry with the position behind it."""
        return chain.from_iterable(self._on())

    def _on(self) -> Iterator[Found]:
        """Go on in the file that is open; at its end look again for what has come since."""
        going, self._going = self._going or self._lines(), None
        for found in going:
            self._going = going
            yield found
            self._going = None

    def _ahead(self) -> list[Segment]:
        """List the files from the position on; all of them if its file is unknown."""
        ahead = segments(self.folder)
        names = [segment.name for segment in ahead]
        if self.position is None or self.position.segment not in names:
            return ahead
        return ahead[names.index(self.position.segment) :]

    def _lines(self) -> Iterator[Found]:
        """Give what each line holds. A last line that still lacks its end is left for later."""
        ahead = self._ahead()
        for segment in ahead:
            place = self.position
            if place is None or place.segment != segment.name:
                place = Position(segment.name)
            try:
                with opened(segment) as text:
                    for line in text.lines(place.offset, place.line):
                        if segment == ahead[-1] and _is_cut(line):
                            return
                        place = Position(segment.name, line.end, line.number)
                        found = [(place, entry) for entry in self._entries(line, segment)]
                        self.position = place
                        yield found
            except FileNotFoundError:
                log.warning("journal: file is gone", file=str(segment.plain))

    def _entries(self, line: Line, segment: Segment) -> list[Entry]:
        damage = line.damage
        try:
            whole = [decode(line.text.removesuffix(b"\n"))]
        except DamagedLine as error:
            whole, damage = salvage(line.text), damage or str(error)
        entries = []
        for entry in whole:
            try:
                entries.append(entry if self._keys is None else revealed(entry, self._keys))
            except DamagedLine as error:
                entries.append(entry)
                damage = str(error)
        if damage:
            place = str(segment.path), line.number
            self._report(Damage(*place, len(line.text), len(entries), damage))
        return entries


def _is_cut(line: Line) -> bool:
    """Tell whether the rest of a line may still be on its way."""
    return not (line.damage or line.text.endswith(b"\n") or len(line.text) >= LONGEST_LINE)
