from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from tests.unit.ivr.http.conftest import World


async def post(client: TestClient, path: str, *, status: int, **body: Any) -> Any:
    async with client.post(f"/api/agents/{path}", json=body) as answer:
        assert answer.status == status, await answer.text()
        return await answer.json()


async def shown(client: TestClient) -> dict[str, Any]:
    async with client.get("/api/agents") as answer:
        assert answer.status == 200
        return {each["id"]: each for each in (await answer.json())["agents"]}


async def test_each_agent_is_shown_with_the_calls_of_today(
    client: TestClient, world: World
) -> None:
    agents = await shown(client)
    assert {name: each["calls_today"] for name, each in agents.items()} == {"asha": 17, "vijay": 0}
    assert (agents["asha"]["duty"], agents["asha"]["discoms"]) == ("wrap-up", ["KESCO"])
    since = world.calls.asked["since"]
    assert since <= datetime.now(UTC) < since + timedelta(days=1)
    assert since.astimezone(UTC).strftime("%H:%M") == "18:30", "midnight in India"


async def test_without_the_database_the_calls_are_not_known(
    client: TestClient, world: World
) -> None:
    world.calls.fault = ConnectionError()
    assert (await shown(client))["asha"]["calls_today"] is None


async def test_strangers_see_and_change_nothing(stranger: TestClient, world: World) -> None:
    async with stranger.get("/api/agents") as answer:
        assert answer.status == 401
    await post(stranger, "vijay/logout", status=401)
    assert world.agents.whos == []


@pytest.mark.parametrize(
    ("act", "body", "presence"),
    [
        ("login", {}, "ready"),
        ("logout", {}, "logged-out"),
        ("ready", {}, "ready"),
        ("pause", {"reason": "lunch"}, "paused"),
        ("pause", {"reason": "1"}, "paused"),
    ],
)
async def test_what_is_done_is_shown(
    client: TestClient, world: World, act: str, body: dict[str, str], presence: str
) -> None:
    done = await post(client, f"vijay/{act}", status=200, who="ravi", **body)
    assert (done["id"], done["presence"]) == ("vijay", presence)
    assert world.agents.whos == ["ravi"]


async def test_nothing_need_be_said_about_who(client: TestClient, world: World) -> None:
    async with client.post("/api/agents/vijay/logout") as answer:
        assert answer.status == 200
    assert world.agents.whos == ["api"]


async def test_what_came_of_a_call_is_noted(client: TestClient, world: World) -> None:
    await post(client, "asha/disposition", status=200, disposition="1")
    assert world.agents.stands["asha"].disposition == "solved"


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("nobody/login", {}, (404, "no agent has this id", "helpline agents")),
        ("vijay/pause", {"reason": "nap"}, (409, "no such reason", "lunch (1)")),
        ("vijay/disposition", {"disposition": "1"}, (409, "has had no call", "first call")),
        ("asha/disposition", {"disposition": "x"}, (409, "no such disposition", "solved (1)")),
        ("vijay/pause", {"why": "nap"}, (400, "Extra inputs", "Send")),
        ("vijay/pause", {"reason": 5}, (400, "text in quotation marks", "Send")),
        ("vijay/dance", {}, (404, "Not Found", "/api/agents")),
    ],
)
async def test_what_cannot_be_done_is_explained(
    client: TestClient, path: str, body: dict[str, Any], told: tuple[int, str, str]
) -> None:
    status, wrong, remedy = told
    (problem,) = (await post(client, path, status=status, **body))["problems"]
    assert wrong in problem["wrong"]
    assert remedy in problem["remedy"]


async def test_who_is_logged_out_must_log_in_first(client: TestClient) -> None:
    await post(client, "vijay/logout", status=200)
    (problem,) = (await post(client, "vijay/ready", status=409))["problems"]
    assert (problem["place"], problem["wrong"]) == ("vijay", "is not logged in")
    assert "*11" in problem["remedy"]
