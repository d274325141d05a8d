"""Outages in SQLite and PostgreSQL: every node and the next process know what operators told."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from ivr.journal import Journal
from ivr.outage_board import OutageBoard
from ivr.storage import CallQueries, Projector, create_engine
from tests.waiting import until


@pytest.fixture(params=["sqlite", "postgresql"])
async def engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    engine = create_engine(url, None, tmp_path)
    yield engine
    assert engine.pool.checkedout() == 0
    await engine.dispose()


class Node:
    """The parts of a service that have to do with outages."""

    def __init__(self, name: str, folder: Path, engine: AsyncEngine) -> None:
        self.journal = Journal.open(folder / name, name)
        self.board = OutageBoard(self.journal, CallQueries(engine))
        work = (Projector(engine, self.journal).run(), self.board.follow())
        self.tasks = [asyncio.create_task(each) for each in work]

    async def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.journal.close()

    def add(self, district: str) -> str:
        back = datetime.now(UTC) + timedelta(hours=7)
        outage = self.board.add(
            district=district, discom="MVVNL", until=back, reason="आँधी", who="asha"
        )
        return outage.id

    async def knows(self, *ids: str) -> None:
        await until(lambda: {each.id for each in self.board.open()} == set(ids), within=20)


async def test_all_nodes_and_the_next_process_tell_the_same(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    one, two = Node("node-1", tmp_path, engine), Node("node-2", tmp_path, engine)
    try:
        lucknow, unnao = one.add("Lucknow"), two.add("Unnao")
        await one.knows(lucknow, unnao)
        await two.knows(lucknow, unnao)
        assert two.board.end(lucknow, who="vijay") is not None
        await one.knows(unnao)
    finally:
        await one.stop()
        await two.stop()
    again = Node("node-1", tmp_path, engine)
    try:
        await again.knows(unnao)
        (outage,) = again.board.open()
        (before,) = two.board.open()
        assert abs(outage.since - before.since) < timedelta(seconds=1)
        assert (outage.until, outage.reason, outage.who) == (before.until, "आँधी", "asha")
        assert (outage.district, outage.discom) == ("Unnao", "MVVNL")
    finally:
        await again.stop()
