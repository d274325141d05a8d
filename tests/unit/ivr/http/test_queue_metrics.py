import pytest
from aiohttp.test_utils import TestClient

from tests.unit.ivr.http.conftest import World
from tests.unit.ivr.http.test_metrics import read


async def test_the_lines_are_read_when_asked(client: TestClient, world: World) -> None:
    world.line.join("c1", waited=100)
    world.line.join("c2", waited=10)
    found = await read(client)
    assert found["helpline_queue_waiting", "KESCO", "hi"] == 2
    assert found["helpline_queue_waiting", "MVVNL", "en"] == 0
    assert found["helpline_queue_longest_wait_seconds", "KESCO", "hi"] == pytest.approx(100, abs=1)
    assert found["helpline_queue_agents", "MVVNL", "hi"] == 0
    assert found["helpline_queue_talking", "MVVNL", "hi"] == 0
    assert ("helpline_queue_expected_wait_seconds", "KESCO", "hi") not in found, "nobody is there"


async def test_the_wait_is_there_with_the_agents(client: TestClient, world: World) -> None:
    world.line.desk.waiting.room.set_away("asha", 0.0, away=False)
    world.line.join("c1", discom=None)
    found = await read(client)
    assert found["helpline_queue_expected_wait_seconds", "MVVNL", "hi"] == 0, "asha is free"
    assert found["helpline_queue_waiting", "any", "hi"] == 1
