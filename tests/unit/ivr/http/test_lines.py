import pytest
from aiohttp.test_utils import TestClient

from ivr.http.lines import POOL_FAULTS
from ivr.redis_client import RedisAway
from tests.unit.ivr.http.conftest import World


async def test_shows_sizes_and_levels(client: TestClient) -> None:
    async with client.get("/api/lines") as answer:
        assert await answer.json() == {
            "levels": {"incoming": 41, "outgoing": 0},
            "sizes": {"incoming": 350, "outgoing": 300},
            "next_change": None,
            "override": None,
            "refused_edit": None,
        }


async def test_a_change_takes_effect_and_says_who_and_why(client: TestClient, world: World) -> None:
    wish = {"incoming": 650, "reason": "  the new trunk ", "who": "asha"}
    async with client.post("/api/lines", json=wish) as answer:
        assert answer.status == 200
        body = await answer.json()
    assert body["sizes"]["incoming"] == 650
    assert body["override"]["reason"] == "the new trunk"
    assert world.lines.asked == [
        {"incoming": 650, "outgoing": None, "reason": "the new trunk", "who": "asha"}
    ]


@pytest.mark.parametrize(
    ("body", "place", "problem"),
    [
        ('{"incoming": 650}', "reason", "required"),
        ('{"incoming": 650, "reason": "   "}', "reason", "at least 3"),
        ('{"reason": "because"}', "body", "neither incoming nor outgoing"),
        ('{"incoming": -1, "reason": "because"}', "incoming", "at least 0"),
        ('{"outgoing": 10001, "reason": "because"}', "outgoing", "at most 10000"),
        ('{"incoming": "650", "reason": "because"}', "incoming", "a whole number is wanted"),
        ('{"incoming": true, "reason": "because"}', "incoming", "a whole number is wanted"),
        ('{"incomming": 1, "incoming": 1, "reason": "because"}', "incomming", "not permitted"),
        ("not json", "body", "Invalid JSON"),
        ("[]", "body", "object"),
    ],
)
async def test_a_bad_wish_changes_nothing_and_names_the_field(
    client: TestClient, world: World, body: str, place: str, problem: str
) -> None:
    async with client.post("/api/lines", data=body) as answer:
        assert answer.status == 400
        [found] = (await answer.json())["problems"]
    assert found["place"] == place
    assert problem in found["wrong"]
    assert "reason" in found["remedy"]
    assert world.lines.asked == []


@pytest.mark.parametrize(
    "fault", [RedisAway("no answer"), ConnectionError("disk full"), PermissionError("lines.json")]
)
async def test_a_pool_that_cannot_be_asked_is_told(
    client: TestClient, world: World, fault: Exception
) -> None:
    assert isinstance(fault, POOL_FAULTS)
    world.lines.fault = fault
    async with client.get("/api/lines") as shown:
        assert shown.status == 503
        assert str(fault) in (await shown.json())["problems"][0]["wrong"]
    async with client.post("/api/lines", json={"outgoing": 0, "reason": "test"}) as answer:
        assert answer.status == 503
