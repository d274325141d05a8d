import pytest
from aiohttp.test_utils import TestClient

from ivr.calls.call_back import State
from tests.unit.ivr.http.conftest import World, a_call_back


async def test_they_are_listed_with_how_it_stands(client: TestClient, world: World) -> None:
    world.call_backs.listed = [a_call_back(state=State.CALLING, reserved="asha")]
    async with client.get("/api/call-backs") as answer:
        (shown,) = (await answer.json())["call_backs"]
    assert (shown["number"], shown["state"], shown["agent"]) == ("+919415012345", "calling", "asha")
    assert (shown["tried"], shown["discom"], shown["reason"]) == (1, "MVVNL", None)


async def test_numbers_are_for_those_with_the_token(stranger: TestClient) -> None:
    async with stranger.get("/api/call-backs") as answer:
        assert answer.status == 401
    async with stranger.post("/api/call-backs/c-1-back/cancel") as answer:
        assert answer.status == 401


async def test_one_is_cancelled_once_by_name(client: TestClient, world: World) -> None:
    world.call_backs.listed = [back := a_call_back()]
    for status in (200, 404):
        path = "/api/call-backs/c-1-back/cancel"
        async with client.post(path, json={"who": "asha"}) as answer:
            assert answer.status == status
    fact = back.story.fact("called-off")
    assert (fact.value, fact.how) == ("cancelled", "asha")


@pytest.mark.parametrize(("body", "status"), [({}, 409), ({"whom": 1}, 400)])
async def test_who_talks_is_not_cancelled_nor_by_nonsense(
    client: TestClient, world: World, body: dict[str, int], status: int
) -> None:
    world.call_backs.listed = [a_call_back(state=State.ON_THE_PHONE)]
    async with client.post("/api/call-backs/c-1-back/cancel", json=body) as answer:
        assert answer.status == status
        assert (await answer.json())["problems"][0]["remedy"]


async def test_monitoring_counts_them_by_state(client: TestClient, world: World) -> None:
    world.call_backs.listed = [a_call_back()]
    async with client.get("/metrics") as answer:
        assert 'helpline_call_backs{state="in-line"} 1.0' in await answer.text()
