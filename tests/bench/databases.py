"""How fast the projector fills a database, beside one INSERT and COMMIT for each row."""

import asyncio
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Final

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from ivr.journal import Entry, Journal, Reader
from ivr.storage import Projector, create_engine, models, upgrade
from ivr.storage.rows import rows_of
from tests.bench.journal import NODE, Pace, append, entries_of, open_journal
from tests.bench.postgres import DurablePostgres

FEWER: Final = 10
"""How many times fewer calls the naive way gets."""


async def measure_databases(room: Path, calls: int, tell: Callable[[str], None]) -> dict[str, Pace]:
    """Put the entries of so many calls into SQLite and PostgreSQL, in both ways."""
    journal = open_journal(room / "projected")
    for call, payload in entries_of(calls):
        append(journal, call, payload)
    server = DurablePostgres(room)
    try:
        await asyncio.to_thread(server.start)
        places = {
            "SQLite": [f"sqlite:///{room}/{name}.db" for name in ("projected", "naive")],
            "PostgreSQL": [server.url(server.create()) for _ in range(2)],
        }
        paces = {}
        for name, (first, second) in places.items():
            tell(f"{name}: the projector")
            paces[f"{name}: our projector"] = await _projected(first, journal, room)
            tell(f"{name}: one INSERT and COMMIT for each row")
            paces[f"{name}: one INSERT and COMMIT each"] = await _naive(second, journal, room)
        return paces
    finally:
        server.remove()
        journal.close()


async def _projected(url: str, journal: Journal, room: Path) -> Pace:
    engine = create_engine(url, None, room)
    await upgrade(engine)
    projector = Projector(engine, journal)
    begun, worked = time.perf_counter(), time.process_time()
    running = asyncio.create_task(projector.run())
    await projector.catch_up()
    seconds, processor = time.perf_counter() - begun, time.process_time() - worked
    running.cancel()
    await asyncio.wait([running])
    await engine.dispose()
    return Pace(journal.last, seconds, processor)


async def _naive(url: str, journal: Journal, room: Path) -> Pace:
    engine = create_engine(url, None, room)
    await upgrade(engine)
    reader = Reader(journal.folder, keys=journal.keys)
    entries = [entry for _, entry in islice(reader.entries(), journal.last // FEWER)]
    begun, worked, each = time.perf_counter(), time.process_time(), []
    for entry in entries:
        before = time.perf_counter()
        await _insert(engine, entry)
        each.append(time.perf_counter() - before)
    seconds, processor = time.perf_counter() - begun, time.process_time() - worked
    await engine.dispose()
    return Pace(len(entries), seconds, processor, tuple(each))


async def _insert(engine: AsyncEngine, entry: Entry) -> None:
    rows = rows_of(NODE, [entry])
    table, found = (models.calls, rows.calls) if rows.calls else (models.facts, rows.facts)
    async with engine.begin() as connection:
        await connection.execute(insert(table), found)
