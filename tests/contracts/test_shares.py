"""Opened lines in SQLite and PostgreSQL: every node and the next process hold them open."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from ivr.journal import Journal
from ivr.share_board import ShareBoard
from ivr.storage import CallQueries, Projector, create_engine
from tests.unit.ivr.samples import a_record
from tests.waiting import until


@pytest.fixture(params=["sqlite", "postgresql"])
async def engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    engine = create_engine(url, None, tmp_path)
    yield engine
    assert engine.pool.checkedout() == 0
    await engine.dispose()


class Node:
    """The parts of a service that have to do with opened lines."""

    def __init__(self, name: str, folder: Path, engine: AsyncEngine) -> None:
        self.held: frozenset[str] = frozenset()
        self.journal = Journal.open(folder / name, name)
        self.projector = Projector(engine, self.journal)
        self.board = ShareBoard(self.journal, CallQueries(engine), self._hold)
        work = (self.projector.run(), self.board.follow())
        self.tasks = [asyncio.create_task(each) for each in work]

    def _hold(self, discoms: frozenset[str]) -> None:
        self.held = discoms

    async def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.journal.close()

    def open(self, discom: str) -> None:
        end = datetime.now(UTC) + timedelta(minutes=30)
        self.board.share(discom, until=end, reason="आँधी", who="asha")

    async def holds(self, *discoms: str) -> None:
        await until(lambda: self.held == set(discoms), within=20)


async def test_all_nodes_and_the_next_process_hold_the_same_open(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    one, two = Node("node-1", tmp_path, engine), Node("node-2", tmp_path, engine)
    try:
        one.open("KESCO")
        two.open("MVVNL")
        await one.holds("KESCO", "MVVNL")
        await two.holds("KESCO", "MVVNL")
        assert two.board.close("KESCO", who="vijay") is not None
        await one.holds("MVVNL")
    finally:
        await one.stop()
        await two.stop()
    again = Node("node-1", tmp_path, engine)
    try:
        await again.holds("MVVNL")
        (share,) = again.board.open()
        (before,) = two.board.open()
        assert abs(share.since - before.since) < timedelta(seconds=1)
        assert (share.until, share.reason, share.who) == (before.until, "आँधी", "asha")
    finally:
        await again.stop()


async def test_calls_that_ended_in_line_are_found_by_node_and_time(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    node = Node("node-1", tmp_path, engine)
    try:
        late = a_record("late")
        node.journal.record(late)
        node.journal.record(a_record("early", ended_at=late.ended_at - timedelta(minutes=1)))
        node.journal.record(a_record("menus", queued_at=None, answered_at=None))
        node.journal.record(a_record("elsewhere", node="node-2"))
        await node.projector.catch_up()
        queries = CallQueries(engine)
        found = await queries.ended_in_line("node-1", late.ended_at - timedelta(hours=1))
        assert [record.call_id for record in found] == ["early", "late"]
        assert found[1] == late
        assert await queries.ended_in_line("node-1", late.ended_at) == [late]
    finally:
        await node.stop()
