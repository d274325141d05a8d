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
from ivr.journal.segments import segments


@dataclass(frozen=True, slots=True)
class Gap:
    """Entries that no file has, before a line that is as it should be."""

    file: str
    line: int
    first: int
    last: int


@dataclass(slots=True)
class Findings:
    """What a journal holds. ``closed`` holds a `WrongKey` for each key that is not there."""

    files: int = 0
    strangers: list[Path] = field(default_factory=list)
    entries: Counter[str] = field(default_factory=Counter)
    first: Entry | None = None
    last: datetime | None = None
    damages: list[Damage] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    closed: dict[str, WrongKey] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Whether everything is there and can be read."""
        return not (self.damages or self.gaps or self.closed or self.strangers)


def check_journal(folder: Path, keys: Keys, progress: Callable[[int], None]) -> Findings:
    """Read everything; ``progress`` counts entries. Raises OSError."""
    ours = segments(folder)
    known = {file for segment in ours for file in (segment.plain, segment.packed)}
    findings = Findings(len(ours), sorted(set(folder.iterdir()) - known))
    damages_before, expected = 0, 0
    for place, entry in Reader(folder, report=findings.damages.append).entries():
        if findings.first is None:
            findings.first, expected = entry, entry.n
        if entry.n > expected and len(findings.damages) == damages_before:
            findings.gaps.append(Gap(place.segment, place.line, expected, entry.n - 1))
        damages_before, expected = len(findings.damages), entry.n + 1
        findings.entries[entry.kind] += 1
        findings.last = entry.at
        _try_to_open(entry, place, keys, findings)
        progress(findings.entries.total())
    return findings


def _try_to_open(entry: Entry, place: Position, keys: Keys, findings: Findings) -> None:
    try:
        revealed(entry, keys)
    except WrongKey as wrong:
        findings.closed[wrong.key_id] = wrong
    except DamagedLine as damage:
        findings.damages.append(Damage(place.segment, place.line, 0, 1, str(damage)))
