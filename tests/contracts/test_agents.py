"""What becomes of agents, and what they say of calls, in SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from ivr.journal import AgentChanged, Journal
from ivr.storage import CallQueries
from ivr.storage.models import agent_changes
from ivr.storage.rebuild import Source, rebuild
from tests.contracts.test_storage import project
from tests.unit.ivr.samples import OFFERED, a_record, after, some_facts

SAID = AgentChanged(
    what="disposition",
    agent="asha",
    presence=None,
    since=OFFERED,
    call="c-1",
    disposition="solved",
    who="phone",
)


async def said_of(engine: AsyncEngine, call: str) -> tuple[str | None, list[object]]:
    story = await CallQueries(engine).call(call)
    assert story is not None
    assert story.record is not None
    facts = [fact.value for fact in story.facts if fact.kind == "disposition"]
    return story.record.disposition, facts


@pytest.mark.parametrize("first", ["record", "word"])
@pytest.mark.parametrize("together", [True, False])
async def test_what_is_said_of_a_call_reaches_its_record_whichever_comes_first(
    engine: AsyncEngine, journal: Journal, *, first: str, together: bool
) -> None:
    for fact in some_facts():
        journal.fact("c-1", fact)
    record, word = (lambda: journal.record(a_record())), (lambda: journal.agent_changed(SAID))
    for step in (record, word) if first == "record" else (word, record):
        step()
        if not together:
            await project(engine, journal)
    journal.record(a_record("c-2"))
    await project(engine, journal)
    assert await said_of(engine, "c-1") == ("solved", ["solved"])
    assert await said_of(engine, "c-2") == (None, [])


async def test_the_last_word_holds_and_a_rebuild_says_the_same(
    engine: AsyncEngine, journal: Journal
) -> None:
    journal.agent_changed(SAID)
    journal.record(a_record())
    journal.agent_changed(replace(SAID, disposition="registered"))
    journal.agent_changed(replace(SAID, what="ready", call="c-1"))
    await project(engine, journal)
    expected = ("registered", ["solved", "registered"])
    assert await said_of(engine, "c-1") == expected
    source = Source(journal.folder, "node-1", journal.keys)
    await rebuild(engine, source, anyway=False, progress=lambda _: None)
    assert await said_of(engine, "c-1") == expected


async def test_each_change_is_kept_with_its_time(engine: AsyncEngine, journal: Journal) -> None:
    paused = replace(
        SAID, what="paused", presence="paused", reason="lunch", unreachable_since=after(3),
        until=after(5), misses=2,
    )  # fmt: skip
    journal.agent_changed(paused)
    journal.agent_changed(replace(paused, what="stands"))
    await project(engine, journal)
    async with engine.connect() as connection:
        (row,) = (await connection.execute(select(agent_changes))).mappings()
    assert {name: row[name] for name in ("what", "agent", "reason", "misses", "who")} == {
        "what": "paused",
        "agent": "asha",
        "reason": "lunch",
        "misses": 2,
        "who": "phone",
    }
    assert (row["since"], row["until"], row["unreachable_since"]) == (OFFERED, after(5), after(3))


async def test_calls_are_counted_by_agent_since_a_time(
    engine: AsyncEngine, journal: Journal
) -> None:
    journal.record(a_record("before", answered_at=after(32)))
    journal.record(a_record("after", answered_at=after(40)))
    journal.record(a_record("other", answered_at=after(50), agent="vijay"))
    journal.record(a_record("nobody", answered_at=None, agent=None))
    await project(engine, journal)
    counts = await CallQueries(engine).answered(OFFERED + timedelta(seconds=40))
    assert counts == {"asha": 1, "vijay": 1}
