import pytest
from aiohttp.test_utils import TestClient
from prometheus_client.parser import text_string_to_metric_families

from capacity.outcomes import Outcome
from ivr.redis_client import RedisAway
from tests.unit.ivr.http.conftest import World
from tests.unit.ivr.samples import a_record, after


async def read(client: TestClient) -> dict[tuple[str, ...], float]:
    async with client.get("/metrics") as answer:
        assert answer.status == 200
        assert answer.content_type == "text/plain"
        text = await answer.text()
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_ended_calls_are_counted(client: TestClient, world: World) -> None:
    world.metrics.call_ended(a_record())
    world.metrics.call_ended(
        a_record("c-2", outcome=Outcome.DROPPED, discom=None, drop="media", answered_at=None)
    )
    world.metrics.call_ended(
        a_record("c-3", outcome=Outcome.BLOCKED, landed_at=None, queued_at=None, ended_at=after(0))
    )
    found = await read(client)
    assert found["helpline_calls_total", "incoming", "MVVNL", "answered"] == 1
    assert found["helpline_calls_total", "incoming", "none", "dropped"] == 1
    assert found["helpline_drops_total", "media"] == 1
    assert found["helpline_call_seconds_sum", "answered"] == pytest.approx(153.4)
    assert found["helpline_wait_seconds_sum", "answered"] == pytest.approx(12)
    assert found["helpline_wait_seconds_sum", "dropped"] == pytest.approx(133.5)
    assert ("helpline_call_seconds_count", "blocked") not in found


async def test_lines_are_read_when_asked(client: TestClient, world: World) -> None:
    found = await read(client)
    assert found["helpline_lines_held", "incoming"] == 41
    assert found["helpline_lines_size", "outgoing"] == 300
    world.lines.fault = RedisAway("no answer")
    assert ("helpline_lines_held", "incoming") not in await read(client)


async def test_the_journal_and_the_database_are_watched(client: TestClient, world: World) -> None:
    world.projector.lag, world.projector.problem, world.projector.rejected = 12, "away", 1
    world.projector.damaged = 4
    world.journal.alarm, world.journal.waiting, world.journal.lost = "disk full", 3, 2
    found = await read(client)
    assert found["helpline_journal_lag_entries",] == 12
    assert found["helpline_storage_failing",] == 1
    assert found["helpline_storage_rejected_entries",] == 1
    assert found["helpline_journal_alarm",] == 1
    assert found["helpline_journal_damaged_lines",] == 4
    assert found["helpline_journal_waiting_lines",] == 3
    assert found["helpline_journal_lost_lines",] == 2


async def test_missing_sounds_are_counted(client: TestClient, world: World) -> None:
    assert (await read(client))["helpline_sounds_missing",] == 0
    world.sounds.missing = frozenset({"hi/thanks", "en/thanks"})
    assert (await read(client))["helpline_sounds_missing",] == 2
