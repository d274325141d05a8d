from aiohttp.test_utils import TestClient
from prometheus_client.parser import text_string_to_metric_families

from ivr.redis_client import RedisAway
from tests.unit.ivr.http.conftest import World
from tests.unit.ivr.metrics.reading import Found, samples
from tests.unit.ivr.samples import a_record


async def read(client: TestClient) -> Found:
    async with client.get("/metrics") as answer:
        assert answer.status == 200
        assert answer.content_type == "text/plain"
        text = await answer.text()
    return samples(text_string_to_metric_families(text))


async def test_everybody_may_read_the_metrics(stranger: TestClient, world: World) -> None:
    world.metrics.calls.call_ended(a_record())
    found = await read(stranger)
    assert found["helpline_calls_ended_total", "incoming", "MVVNL", "hi", "answered"] == 1
    assert found["helpline_agents", "wrap-up"] == 1
    assert found["helpline_queue_waiting", "KESCO", "hi"] == 0


async def test_lines_are_read_when_asked(client: TestClient, world: World) -> None:
    found = await read(client)
    assert found["helpline_lines_held", "incoming"] == 41
    assert found["helpline_lines_size", "outgoing"] == 300
    world.lines.fault = RedisAway("no answer")
    assert ("helpline_lines_held", "incoming") not in await read(client)
