"""SQLite and PostgreSQL keep and give back the same."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from capacity.lines import Direction
from capacity.outcomes import Outcome
from dialplan.story import Fact
from ivr.journal import Journal, Keys, LinesChanged
from ivr.journal.segments import segments
from ivr.storage import AmbiguousCall, CallQueries, Projector, ping, upgrade
from ivr.storage.models import calls, facts, line_changes, metadata, projection
from tests.unit.ivr.journal.files import packed
from tests.unit.ivr.samples import OFFERED, a_record, after, some_facts
from tests.waiting import until


@asynccontextmanager
async def projecting(engine: AsyncEngine, journal: Journal) -> AsyncIterator[Projector]:
    projector = Projector(engine, journal)
    task = asyncio.create_task(projector.run())
    try:
        yield projector
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def project(engine: AsyncEngine, journal: Journal) -> Projector:
    async with projecting(engine, journal) as projector, asyncio.timeout(10):
        await projector.catch_up()
    return projector


async def count(engine: AsyncEngine, table) -> int:
    async with engine.connect() as connection:
        return (await connection.execute(select(func.count()).select_from(table))).scalar_one()


async def test_migrations_and_models_agree(engine: AsyncEngine) -> None:
    await upgrade(engine)
    async with engine.connect() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), metadata)
        )
    assert differences == []


async def test_upgrading_twice_and_at_once_does_nothing_more(engine: AsyncEngine) -> None:
    await upgrade(engine)
    await asyncio.gather(upgrade(engine), upgrade(engine))
    assert await ping(engine) is None


async def test_a_call_comes_back_with_its_facts(engine: AsyncEngine, journal: Journal) -> None:
    for fact in some_facts():
        journal.fact("c-1", fact)
    journal.record(a_record())
    projector = await project(engine, journal)
    assert (projector.lag, projector.problem, projector.rejected) == (0, None, 0)
    story = await CallQueries(engine).call("c-1")
    assert story is not None
    assert story.record == a_record()
    assert [f.kind for f in story.facts] == [f.kind for f in some_facts()]
    assert story.facts[4] == Fact("said", ["welcome", "choose-language"], after(4.2))
    assert story.facts[0].at.utcoffset() == timedelta(0)


async def test_projecting_again_from_the_start_changes_nothing(
    engine: AsyncEngine, journal: Journal
) -> None:
    journal.fact("c-1", some_facts()[0])
    journal.record(a_record())
    journal.lines_changed(LinesChanged(incoming=650, outgoing=300, reason="mela", who="asha"))
    await project(engine, journal)
    async with engine.begin() as connection:
        await connection.execute(projection.delete())
    await project(engine, journal)
    assert [await count(engine, table) for table in (calls, facts, line_changes)] == [1, 1, 1]


async def test_a_restart_goes_on_where_it_stopped(engine: AsyncEngine, journal: Journal) -> None:
    journal.record(a_record("c-1"))
    await project(engine, journal)
    async with engine.begin() as connection:
        await connection.execute(calls.delete())
    journal.record(a_record("c-2"))
    await project(engine, journal)
    assert [record.call_id for record in await CallQueries(engine).calls()] == ["c-2"]


async def test_a_new_journal_after_a_deleted_one_is_projected(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    for folder, records in (("old", 3), ("new", 1)):
        journal = Journal.open(tmp_path / folder, "node-1")
        for number in range(records):
            journal.record(a_record(f"{folder}-{number}"))
        await project(engine, journal)
        journal.close()
    assert await count(engine, calls) == 4


async def test_many_entries_go_in_batches(engine: AsyncEngine, journal: Journal) -> None:
    for number in range(1200):
        journal.record(a_record(f"c-{number}"))
    await project(engine, journal)
    assert await count(engine, calls) == 1200


async def test_entries_that_cannot_be_stored_hold_up_no_others(
    engine: AsyncEngine, journal: Journal
) -> None:
    journal.record(a_record("before"))
    journal.record(a_record("too-large", cause=2**62 * 2))
    journal.append("fact", {"kind": "no time"}, "senseless")
    journal.append("from-the-future", {"any": "thing"})
    journal.record(a_record("after", caller_raw="nul \0 inside"))
    projector = await project(engine, journal)
    assert projector.rejected == 2
    kept = {record.call_id: record for record in await CallQueries(engine).calls()}
    assert set(kept) == {"before", "after"}
    assert kept["after"].caller_raw == "nul \N{REPLACEMENT CHARACTER} inside"


async def test_calls_are_found_newest_first_by_what_is_asked(
    engine: AsyncEngine, journal: Journal
) -> None:
    for number in range(4):
        journal.record(a_record(f"c-{number}", offered_at=after(60 * number)))
    journal.record(a_record("blocked", outcome=Outcome.BLOCKED, discom=None))
    journal.record(a_record("kanpur", discom="KESCO", reason="bill", language=None))
    journal.record(a_record("back", direction=Direction.OUTGOING, offered_at=after(-60)))
    await project(engine, journal)
    queries = CallQueries(engine)

    async def ids(**asked) -> list[str]:
        return [record.call_id for record in await queries.calls(**asked)]

    assert await ids(since=after(60)) == ["c-3", "c-2", "c-1"]
    assert await ids(since=after(60), limit=2) == ["c-3", "c-2"]
    assert await ids(outcome=Outcome.BLOCKED) == ["blocked"]
    assert await ids(discom="KESCO") == await ids(reason="bill") == ["kanpur"]
    assert await ids(language="none", direction=Direction.INCOMING) == ["kanpur"]
    assert await ids(direction=Direction.OUTGOING) == ["back"]
    assert await ids(since=after(181)) == []


async def test_a_prefix_finds_the_only_call_it_fits(engine: AsyncEngine, journal: Journal) -> None:
    for call_id in ("ab-1", "ab-12", "cd_%", "cdx"):
        journal.record(a_record(call_id))
    journal.fact("ef-live", some_facts()[0])
    await project(engine, journal)
    queries = CallQueries(engine)

    async def found(prefix: str) -> str | None:
        story = await queries.call(prefix)
        return story and story.call_id

    assert await found("ab-1") == "ab-1"
    assert await found("cd_") == "cd_%"
    assert await found("nothing") is None
    with pytest.raises(AmbiguousCall) as ambiguous:
        await queries.call("ab")
    assert ambiguous.value.ids == ("ab-1", "ab-12")
    live = await queries.call("ef")
    assert live is not None
    assert (live.record, len(live.facts)) == (None, 1)


async def test_the_nodes_name_may_be_left_out_and_the_last_call_has_a_name(
    engine: AsyncEngine, journal: Journal
) -> None:
    start = datetime.now(UTC)
    for n in (1, 3, 2):
        journal.record(
            a_record(f"{journal.node}-170000.{n}", offered_at=start + timedelta(seconds=n))
        )
    await project(engine, journal)
    queries = CallQueries(engine)
    for asked, n in (("170000.1", 1), ("last", 3)):
        story = await queries.call(asked)
        assert story is not None
        assert story.call_id == f"{journal.node}-170000.{n}"


async def test_earlier_discoms_are_newest_first_and_recent(
    engine: AsyncEngine, journal: Journal
) -> None:
    now = datetime.now(UTC)
    for age, discom in ((3, "MVVNL"), (1, "KESCO"), (2, None), (400, "PVVNL")):
        journal.record(
            a_record(f"c-{age}", offered_at=now - timedelta(days=age), discom=discom, caller="+91")
        )
    await project(engine, journal)
    earlier = CallQueries(engine).earlier_discoms
    assert await earlier(days=30, limit=10) == [("+91", "KESCO"), ("+91", "MVVNL")]
    assert await earlier(days=30, limit=1) == [("+91", "KESCO")]


async def test_callers_whose_last_call_was_in_vain_are_found(
    engine: AsyncEngine, journal: Journal
) -> None:
    now = datetime.now(UTC)
    ended = {
        ("+91-again", 300): Outcome.ABANDONED,
        ("+91-again", 100): Outcome.BLOCKED,
        ("+91-answered", 300): Outcome.DROPPED,
        ("+91-answered", 100): Outcome.ANSWERED,
        ("+91-long-ago", 700): Outcome.ABANDONED,
        (None, 100): Outcome.ABANDONED,
    }
    for (caller, age), outcome in ended.items():
        at = now - timedelta(seconds=age)
        record = a_record(
            f"{caller}-{age}", offered_at=at, ended_at=at, outcome=outcome, caller=caller
        )
        journal.record(record)
    await project(engine, journal)
    found = await CallQueries(engine).ended_in_vain(now - timedelta(seconds=600))
    assert found == {"+91-again": now - timedelta(seconds=100)}


async def test_calls_that_broke_off_are_found_with_what_holds_of_them(
    engine: AsyncEngine, journal: Journal
) -> None:
    await upgrade(engine)
    now = datetime.now(UTC)
    for call_id, ago in (("early", 90), ("taken", 50), ("later", 40), ("withheld", 30)):
        at = now - timedelta(seconds=ago)
        for kind in ("offered", "language", "said", "reason", "queued"):
            journal.fact(call_id, Fact(kind, kind, at, private=kind == "reason"))
        record = a_record(call_id, offered_at=at, ended_at=at, outcome=Outcome.ABANDONED)
        journal.record(record if call_id != "withheld" else replace(record, caller=None))
    journal.fact("goes-on", Fact("old-place", "taken", now))
    journal.fact("anew", Fact("old-place", None, now))
    await project(engine, journal)
    (found,) = await CallQueries(engine).cut_off_calls(now - timedelta(seconds=60))
    assert (found.call_id, found.record.call_id) == ("later", "later")
    assert [fact.kind for fact in found.facts] == ["language", "reason", "queued"]
    assert [fact.private for fact in found.facts] == [False, True, False]


async def test_a_ticket_finds_its_call(engine: AsyncEngine, journal: Journal) -> None:
    await upgrade(engine)
    for call_id, ticket in (("c-1", "483921"), ("c-2", "123456"), ("c-3", None)):
        journal.record(a_record(call_id, ticket=ticket))
    await project(engine, journal)
    found = await CallQueries(engine).calls(ticket="483921")
    assert [record.call_id for record in found] == ["c-1"]


async def test_a_naive_time_is_refused(engine: AsyncEngine) -> None:
    await upgrade(engine)
    naive = OFFERED.replace(tzinfo=None)
    row = {"call_id": "c", "n": 1, "at": naive, "kind": "note", "private": False}
    with pytest.raises(Exception, match="has no zone"):
        async with engine.begin() as connection:
            await connection.execute(insert(facts), [row])


async def test_an_entry_that_waits_for_the_disk_counts_as_lag(
    engine: AsyncEngine, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr("ivr.journal.writer.os.write", refuse)
        journal.record(a_record())
        async with projecting(engine, journal) as projector:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.3):
                    await projector.catch_up()
            assert projector.lag == 1
            full.undo()
            async with asyncio.timeout(5):
                await projector.catch_up()
    assert await count(engine, calls) == 1


async def test_without_the_key_it_stops_before_sealed_entries_and_goes_on_with_the_key(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    journal = Journal.open(tmp_path / "journal", "node-1", private="encrypted", keys=Keys("one"))
    journal.fact("c-1", Fact("language", "hi", OFFERED))
    journal.record(a_record())
    journal.keys = Keys("another")
    async with projecting(engine, journal) as projector:
        await until(lambda: "secret journal-key" in (projector.problem or ""), within=10)
        assert projector.lag == 1
        assert await count(engine, calls) == 0
        journal.keys = Keys("another one")
        async with asyncio.timeout(10):
            await projector.catch_up()
    assert await CallQueries(engine).calls() == [a_record()]
    journal.close()


async def test_packed_files_are_projected_and_damage_is_counted(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    journal = Journal.open(tmp_path / "journal", "node-1")
    journal.record(a_record("c-1"))
    journal.record(a_record("c-2"))
    journal.close()
    [segment] = segments(journal.folder)
    text = segment.plain.read_bytes()
    packed(journal.folder, segment.name, text[:50] + b"?" + text[51:])
    again = Journal.open(journal.folder, "node-1")
    projector = await project(engine, again)
    assert (projector.damaged, projector.taken) == (1, segment.name)
    again.record(a_record("c-3"))
    projector = await project(engine, again)
    assert (projector.damaged, projector.taken) == (0, again.segment)
    assert await count(engine, calls) == 2
    again.close()
