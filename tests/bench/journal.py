"""How fast entries go into the journal, beside a file that is written in the naive ways."""

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from dialplan.story import Fact
from ivr.journal import Journal, Keys
from ivr.journal.hiding import Private
from ivr.records import CallRecord
from tests.unit.ivr.samples import a_record, some_facts

NODE: Final = "node-1"
ROUNDS: Final = 3
FEWER: Final = 50
"""How many times fewer calls the slow way gets."""

OURS: Final = "our journal: checksum, sealed, on the disk in 50 ms"
UNSEALED: Final = "our journal, nothing sealed"
WRITTEN: Final = "the same JSON, one write each, nothing else"
SYNCED: Final = "the same JSON, one write and one fsync each"

Payload = Fact | CallRecord
Write = Callable[[str, Payload], object]
"""Keeps an entry; takes the id of its call."""


@dataclass(frozen=True)
class Pace:
    """How long entries took: seconds by the clock and of processor, and each one by the clock."""

    entries: int
    seconds: float
    processor: float
    each: tuple[float, ...] = ()

    @property
    def rate(self) -> float:
        """Entries per second."""
        return self.entries / self.seconds


def entries_of(calls: int) -> Iterator[tuple[str, Payload]]:
    """Make the entries of so many calls: the facts of each, and its record."""
    facts = some_facts()
    for number in range(calls):
        call = f"{NODE}-1795325958.{number}"
        yield from ((call, fact) for fact in facts)
        yield call, a_record(call)


def open_journal(folder: Path, private: Private = "encrypted") -> Journal:
    """Open a journal as the service does."""
    return Journal.open(folder, NODE, private=private, keys=Keys("of the benchmark"))


def append(journal: Journal, call: str, payload: Payload) -> None:
    """Keep an entry as the service does."""
    if isinstance(payload, Fact):
        journal.fact(call, payload)
    else:
        journal.record(payload)


def measure_journals(room: Path, calls: int, tell: Callable[[str], None]) -> dict[str, Pace]:
    """Write the entries of so many calls in each way, several times, the ways in turn."""
    paces = defaultdict[str, list[Pace]](list)
    for number in range(1, ROUNDS + 1):
        tell(f"journal: round {number} of {ROUNDS}")
        for name, pace in _round(room / str(number), calls):
            paces[name].append(pace)
    return {name: sorted(some, key=lambda p: p.rate)[ROUNDS // 2] for name, some in paces.items()}


def _round(room: Path, calls: int) -> Iterator[tuple[str, Pace]]:
    ways: tuple[tuple[str, Private], ...] = ((OURS, "encrypted"), (UNSEALED, "plain"))
    for name, private in ways:
        journal = open_journal(room / private, private)
        yield name, _paced(lambda *entry, to=journal: append(to, *entry), calls, journal.close)
    with (room / "written").open("wb", buffering=0) as file:
        yield WRITTEN, _paced(lambda *entry, to=file: to.write(_line(*entry)), calls)
    with (room / "synced").open("wb", buffering=0) as file:

        def write_and_sync(call: str, payload: Payload) -> None:
            file.write(_line(call, payload))
            os.fsync(file.fileno())

        yield SYNCED, _paced(write_and_sync, max(1, calls // FEWER))


def _paced(write: Write, calls: int, finish: Callable[[], object] = lambda: None) -> Pace:
    """Time the entries of so many calls, with what ``finish`` has still to do."""
    entries, each = list(entries_of(calls)), []
    begun, worked = time.perf_counter(), time.process_time()
    for call, payload in entries:
        before = time.perf_counter()
        write(call, payload)
        each.append(time.perf_counter() - before)
    finish()
    seconds, processor = time.perf_counter() - begun, time.process_time() - worked
    return Pace(len(entries), seconds, processor, tuple(each))


def _line(call: str, payload: Payload) -> bytes:
    return msgspec.json.encode((call, payload)) + b"\n"
