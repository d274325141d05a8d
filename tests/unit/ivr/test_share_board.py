"""A line that is opened is helped at once, until its end, and also by what was said elsewhere."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ivr import share_board
from ivr.journal import Journal, ShareChanged
from ivr.share_board import ShareBoard
from tests.unit.ivr.samples import entries_of
from tests.waiting import until

NOON = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
HALF = timedelta(minutes=30)


class Database:
    """What other nodes have said, or a database that is away."""

    def __init__(self) -> None:
        self.changes: list[tuple[datetime, ShareChanged]] = []
        self.looks = 0
        self.away = False

    async def share_changes(self, since: datetime) -> list[tuple[datetime, ShareChanged]]:
        self.looks += 1
        if self.away:
            raise ConnectionError
        return [(at, change) for at, change in self.changes if at >= since]


class Place:
    """A board over a real journal, with a clock that is set by hand."""

    def __init__(self, folder: Path) -> None:
        self.now = NOON
        self.held: list[set[str]] = []
        self.database = Database()
        self.journal = Journal.open(folder, "node-1", now=lambda: self.now)
        self.board = ShareBoard(
            self.journal,
            self.database,
            lambda discoms: self.held.append(set(discoms)),
            now=lambda: self.now,
        )

    def share(self, discom: str = "KESCO") -> None:
        self.board.share(discom, until=self.now + HALF, reason="storm", who="asha")

    def open(self) -> list[str]:
        return [share.discom for share in self.board.open()]

    async def look(self) -> None:
        looks = self.database.looks
        task = asyncio.create_task(self.board.follow())
        await until(lambda: self.database.looks >= looks + 2, within=5)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(share_board, "LOOK_AGAIN", 0.01)
    place = Place(tmp_path)
    yield place
    place.journal.close()


def test_what_is_opened_holds_at_once_and_is_closed_once(place: Place) -> None:
    place.share()
    assert (place.open(), place.held) == (["KESCO"], [{"KESCO"}])
    place.now += timedelta(minutes=1)
    closed = place.board.close("KESCO", who="vijay")
    assert closed is not None
    assert (closed.since, closed.who, closed.reason) == (NOON, "asha", "storm")
    assert (place.open(), place.held[-1]) == ([], set())
    assert place.board.close("KESCO", who="vijay") is None
    assert place.board.close("MVVNL", who="vijay") is None


def test_every_change_is_journalled_with_its_time_and_who(place: Place) -> None:
    place.share()
    place.now += timedelta(minutes=5)
    place.board.close("KESCO", who="vijay")
    entries = entries_of(place.journal)
    fields = {"discom": "KESCO", "until": NOON + HALF}
    assert [(entry.kind, entry.at, entry.read(ShareChanged)) for entry in entries] == [
        ("share", NOON, ShareChanged(what="opened", **fields, reason="storm", who="asha")),
        ("share", place.now, ShareChanged(what="closed", **fields, who="vijay")),
    ]


async def test_it_ends_by_itself_and_the_desk_is_told(place: Place) -> None:
    place.share()
    place.now = NOON + HALF - timedelta(seconds=1)
    await place.look()
    assert place.held == [{"KESCO"}]
    place.now = NOON + HALF
    assert place.open() == []
    await place.look()
    assert place.held == [{"KESCO"}, set()]
    assert place.board.close("KESCO", who="asha") is None


def test_another_time_replaces_the_first(place: Place) -> None:
    place.share()
    place.now += timedelta(minutes=20)
    place.share()
    (share,) = place.board.open()
    assert share.until == NOON + timedelta(minutes=50)


async def test_the_newest_word_holds_wherever_and_in_whatever_order_it_is_heard(
    place: Place,
) -> None:
    place.share()
    opened = ShareChanged(what="opened", discom="MVVNL", until=NOON + HALF, who="ravi")
    closed = ShareChanged(what="closed", discom="MVVNL", until=NOON + HALF, who="ravi")
    before = ShareChanged(what="closed", discom="KESCO", until=NOON + HALF, who="ravi")
    early = NOON - timedelta(minutes=5)
    place.database.changes = [(NOON, closed), (early, opened), (early, before)]
    await place.look()
    assert place.open() == ["KESCO"]
    place.database.changes.append((NOON + timedelta(minutes=1), opened))
    await place.look()
    assert place.open() == ["KESCO", "MVVNL"]
    assert place.held[-1] == {"KESCO", "MVVNL"}


async def test_while_the_database_is_away_what_is_known_holds(place: Place) -> None:
    place.share()
    place.database.away = True
    await place.look()
    assert place.open() == ["KESCO"]
