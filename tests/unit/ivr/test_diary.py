import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from ivr.diary import Diary
from ivr.journal import ServiceChanged


@dataclass
class Kept:
    """A journal that only remembers."""

    alarm: str | None = None
    changes: list[ServiceChanged] = field(default_factory=list)

    def service_changed(self, change: ServiceChanged) -> None:
        self.changes.append(change)

    def told(self) -> list[tuple[str, str]]:
        return [(change.what, change.detail) for change in self.changes[1:]]


@pytest.fixture
def journal() -> Kept:
    return Kept()


@pytest.fixture
def projection() -> SimpleNamespace:
    return SimpleNamespace(problem="not asked yet")


def test_it_begins_with_the_start(journal: Kept, projection: SimpleNamespace) -> None:
    Diary(journal, projection)
    (start,) = journal.changes
    assert start.what == "started"
    assert "version 0.1" in start.detail
    assert "process" in start.detail


def test_a_start_tells_for_how_long_there_was_no_service(
    journal: Kept, projection: SimpleNamespace
) -> None:
    Diary(journal, projection, datetime.now(UTC) - timedelta(seconds=17))
    assert journal.changes[0].seconds == pytest.approx(17, abs=0.5)


def test_each_change_is_noted_once(journal: Kept, projection: SimpleNamespace) -> None:
    diary = Diary(journal, projection)
    for problem, alarm in (
        ("not asked yet", None),
        (None, None),
        ("refused", None),
        ("timed out", "No space left"),
        (None, "No space left"),
        (None, None),
    ):
        projection.problem, journal.alarm = problem, alarm
        diary.look()
        diary.look()
    assert journal.told() == [
        ("database-away", "refused"),
        ("journal-alarm", "No space left"),
        ("database-back", ""),
        ("journal-works", ""),
    ]


def test_a_database_that_is_away_from_the_start(journal: Kept, projection: SimpleNamespace) -> None:
    diary = Diary(journal, projection)
    projection.problem = "refused"
    diary.look()
    assert journal.told() == [("database-away", "refused")]


def test_what_it_is_told(journal: Kept, projection: SimpleNamespace) -> None:
    diary = Diary(journal, projection)
    diary.connection(True)
    diary.connection(False)
    diary.stalled(2.345)
    diary.stopping(7)
    diary.stopped()
    assert [change.what for change in journal.changes[1:]] == [
        "connected", "disconnected", "stalled", "stopping", "stopped",
    ]  # fmt: skip
    assert journal.changes[3].seconds == 2.3
    assert journal.changes[4].detail == "with 7 calls"


@pytest.mark.looptime
async def test_it_looks_every_second(journal: Kept, projection: SimpleNamespace) -> None:
    watch = asyncio.create_task(Diary(journal, projection).watch())
    await asyncio.sleep(0.5)
    projection.problem = "refused"
    await asyncio.sleep(1)
    watch.cancel()
    await asyncio.gather(watch, return_exceptions=True)
    assert journal.told() == [("database-away", "refused")]
