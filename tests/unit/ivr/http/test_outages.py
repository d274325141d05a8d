from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from tests.unit.ivr.http.conftest import World

EVENING = (datetime.now(UTC) + timedelta(hours=7)).replace(microsecond=0)


async def post(client: TestClient, *, status: int, path: str = "", **body: Any) -> Any:
    async with client.post(f"/api/outages{path}", json=body) as answer:
        assert answer.status == status, await answer.text()
        return await answer.json()


async def test_at_first_callers_are_told_of_nothing(stranger: TestClient) -> None:
    async with stranger.get("/api/outages") as answer:
        assert await answer.json() == {"outages": []}


async def test_what_is_told_is_shown_with_its_sentences(client: TestClient) -> None:
    told = await post(
        client,
        status=200,
        district="lucknow",
        until=EVENING.isoformat(),
        reason=" a transformer ",
        who="asha",
    )
    assert (told["district"], told["discom"], told["reason"]) == ("Lucknow", None, "a transformer")
    assert datetime.fromisoformat(told["until"]) == EVENING
    assert told["words"]["en"].startswith("We know that in, Lucknow, the electricity is off")
    assert "लखनऊ" in told["words"]["hi"]
    async with client.get("/api/outages") as answer:
        assert (await answer.json())["outages"] == [told]


async def test_an_outage_can_be_ended_once(client: TestClient, world: World) -> None:
    told = await post(client, status=200, district="Lucknow")
    ended = await post(client, status=200, path=f"/{told['id']}/end", who="vijay")
    assert ended["id"] == told["id"]
    assert world.outages.open() == []
    again = await post(client, status=404, path=f"/{told['id']}/end")
    assert "no open outage" in again["problems"][0]["wrong"]


async def test_an_end_needs_no_body(client: TestClient) -> None:
    told = await post(client, status=200, district="Lucknow")
    async with client.post(f"/api/outages/{told['id']}/end") as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    ("body", "place", "told"),
    [
        ({}, "district", "required"),
        ({"district": "Lucknaw"}, "district", "do you mean Lucknow"),
        ({"district": "Lucknow", "discom": "KESCO"}, "body", "the discom is MVVNL"),
        ({"district": "Agra", "discom": "TORRENT-AGRA"}, "body", "the discom is DVVNL"),
        ({"district": "Lucknow", "until": "2026-01-01T00:00:00Z"}, "until", "in the next 14 days"),
        ({"district": "Lucknow", "until": "2126-01-01T00:00:00Z"}, "until", "in the next 14 days"),
        ({"district": "Lucknow", "until": "2126-01-01T00:00:00"}, "until", "timezone"),
        ({"district": "Lucknow", "till": "x"}, "till", "not permitted"),
    ],
)
async def test_a_bad_wish_changes_nothing_and_names_the_field(
    client: TestClient, world: World, body: dict[str, str], place: str, told: str
) -> None:
    answer = await post(client, status=400, **body)
    (problem,) = answer["problems"]
    assert problem["place"] == place
    assert told in problem["wrong"]
    assert world.outages.open() == []


@pytest.mark.parametrize("path", ["", "/o-1/end"])
async def test_changes_need_the_token(stranger: TestClient, path: str) -> None:
    await post(stranger, status=401, path=path, district="Lucknow")


async def test_a_bad_end_names_the_field(client: TestClient) -> None:
    answer = await post(client, status=400, path="/o-1/end", whom="asha")
    assert answer["problems"][0]["place"] == "whom"
