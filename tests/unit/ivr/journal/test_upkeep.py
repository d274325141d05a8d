import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from ivr.journal import Journal
from ivr.journal.segments import segments
from ivr.journal.upkeep import Upkeep
from tests.unit.ivr.samples import entries_of
from tests.waiting import until

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """A journal with a file for each of three days before today's."""
    clock = [NOW - timedelta(days=3)]
    journal = Journal.open(tmp_path, "node-1", now=lambda: clock[0])
    for _ in range(3):
        journal.append("note", "x")
        clock[0] += timedelta(days=1)
    journal.append("note", "today")
    yield journal
    journal.close()


def upkeep(journal: Journal, *, keep_days: int | None = None, taken: str | None = None) -> Upkeep:
    return Upkeep(journal, keep_days=keep_days, taken=lambda: taken, now=lambda: NOW)


def days(journal: Journal) -> list[str]:
    return [segment.day[-2:] for segment in segments(journal.folder)]


def test_full_files_are_packed_and_the_one_that_is_written_is_not(journal: Journal) -> None:
    upkeep(journal).once()
    assert [s.path.suffix for s in segments(journal.folder)] == [".gz", ".gz", ".gz", ".jsonl"]
    assert [entry.n for entry in entries_of(journal)] == [1, 2, 3, 4]


def test_without_a_period_everything_is_kept(journal: Journal) -> None:
    upkeep(journal, taken=journal.segment).once()
    assert days(journal) == ["19", "20", "21", "22"]


def test_what_is_past_its_time_goes_packed_or_not(journal: Journal) -> None:
    with capture_logs() as logs:
        upkeep(journal, keep_days=2, taken=journal.segment).once()
        assert days(journal) == ["20", "21", "22"]
        upkeep(journal, keep_days=1, taken=journal.segment).once()
    assert days(journal) == ["21", "22"]
    assert len([log for log in logs if "deleted" in log["event"]]) == 2


def test_what_the_database_has_not_taken_is_never_deleted(journal: Journal) -> None:
    names = [segment.name for segment in segments(journal.folder)]
    upkeep(journal, keep_days=1, taken=None).once()
    upkeep(journal, keep_days=1, taken=names[0]).once()
    assert days(journal) == ["19", "20", "21", "22"]
    upkeep(journal, keep_days=1, taken=names[1]).once()
    assert days(journal) == ["20", "21", "22"]


def test_a_file_that_cannot_be_packed_is_told_and_holds_up_no_other(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def full(segment, _stop) -> bool:
        tried.append(segment.day)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ivr.journal.upkeep.pack", full)
    with capture_logs() as logs:
        upkeep(journal).once()
    assert len(tried) == len(logs) == 3


async def test_it_runs_until_it_is_cancelled(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ivr.journal.upkeep.EVERY", 0.01)
    keeper = upkeep(journal)
    task = asyncio.create_task(keeper.run())
    await until(lambda: segments(journal.folder)[2].path.suffix == ".gz", within=5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with monkeypatch.context() as patched:
        patched.setattr("ivr.journal.upkeep.pack", pytest.fail)
        journal.append("note", "x")
        keeper.once()
