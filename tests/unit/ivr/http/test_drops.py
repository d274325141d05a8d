import msgspec
import pytest
from aiohttp.test_utils import TestClient

from capacity.outcomes import Outcome
from ivr.http.drops import DropReport
from ivr.storage import By, Group
from tests.unit.ivr.http.conftest import World


async def test_counts_come_by_verdict_discom_hour_and_trunk(client: TestClient) -> None:
    async with client.get("/api/drops?since=2026-11-21&until=2026-11-22") as answer:
        assert answer.status == 200
        report = msgspec.json.decode(await answer.read(), type=DropReport)
    assert list(report.groupings) == [By.VERDICT, By.DISCOM, By.HOUR, By.TRUNK]
    assert report.groupings[By.TRUNK][0] == Group({"trunk": "10.1.9.12"}, 101)
    assert report.calls == 103


async def test_passes_on_what_is_asked(client: TestClient, world: World) -> None:
    async with client.get("/api/drops?by=stage&outcome=blocked,abandoned&discom=KESCO") as answer:
        assert list((await answer.json())["groupings"]) == ["stage"]
    assert world.calls.asked["outcome"] == (Outcome.BLOCKED, Outcome.ABANDONED)
    assert world.calls.asked["discom"] == "KESCO"


async def test_a_bad_query_names_the_remedy(client: TestClient) -> None:
    async with client.get("/api/drops?by=colour") as answer:
        assert answer.status == 400
        assert "Use one of verdict" in (await answer.json())["problems"][0]["remedy"]


@pytest.mark.parametrize("path", ["/api/drops", "/api/calls/now"])
async def test_a_database_that_is_away_is_told(client: TestClient, world: World, path: str) -> None:
    world.calls.fault = TimeoutError()
    async with client.get(path) as answer:
        assert answer.status == 503


@pytest.mark.parametrize("path", ["/api/drops", "/api/calls/now"])
async def test_strangers_learn_nothing(stranger: TestClient, path: str) -> None:
    async with stranger.get(path) as answer:
        assert answer.status == 401


async def test_the_calls_that_go_on(client: TestClient) -> None:
    async with client.get("/api/calls/now") as answer:
        [call] = (await answer.json())["calls"]
    assert (call["call_id"], call["record"], call["verdict"]) == ("live-1", None, None)
