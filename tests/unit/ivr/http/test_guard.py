import asyncio

import pytest
from aiohttp import hdrs
from aiohttp.test_utils import TestClient
from structlog.testing import capture_logs

from tests.unit.ivr.http.conftest import World


@pytest.mark.parametrize("path", ["/api/calls", "/api/calls/c-1"])
@pytest.mark.parametrize("sent", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "é"}])
async def test_private_data_needs_the_token(stranger: TestClient, path: str, sent) -> None:
    async with stranger.get(path, headers=sent) as answer:
        assert answer.status == 401
        assert "api-token" in (await answer.json())["problems"][0]["remedy"]
        assert answer.headers[hdrs.WWW_AUTHENTICATE] == "Bearer"


async def test_changes_need_the_token(stranger: TestClient, world: World) -> None:
    async with stranger.post("/api/lines", json={"incoming": 1, "reason": "mischief"}) as answer:
        assert answer.status == 401
    assert world.lines.asked == []


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/api/lines"])
async def test_state_without_private_data_needs_none(stranger: TestClient, path: str) -> None:
    async with stranger.get(path) as answer:
        assert answer.status == 200


async def test_an_unknown_path_is_answered_in_json(client: TestClient) -> None:
    async with client.get("/api/nothing") as answer:
        assert answer.status == 404
        problem = (await answer.json())["problems"][0]
    assert problem["place"] == "GET /api/nothing"
    assert "/api/calls" in problem["remedy"]


async def test_a_wrong_method_names_the_right_ones(client: TestClient) -> None:
    async with client.delete("/api/lines") as answer:
        assert answer.status == 405
        assert {"GET", "POST"} <= set(answer.headers["Allow"].split(","))
        assert (await answer.json())["problems"][0]["place"] == "DELETE /api/lines"


async def test_a_large_body_is_refused(client: TestClient) -> None:
    async with client.post("/api/lines", data=b"x" * 20_000) as answer:
        assert answer.status == 413
        assert "16384" in (await answer.json())["problems"][0]["remedy"]


async def test_a_fault_of_ours_is_answered_and_logged_once(
    client: TestClient, world: World
) -> None:
    world.calls.fault = ZeroDivisionError()
    with capture_logs() as logs:
        async with client.get("/api/calls") as answer:
            assert answer.status == 500
            assert await answer.json()
    assert [log["error"] for log in logs if log["log_level"] == "error"] == ["ZeroDivisionError"]


async def test_a_request_is_bounded_in_time(
    client: TestClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ivr.http.guard.LONGEST_REQUEST", 0.01)
    monkeypatch.setattr(world.lines, "show", asyncio.Event().wait)
    async with client.get("/api/lines") as answer:
        assert answer.status == 504


async def test_the_log_holds_no_ids_and_no_queries(client: TestClient) -> None:
    with capture_logs() as logs:
        for path in ("/api/calls/9876543210", "/api/calls?discom=9876543210", "/9876543210"):
            async with client.get(path):
                pass
    assert [log["route"] for log in logs] == ["/api/calls/{id}", "/api/calls", "unknown"]
    assert "9876543210" not in repr(logs)
