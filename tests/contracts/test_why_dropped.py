"""SQLite and PostgreSQL count drops alike, and tell the same of what went on around a call."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from capacity.outcomes import Outcome
from dialplan.story import Fact
from ivr.journal import Journal, LinesChanged, ServiceChanged
from ivr.storage import By, CallQueries, Circumstances, ServiceEvent
from tests.contracts.test_storage import project
from tests.unit.ivr.samples import OFFERED, a_record, after

DROPPED: dict[str, Any] = {"outcome": Outcome.DROPPED, "drop": "media", "cause": None}


@pytest.fixture
def moment(journal: Journal, monkeypatch: pytest.MonkeyPatch):
    """Let the journal take entries at times that the test names."""

    def at(seconds: float) -> Journal:
        monkeypatch.setattr(journal, "_now", lambda: after(seconds))
        return journal

    return at


async def counted(engine: AsyncEngine, by: By, **wanted: Any) -> list[tuple[dict[str, str], int]]:
    found = await CallQueries(engine).grouped(by, **wanted)
    return [(dict(group.values), group.calls) for group in found]


async def test_drops_are_counted_by_all_that_they_have_in_common(
    engine: AsyncEngine, journal: Journal
) -> None:
    calls = [
        {"trunk": "10.1.9.12", "discom": "KESCO"},
        {"trunk": "10.1.9.12", "discom": None, "offered_at": after(29 * 60)},
        {"trunk": None, "drop": "system", "cause": 38, "offered_at": after(30 * 60)},
    ]
    for number, changes in enumerate(calls):
        journal.record(a_record(f"c-{number}", **DROPPED | changes))
    journal.record(a_record("answered", cause=38))
    await project(engine, journal)
    dropped = {"outcome": (Outcome.DROPPED,)}
    assert await counted(engine, By.VERDICT, **dropped) == [
        ({"outcome": "dropped", "drop": "media"}, 2),
        ({"outcome": "dropped", "drop": "system"}, 1),
    ]
    assert await counted(engine, By.TRUNK, **dropped) == [
        ({"trunk": "10.1.9.12"}, 2),
        ({"trunk": "none"}, 1),
    ]
    # 04:30 UTC is 10:00 in Uttar Pradesh: the hour begins at the half hour of UTC
    assert await counted(engine, By.HOUR, **dropped) == [({"hour": "2026-11-22T10"}, 3)]
    assert await counted(engine, By.HOUR, since=after(60), until=after(30 * 60), **dropped) == [
        ({"hour": "2026-11-22T10"}, 1)
    ]
    assert await counted(engine, By.CAUSE, drop="system") == [({"cause": "38"}, 1)]
    assert await counted(engine, By.STAGE, discom="KESCO") == [({"stage": "talking"}, 1)]


async def test_hours_are_those_of_india(engine: AsyncEngine, journal: Journal) -> None:
    utc = datetime(2026, 11, 22, 18, 29, 59, 999_999, tzinfo=UTC)
    journal.record(a_record("before-midnight", **DROPPED, offered_at=utc))
    journal.record(a_record("after", **DROPPED, offered_at=utc + timedelta(microseconds=1)))
    await project(engine, journal)
    assert await counted(engine, By.HOUR) == [
        ({"hour": "2026-11-22T23"}, 1),
        ({"hour": "2026-11-23T00"}, 1),
    ]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"drop": "media"}, {"a", "b"}),
        ({"discom": "none"}, {"b"}),
        ({"trunk": "10.1.9.12"}, {"a"}),
        ({"cause": 38}, {"c"}),
        ({"cause": "none"}, {"a", "b"}),
        ({"stage": "waiting"}, {"c"}),
        ({"until": after(1)}, {"a", "b"}),
        ({"since": after(1), "until": after(60)}, set()),
        ({"outcome": (Outcome.DROPPED, Outcome.LEFT)}, {"a", "b", "c"}),
        ({"outcome": Outcome.LEFT, "drop": None}, {"c"}),
    ],
)
async def test_each_number_leads_to_its_calls(
    engine: AsyncEngine, journal: Journal, wanted: dict[str, Any], found: set[str]
) -> None:
    journal.record(a_record("a", **DROPPED, trunk="10.1.9.12"))
    journal.record(a_record("b", **DROPPED, discom=None))
    left = {"outcome": Outcome.LEFT, "stage": "waiting", "cause": 38, "offered_at": after(60)}
    journal.record(a_record("c", **left))
    await project(engine, journal)
    assert {record.call_id for record in await CallQueries(engine).calls(**wanted)} == found


async def test_the_lines_and_the_other_calls_at_the_end_are_counted(
    engine: AsyncEngine, moment
) -> None:
    moment(-60).lines_changed(LinesChanged(incoming=650, outgoing=300, reason="mela", who="asha"))
    journal = moment(200)
    journal.lines_changed(LinesChanged(incoming=1, outgoing=1, reason="later", who="asha"))
    journal.record(a_record("mine", **DROPPED))
    journal.record(a_record("alike", **DROPPED, ended_at=after(153.5 + 29)))
    journal.record(a_record("other-reason", **DROPPED | {"drop": "system"}))
    journal.record(a_record("over-before", ended_at=after(153)))
    journal.record(a_record("landed-after", landed_at=after(160), ended_at=after(999)))
    for call, offered in (("goes-on", 100), ("came-later", 154)):
        journal.fact(call, Fact("offered", "1912", after(offered)))
    await project(engine, journal)
    story = await CallQueries(engine).call("mine")
    assert story is not None
    assert story.around == Circumstances(held=4, size=650, alike=1)


async def test_the_state_of_the_service_is_told_with_what_lasted_since_before(
    engine: AsyncEngine, moment
) -> None:
    for seconds, what in (
        (-900, "started"),
        (-800, "database-away"),
        (-700, "disconnected"),
        (-600, "connected"),
        (50, "stalled"),
        (100, "disconnected"),
        (900, "connected"),
    ):
        lasted = 2.5 if what == "stalled" else None
        moment(seconds).service_changed(ServiceChanged(what=what, seconds=lasted, detail="x"))
    journal = moment(901)
    journal.record(a_record("mine"))
    journal.record(a_record("elsewhere", node="node-2"))
    await project(engine, journal)
    queries = CallQueries(engine)
    mine, elsewhere = await queries.call("mine"), await queries.call("elsewhere")
    assert mine is not None
    assert elsewhere is not None
    assert mine.around.service == (
        ServiceEvent(after(-800), "database-away", None, "x"),
        ServiceEvent(after(50), "stalled", 2.5, "x"),
        ServiceEvent(after(100), "disconnected", None, "x"),
    )
    assert elsewhere.around.service == ()


async def test_a_new_process_begins_with_a_clean_sheet(engine: AsyncEngine, moment) -> None:
    moment(-800).service_changed(ServiceChanged(what="database-away"))
    moment(-700).service_changed(ServiceChanged(what="started"))
    journal = moment(0)
    journal.record(a_record("mine"))
    await project(engine, journal)
    story = await CallQueries(engine).call("mine")
    assert story is not None
    assert story.around.service == ()


async def test_calls_that_go_on_are_those_without_a_record(
    engine: AsyncEngine, journal: Journal
) -> None:
    now = datetime.now(UTC)
    for call, age in (("older", 90), ("over", 80), ("newer", 70), ("days-ago", 10**6)):
        offered = now - timedelta(seconds=age)
        journal.fact(call, Fact("offered", "1912", offered))
        journal.fact(call, Fact("landed", None, offered))
    journal.record(a_record("over"))
    await project(engine, journal)
    queries = CallQueries(engine)
    going_on = await queries.calls_now()
    assert [(call.call_id, len(call.facts)) for call in going_on] == [("newer", 2), ("older", 2)]
    assert [call.call_id for call in await queries.calls_now(limit=1)] == ["newer"]


async def test_statistics_come_back_as_numbers(engine: AsyncEngine, journal: Journal) -> None:
    sound = {"received": 281, "lost": 49, "jitter_ms": 0.3, "sent": 352}
    journal.fact("c-1", Fact("rtp", sound, OFFERED))
    await project(engine, journal)
    story = await CallQueries(engine).call("c-1")
    assert story is not None
    assert story.facts[0].value == sound
