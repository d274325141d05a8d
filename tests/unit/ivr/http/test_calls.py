from datetime import UTC, datetime

import msgspec
import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy.exc import OperationalError

from capacity.outcomes import Outcome
from ivr.http.calls import CallList, ShownCall, shown
from ivr.storage import CallStory
from tests.unit.ivr.http.conftest import World
from tests.unit.ivr.samples import a_record, some_facts


async def test_lists_records_with_times_that_name_their_zone(client: TestClient) -> None:
    async with client.get("/api/calls") as answer:
        assert answer.status == 200
        text = await answer.read()
    [record] = msgspec.json.decode(text)["calls"]
    assert record["offered_at"] == "2026-11-22T04:30:00Z"
    assert record["outcome"] == "answered"
    assert msgspec.json.decode(text, type=CallList).calls == [a_record()]


async def test_passes_on_what_is_asked(client: TestClient, world: World) -> None:
    query = "since=2026-11-22T10:00&outcome=short-abandoned&discom=KESCO&limit=7"
    async with client.get(f"/api/calls?{query}") as answer:
        assert answer.status == 200
    assert world.calls.asked == {
        "since": datetime(2026, 11, 22, 4, 30, tzinfo=UTC),
        "outcome": (Outcome.SHORT_ABANDONED,),
        "discom": "KESCO",
        "limit": 7,
    }


@pytest.mark.parametrize(
    ("query", "place", "remedy"),
    [
        ("since=yesterday", "since", "today"),
        ("outcome=lost", "outcome", "abandoned"),
        ("discom=XYZ", "discom", "KESCO"),
        ("limit=0", "limit", "1 to 1000"),
        ("limit=1001", "limit", "1 to 1000"),
        ("limit=many", "limit", "1 to 1000"),
        ("colour=red", "colour", "since"),
    ],
)
async def test_a_bad_query_names_the_parameter_and_the_remedy(
    client: TestClient, query: str, place: str, remedy: str
) -> None:
    async with client.get(f"/api/calls?{query}") as answer:
        assert answer.status == 400
        [problem] = (await answer.json())["problems"]
    assert problem["place"] == place
    assert remedy in problem["remedy"]


async def test_a_call_comes_with_its_facts_and_their_offsets(client: TestClient) -> None:
    async with client.get("/api/calls/c-1") as answer:
        body = await answer.json()
    assert body["record"]["call_id"] == "c-1"
    assert body["facts"][4] == {
        "at": "2026-11-22T04:30:04.200000Z",
        "offset": 4.2,
        "kind": "said",
        "value": ["welcome", "choose-language"],
        "how": None,
    }


@pytest.mark.parametrize(("wanted", "status"), [("zz", 404), ("c", 404), ("c-", 409)])
async def test_a_call_that_is_not_one(
    client: TestClient, world: World, wanted: str, status: int
) -> None:
    world.calls.records.append(a_record("c-2"))
    async with client.get(f"/api/calls/{wanted}") as answer:
        assert answer.status == status
        assert (await answer.json())["problems"][0]["place"] == "id"


@pytest.mark.parametrize("path", ["/api/calls", "/api/calls/c-1"])
@pytest.mark.parametrize(
    "fault", [OperationalError("SELECT", {}, Exception()), ConnectionRefusedError(), TimeoutError()]
)
async def test_a_database_that_is_away_is_told(
    client: TestClient, world: World, path: str, fault: Exception
) -> None:
    world.calls.fault = fault
    async with client.get(path) as answer:
        assert answer.status == 503
        assert "journal keeps every call" in (await answer.json())["problems"][0]["remedy"]


def test_a_call_that_goes_on_counts_from_its_first_fact() -> None:
    call: ShownCall = shown(CallStory("c-1", None, tuple(some_facts())))
    assert call.record is None
    assert call.facts[-1].offset == 153.5
