"""The tables made again from the journal are equal to the old ones, on every database."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from dialplan.story import Fact
from ivr.journal import Journal, Keys, LinesChanged, WrongKey
from ivr.journal.segments import segments
from ivr.storage import Projector
from ivr.storage.models import calls, facts, line_changes, projection
from ivr.storage.rebuild import NothingToRebuildFrom, Rebuilt, Source, WouldLose, rebuild
from tests.unit.ivr.journal.files import packed
from tests.unit.ivr.samples import OFFERED, a_record, after, some_facts

TABLES = (calls, facts, line_changes, projection)
CALLS = 150
KEYS = Keys("the-key")
Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def journal(tmp_path: Path):
    """A journal of two files, the older one packed, with calls, facts, sizes, and oddities."""
    folder = tmp_path / "journal"
    for k in range(2):
        journal = Journal.open(folder, "node-1", private="encrypted", keys=KEYS)
        for n in range(CALLS):
            call_id = f"node-1-{k}.{n}"
            for fact in some_facts() if n < 20 else ():
                journal.fact(call_id, fact)
            journal.record(a_record(call_id, offered_at=after(n)))
        journal.fact(f"node-1-{k}.{CALLS}", Fact("landed", None, after(CALLS)))
        journal.record(a_record("node-1-too-large", cause=2**62 * 2))
        journal.lines_changed(LinesChanged(incoming=650, outgoing=300, reason="mela", who="asha"))
        if k == 0:
            journal.close()
            [segment] = segments(folder)
            packed(folder, segment.name, segment.plain.read_bytes())
    yield journal
    journal.close()


async def project(engine: AsyncEngine, journal: Journal) -> None:
    task = asyncio.create_task((projector := Projector(engine, journal)).run())
    try:
        async with asyncio.timeout(20):
            await projector.catch_up()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def dump(engine: AsyncEngine) -> Rows:
    async with engine.connect() as connection:
        return {
            table.name: [
                tuple(row)
                for row in await connection.execute(select(table).order_by(*table.primary_key))
            ]
            for table in TABLES
        }


async def count(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return (await connection.execute(select(func.count()).select_from(calls))).scalar_one()


async def rebuilt(engine: AsyncEngine, journal: Journal, *, anyway: bool = False) -> Rebuilt:
    source = Source(journal.folder, "node-1", journal.keys)
    return await rebuild(engine, source, anyway=anyway, progress=lambda _: None)


async def test_the_new_tables_equal_the_old_ones(engine: AsyncEngine, journal: Journal) -> None:
    await project(engine, journal)
    before = await dump(engine)
    counted: list[int] = []
    source = Source(journal.folder, "node-1", KEYS)
    result = await rebuild(engine, source, anyway=False, progress=counted.append)
    assert await dump(engine) == before
    assert len(before["calls"]) == 2 * CALLS
    assert result.before == result.after == {t.name: len(before[t.name]) for t in TABLES[:3]}
    assert (result.rejected, result.entries) == (2, journal.last)
    assert counted[-1] == journal.last
    assert counted == sorted(counted)


async def test_rows_that_were_lost_or_changed_are_made_good(
    engine: AsyncEngine, journal: Journal
) -> None:
    await project(engine, journal)
    before = await dump(engine)
    rubbish = {"call_id": "node-1-9.9", "n": 99_999, "at": OFFERED, "kind": "x", "private": False}
    async with engine.begin() as connection:
        await connection.execute(delete(calls).where(calls.c.call_id < "node-1-0.5"))
        await connection.execute(update(facts).values(value="wrong"))
        await connection.execute(delete(line_changes))
        await connection.execute(insert(facts), [rubbish])
        await connection.execute(delete(projection))
    await rebuilt(engine, journal, anyway=True)
    assert await dump(engine) == before


async def test_an_empty_database_is_filled(engine: AsyncEngine, journal: Journal) -> None:
    result = await rebuilt(engine, journal)
    assert result.before == {"calls": 0, "facts": 0, "line_changes": 0}
    filled = await dump(engine)
    await project(engine, journal)
    assert await dump(engine) == filled


async def test_rows_of_other_nodes_stay(
    engine: AsyncEngine, journal: Journal, tmp_path: Path
) -> None:
    other = Journal.open(tmp_path / "other", "node-1-b")
    other.record(a_record("node-1-b-1.1", node="node-1-b"))
    other.fact("node-1-b-1.2", Fact("landed", None, OFFERED))
    other.lines_changed(LinesChanged(incoming=1, outgoing=1, reason="test", who="b"))
    await project(engine, other)
    other.close()
    await project(engine, journal)
    before = await dump(engine)
    await rebuilt(engine, journal)
    assert await dump(engine) == before


async def test_rows_from_before_the_first_entry_stay(engine: AsyncEngine, tmp_path: Path) -> None:
    clock = [after(0)]
    for k in range(2):
        journal = Journal.open(tmp_path / "journal", "node-1", now=lambda: clock[0])
        journal.fact(f"node-1-{k}.1", Fact("landed", None, clock[0]))
        journal.record(a_record(f"node-1-{k}.1", ended_at=clock[0]))
        journal.lines_changed(LinesChanged(incoming=k, outgoing=k, reason="test", who="asha"))
        journal.close()
        clock[0] = after(3600)
    await project(engine, journal)
    before = await dump(engine)
    segments(journal.folder)[0].plain.unlink()
    result = await rebuilt(engine, journal)
    assert await dump(engine) == before
    assert result.after == {"calls": 1, "facts": 1, "line_changes": 1}


async def test_a_damaged_journal_changes_nothing_unless_it_is_ordered(
    engine: AsyncEngine, journal: Journal
) -> None:
    await project(engine, journal)
    before = await dump(engine)
    path = segments(journal.folder)[1].plain
    content = path.read_bytes()
    record = content.index(b'"kind":"record"')
    path.write_bytes(content[:record] + b"?" + content[record + 1 :])
    with pytest.raises(WouldLose) as caught:
        await rebuilt(engine, journal)
    assert [damage.file for damage in caught.value.found.damages] == [str(path)]
    assert await dump(engine) == before
    result = await rebuilt(engine, journal, anyway=True)
    assert result.after["calls"] == result.before["calls"] - 1


async def test_without_its_key_nothing_is_changed(engine: AsyncEngine, journal: Journal) -> None:
    await project(engine, journal)
    before = await dump(engine)
    journal.keys = Keys("another")
    with pytest.raises(WrongKey, match=r"HELPLINE_JOURNAL_KEY"):
        await rebuilt(engine, journal)
    assert await dump(engine) == before


async def test_without_entries_there_is_nothing_to_do(engine: AsyncEngine, tmp_path: Path) -> None:
    Journal.open(tmp_path / "journal", "node-1").close()
    source = Source(tmp_path / "journal", "node-1", Keys())
    with pytest.raises(NothingToRebuildFrom):
        await rebuild(engine, source, anyway=False, progress=lambda _: None)


async def test_while_a_service_runs_readers_see_the_old_rows_and_nothing_is_lost(
    engine: AsyncEngine, journal: Journal
) -> None:
    await project(engine, journal)
    projector, seen, taken = Projector(engine, journal), [], 0
    service = asyncio.create_task(projector.run())
    try:
        done = asyncio.create_task(rebuilt(engine, journal))
        async with asyncio.timeout(30):
            while not done.done():
                taken += 1
                journal.record(a_record(f"node-1-2.{taken}", offered_at=after(9000 + taken)))
                seen.append(await count(engine))
            await done
            await projector.catch_up()
    finally:
        service.cancel()
        await asyncio.gather(service, return_exceptions=True)
    assert min(seen) >= 2 * CALLS
    after_all = await dump(engine)
    assert len(after_all["calls"]) == 2 * CALLS + taken
    await rebuilt(engine, journal)
    assert await dump(engine) == after_all
