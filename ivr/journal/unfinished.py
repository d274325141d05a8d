"""The calls that a journal has no record of: they went on when the last process ended."""

from datetime import datetime
from pathlib import Path

import msgspec

from dialplan.story import Fact
from ivr.journal.entries import FACT, RECORD
from ivr.journal.reader import Reader


def unfinished_calls(folder: Path, *, since: datetime) -> dict[str, list[Fact]]:
    """Give the facts, in order, of each call begun at or after ``since`` that has no record."""
    calls: dict[str, list[Fact]] = {}
    for _, entry in Reader(folder).entries():
        if entry.call is None or entry.at < since:
            continue
        if entry.kind == RECORD:
            calls.pop(entry.call, None)
        elif entry.kind == FACT:
            try:
                fact = entry.read(Fact)
            except msgspec.ValidationError:
                continue
            calls.setdefault(entry.call, []).append(fact)
    return calls
