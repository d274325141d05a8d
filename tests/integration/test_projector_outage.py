"""PostgreSQL goes away and comes back while calls go on: nothing is lost, nothing doubled."""

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from ivr.journal import Journal
from ivr.storage import CallQueries, Projector, create_engine, ping
from ivr.storage.models import facts
from tests.servers.postgres import PostgresServer
from tests.unit.ivr.samples import a_record, some_facts


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


def take_calls(journal: Journal, numbers: range) -> None:
    for number in numbers:
        for fact in some_facts():
            journal.fact(f"c-{number}", fact)
        journal.record(a_record(f"c-{number}"))


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
async def test_calls_of_an_outage_are_there_afterwards(
    postgres_server: PostgresServer, postgres_url: str, tmp_path: Path, how: signal.Signals
) -> None:
    journal = Journal.open(tmp_path, "node-1")
    engine = create_engine(postgres_url, None, tmp_path)
    projector = Projector(engine, journal)
    task = asyncio.create_task(projector.run())
    try:
        take_calls(journal, range(100))
        await until(lambda: projector.problem is None)
        take_calls(journal, range(100, 1000))
        await asyncio.to_thread(postgres_server.stop, how)
        await until(lambda: projector.problem is not None)
        assert await ping(engine) is not None
        take_calls(journal, range(1000, 1200))
        assert projector.lag >= 200
        assert projector.behind > 0
        await asyncio.to_thread(postgres_server.start)
        async with asyncio.timeout(30):
            await projector.catch_up()
        assert (projector.problem, projector.lag, projector.rejected) == (None, 0, 0)
        assert projector.behind == 0
        records = await CallQueries(engine).calls(limit=5000)
        assert {record.call_id for record in records} == {f"c-{n}" for n in range(1200)}
        async with engine.connect() as connection:
            stored = (await connection.execute(select(func.count()).select_from(facts))).scalar()
        assert stored == 1200 * len(some_facts())
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await engine.dispose()
        journal.close()


async def test_a_database_that_is_away_at_the_start_is_used_when_it_comes(
    postgres_server: PostgresServer, postgres_url: str, tmp_path: Path
) -> None:
    await asyncio.to_thread(postgres_server.stop)
    journal = Journal.open(tmp_path, "node-1")
    engine = create_engine(postgres_url, None, tmp_path)
    projector = Projector(engine, journal)
    task = asyncio.create_task(projector.run())
    try:
        journal.record(a_record())
        await until(lambda: "Connect" in (projector.problem or ""))
        await asyncio.to_thread(postgres_server.start)
        async with asyncio.timeout(30):
            await projector.catch_up()
        assert len(await CallQueries(engine).calls()) == 1
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await engine.dispose()
        journal.close()
