"""Goes through a whole journal and tells what is damaged, missing or cannot be opened."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ivr.journal.entries import DamagedLine, Entry
from ivr.journal.hiding import revealed
from ivr.journal.keys import Keys, WrongKey
from ivr.journal.reader import Damage, Position, Reader
from ivr.journal.segments import Segment, segments
from ivr.journal.texts import opened


@dataclass(frozen=True, slots=True)
class Gap:
    """Entries that no file has, before a line that is as it should be."""

    file: str
    line: int
    first: int
    last: int


@dataclass(slots=True)
class Findings:
    """What a journal holds. ``closed`` holds a `WrongKey` for each key that is not there.

    ``cut`` is the newest file if its last line lacks its end, which alone is no damage: somebody
    writes it just now, or a power cut ended it and the next start will take it out.
    """

    files: int = 0
    strangers: list[Path] = field(default_factory=list)
    entries: Counter[str] = field(default_factory=Counter)
    first: Entry | None = None
    last: datetime | None = None
    damages: list[Damage] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    closed: dict[str, WrongKey] = field(default_factory=dict)
    cut: Path | None = None

    @property
    def sound(self) -> bool:
        """Whether everything is there and can be read."""
        return not (self.damages or self.gaps or self.closed or self.strangers)

    @property
    def missing(self) -> int:
        """Count the entries that no file has."""
        return sum(gap.last - gap.first + 1 for gap in self.gaps)


def check_journal(folder: Path, keys: Keys, progress: Callable[[int], None]) -> Findings:
    """Read everything; ``progress`` counts entries. Raises OSError."""
    ours = segments(folder)
    known = {file for segment in ours for file in (segment.plain, segment.packed)}
    findings = Findings(len(ours), sorted(set(folder.iterdir()) - known))
    damages_before, expected = 0, 0
    reader = Reader(folder, report=findings.damages.append)
    for place, entry in reader.entries():
        if findings.first is None:
            findings.first, expected = entry, entry.n
        if entry.n > expected and len(findings.damages) == damages_before:
            file = str(Segment(folder, place.segment).path)
            findings.gaps.append(Gap(file, place.line, expected, entry.n - 1))
        damages_before, expected = len(findings.damages), entry.n + 1
        findings.entries[entry.kind] += 1
        findings.last = entry.at
        _try_to_open(entry, Segment(folder, place.segment), place.line, keys, findings)
        progress(findings.entries.total())
    findings.cut = _cut(ours[-1], reader.position) if ours else None
    return findings


def _cut(newest: Segment, read: Position | None) -> Path | None:
    """Give the newest file if more stands in it than whole lines."""
    done = read.offset if read is not None and read.segment == newest.name else 0
    with opened(newest) as text:
        return newest.path if text.size > done else None


def _try_to_open(entry: Entry, segment: Segment, line: int, keys: Keys, findings: Findings) -> None:
    try:
        revealed(entry, keys)
    except WrongKey as wrong:
        findings.closed[wrong.key_id] = wrong
    except DamagedLine as damage:
        findings.damages.append(Damage(str(segment.path), line, 0, 1, str(damage)))
