"""What operators tell of outages holds at once, is journalled, and comes from elsewhere too."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from ivr import outage_board
from ivr.journal import Journal, OutageChanged
from ivr.outage_board import OutageBoard
from tests.unit.ivr.samples import entries_of
from tests.waiting import until

NOON = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
EVENING = NOON + timedelta(hours=7)


class Database:
    """What other nodes have told, or a database that is away."""

    def __init__(self) -> None:
        self.changes: list[tuple[datetime, OutageChanged]] = []
        self.asked: list[datetime] = []
        self.away = False

    async def outage_changes(self, since: datetime) -> list[tuple[datetime, OutageChanged]]:
        self.asked.append(since)
        if self.away:
            raise ConnectionError
        return [(at, change) for at, change in self.changes if at >= since]


class Place:
    """A board over a real journal, with a clock that is set by hand."""

    def __init__(self, folder: Path) -> None:
        self.now = NOON
        self.database = Database()
        self.journal = Journal.open(folder, "node-1", now=lambda: self.now)
        ids = count(1)
        self.board = OutageBoard(
            self.journal, self.database, now=lambda: self.now, new_id=lambda: f"o-{next(ids)}"
        )

    def add(self, district: str = "Lucknow", until: datetime | None = EVENING) -> str:
        return self.board.add(
            district=district, discom=None, until=until, reason="storm", who="asha"
        ).id

    def open(self) -> list[str]:
        return [outage.id for outage in self.board.open()]

    def journalled(self) -> list[tuple[datetime, OutageChanged]]:
        entries = entries_of(self.journal)
        assert {entry.kind for entry in entries} <= {"outage"}
        return [(entry.at, entry.read(OutageChanged)) for entry in entries]

    async def look(self) -> None:
        looks = len(self.database.asked)
        task = asyncio.create_task(self.board.follow())
        await until(lambda: len(self.database.asked) >= looks + 2, within=5)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(outage_board, "LOOK_AGAIN", 0.01)
    place = Place(tmp_path)
    yield place
    place.journal.close()


def test_what_is_told_holds_at_once_newest_first(place: Place) -> None:
    place.add()
    place.now += timedelta(minutes=1)
    place.add("Unnao")
    assert place.open() == ["o-2", "o-1"]


def test_every_change_is_journalled_with_its_time_and_who(place: Place) -> None:
    outage = place.add()
    place.now += timedelta(hours=1)
    place.board.end(outage, who="vijay")
    fields = {"outage": "o-1", "district": "Lucknow", "until": EVENING, "reason": "storm"}
    assert place.journalled() == [
        (NOON, OutageChanged(what="added", **fields, who="asha")),
        (place.now, OutageChanged(what="ended", **fields, who="vijay")),
    ]


@pytest.mark.parametrize(
    ("back", "lasts"), [(EVENING, timedelta(hours=7)), (None, timedelta(hours=12))]
)
def test_it_vanishes_by_itself(place: Place, back: datetime | None, lasts: timedelta) -> None:
    place.add(until=back)
    place.now = NOON + lasts - timedelta(seconds=1)
    assert place.open() == ["o-1"]
    place.now = NOON + lasts
    assert place.open() == []
    assert place.board.end("o-1", who="asha") is None


def test_what_was_ended_is_told_no_more_and_ends_once(place: Place) -> None:
    place.add()
    assert place.board.end("o-1", who="asha") is not None
    assert place.open() == []
    assert place.board.end("o-1", who="asha") is None
    assert place.board.end("o-9", who="asha") is None
    assert len(place.journalled()) == 2


async def test_other_nodes_and_earlier_processes_are_heard_in_any_order(place: Place) -> None:
    place.add()
    told = OutageChanged(what="added", outage="x", district="Unnao", until=EVENING, who="ravi")
    ended = OutageChanged(what="ended", outage="o-1", district="Lucknow", who="ravi")
    place.database.changes = [(NOON, ended), (NOON - timedelta(hours=1), told)]
    await place.look()
    assert place.open() == ["x"]
    assert place.board.open()[0].since == NOON - timedelta(hours=1)
    assert len(place.journalled()) == 1, "what came from elsewhere is journalled there"


async def test_while_the_database_is_away_what_is_known_holds(place: Place) -> None:
    place.add()
    place.database.away = True
    await place.look()
    assert place.open() == ["o-1"]


async def test_what_is_long_over_is_forgotten_and_not_asked_for(place: Place) -> None:
    place.add()
    place.now += timedelta(days=16)
    await place.look()
    assert place.database.asked[-1] > NOON
    assert place.board._told == {}
