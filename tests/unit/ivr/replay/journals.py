"""Journals to replay, for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from capacity.outcomes import Outcome
from ivr.journal import Journal
from tests.unit.ivr.samples import OFFERED, a_record


@contextmanager
def journal_in(folder: Path) -> Iterator[Journal]:
    journal = Journal.open(folder, "node-1")
    try:
        yield journal
    finally:
        journal.close()


def write_day(folder: Path, calls: int = 60, *, day: int = 0) -> Path:
    """Write calls, one a minute: Asha answers two of three, each after some wait."""
    with journal_in(folder) as journal:
        for number in range(calls):
            offered = OFFERED + timedelta(days=day, minutes=number)
            queued = offered + timedelta(seconds=20)
            answered = queued + timedelta(seconds=4 + number % 7 * 5)
            parted = answered + timedelta(seconds=50 + number % 11)
            times = {"offered_at": offered, "landed_at": offered, "queued_at": queued}
            if number % 3:
                ends = {"answered_at": answered, "parted_at": parted, "ended_at": parted}
            else:
                ends = {"answered_at": None, "parted_at": None, "agent": None}
                ends |= {"ended_at": queued + timedelta(seconds=10 + number)}
                ends |= {"outcome": Outcome.ABANDONED}
            journal.record(a_record(f"c-{day}-{number}", **times, **ends))
    return folder
