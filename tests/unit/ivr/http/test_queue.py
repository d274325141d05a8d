from datetime import datetime
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from ivr.storage import CallStory
from tests.unit.ivr.http.conftest import World
from tests.unit.ivr.samples import a_record, some_facts


async def get(client: TestClient, path: str = "", *, status: int = 200) -> Any:
    async with client.get(f"/api/queue{path}") as answer:
        assert answer.status == status, await answer.text()
        return await answer.json()


async def post(client: TestClient, path: str, *, status: int = 200, **body: Any) -> Any:
    async with client.post(f"/api/queue{path}", json=body) as answer:
        assert answer.status == status, await answer.text()
        return await answer.json()


def line_of(view: Any, discom: str | None, language: str = "hi") -> Any:
    (found,) = [
        line for line in view["lines"] if (line["discom"], line["language"]) == (discom, language)
    ]
    return found


async def test_all_lines_are_shown_to_everyone(stranger: TestClient, world: World) -> None:
    world.line.join("node-1-5.1", waited=100)
    world.line.join("node-1-5.2", discom=None, waited=10)
    view = await get(stranger)
    assert (view["node"], view["waiting"], view["shared"]) == ("node-1", 2, [])
    assert len(view["lines"]) == 5 * 2 + 1
    kesco = line_of(view, "KESCO")
    assert (kesco["waiting"], kesco["agents"], kesco["talking"]) == (1, 0, 0)
    assert kesco["longest"] == pytest.approx(100, abs=1)
    assert (kesco["expected"], kesco["told"]) == (None, [60, 120]), "nobody is there"
    assert line_of(view, None)["waiting"] == 1
    assert line_of(view, "MVVNL")["half_hour"] == {
        "waited": 0,
        "service_level": None,
        "abandoned": 0,
    }


async def test_callers_are_listed_in_the_order_in_which_they_are_answered(
    stranger: TestClient, world: World
) -> None:
    world.line.join("node-1-5.1", waited=10)
    story = world.line.join("node-1-5.2", waited=100)
    story.learn("announced", {"position": 3, "minutes": 10})
    found = await get(stranger, "/calls")
    assert found["waiting"] == 2
    first, second = found["calls"]
    assert (first["call_id"], first["position"], second["position"]) == ("node-1-5.2", 1, 2)
    assert first["waited"] == pytest.approx(100, abs=1)
    assert (first["told"]["position"], first["told"]["minutes"]) == (3, [5, 10])
    assert datetime.fromisoformat(first["told"]["at"]).tzinfo is not None
    assert second["told"] is None
    assert (first["priority"], first["reason"], first["number"]) == ("ordinary", "supply", None)


async def test_the_list_can_be_cut(stranger: TestClient, world: World) -> None:
    for number in range(5):
        world.line.join(f"c{number}", discom="KESCO" if number % 2 else None)
    found = await get(stranger, "/calls?discom=kesco&limit=1")
    assert (found["waiting"], [call["call_id"] for call in found["calls"]]) == (2, ["c1"])
    assert (await get(stranger, "/calls?discom=any"))["waiting"] == 3
    assert (await get(stranger, "/calls?language=en"))["waiting"] == 0


async def test_numbers_are_shown_only_to_who_asks_for_them_with_the_token(
    stranger: TestClient, client: TestClient, world: World
) -> None:
    world.line.join("c1")
    assert "9415012345" not in str(await get(client, "/calls"))
    await get(stranger, "/calls?numbers=true", status=401)
    (call,) = (await get(client, "/calls?numbers=true"))["calls"]
    assert call["number"] == "+919415012345"


@pytest.mark.parametrize(
    ("query", "place"),
    [("limit=0", "limit"), ("limit=x", "limit"), ("discom=NPCL", "discom"), ("x=1", "x")],
)
async def test_a_senseless_query_is_refused(stranger: TestClient, query: str, place: str) -> None:
    (problem,) = (await get(stranger, f"/calls?{query}", status=400))["problems"]
    assert problem["place"] == place


async def test_the_last_caller_is_put_first_and_back(client: TestClient, world: World) -> None:
    world.line.join("node-1-5.1", waited=100)
    story = world.line.join("node-1-5.2", waited=1)
    moved = await post(client, "/calls/5.2/priority", who="asha")
    assert (moved["position"], moved["priority"]) == (1, "first")
    assert world.line.places() == ["node-1-5.2", "node-1-5.1"]
    fact = story.fact("priority")
    assert fact is not None
    assert (fact.value, fact.how) == (-1, "by asha")
    moved = await post(client, "/calls/node-1-5.2/priority", priority="ordinary")
    assert moved["position"] == 2


async def test_a_caller_is_sent_to_another_line_at_the_time_of_joining(
    client: TestClient, world: World
) -> None:
    world.line.join("m1", discom="MVVNL", waited=50)
    world.line.join("m2", discom="MVVNL", waited=5)
    story = world.line.join("k1", waited=20)
    story.learn("announced", {"position": 1, "minutes": 2})
    moved = await post(client, "/calls/k1/send", to="mvvnl", who="asha")
    assert (moved["discom"], moved["position"], moved["told"]) == ("MVVNL", 2, None)
    fact = story.fact("sent")
    assert fact is not None
    assert (fact.value, fact.how) == ("MVVNL", "by asha")
    again = await post(client, "/calls/k1/send", to="MVVNL", status=409)
    assert "in the line of MVVNL already" in again["problems"][0]["wrong"]
    assert (await post(client, "/calls/k1/send", to="any"))["discom"] is None


async def test_who_is_being_rung_for_is_not_sent_away(client: TestClient, world: World) -> None:
    story = world.line.join("k1")
    story.learn("ringing", "asha", how="agent-leg")
    refused = await post(client, "/calls/k1/send", to="MVVNL", status=409)
    assert "the phone of asha rings" in refused["problems"][0]["wrong"]
    assert world.line.desk.waiting.room.waiter("k1").discom == "KESCO"


async def test_who_waits_no_more_is_told_with_what_became_of_it(
    client: TestClient, world: World
) -> None:
    world.calls.records = [a_record("node-1-7.1")]
    over = await post(client, "/calls/node-1-7.1/priority", status=409)
    assert "the call is over: Answered by asha after 12.0 s" in over["problems"][0]["wrong"]
    assert "helpline queue --calls" in over["problems"][0]["remedy"]
    unknown = await post(client, "/calls/9.9/send", to="MVVNL", status=404)
    assert "no call has this id" in unknown["problems"][0]["wrong"]


@pytest.mark.parametrize(
    ("facts", "told"), [(7, "in the menus"), (10, "not in line just now"), (12, "asha answered")]
)
async def test_a_call_that_goes_on_elsewhere_is_told(
    client: TestClient, world: World, monkeypatch: pytest.MonkeyPatch, facts: int, told: str
) -> None:
    async def call(_id: str) -> CallStory:
        return CallStory("c-1", None, tuple(some_facts()[:facts]))

    monkeypatch.setattr(world.calls, "call", call)
    refused = await post(client, "/calls/c-1/priority", status=409)
    assert told in refused["problems"][0]["wrong"]


async def test_without_the_database_it_is_only_told_that_nobody_waits(
    client: TestClient, world: World
) -> None:
    world.calls.fault = ConnectionError()
    refused = await post(client, "/calls/c-1/priority", status=404)
    assert "cannot tell what became of it" in refused["problems"][0]["wrong"]


async def test_half_an_id_steers_nobody(client: TestClient, world: World) -> None:
    world.line.join("node-1-5.12")
    world.calls.records = [a_record("node-1-5.12")]
    half = await post(client, "/calls/node-1-5.1/priority", status=404)
    assert "not the whole id" in half["problems"][0]["wrong"]
    world.calls.records.append(a_record("node-1-5.13"))
    several = await post(client, "/calls/node-1-5.1/priority", status=404)
    assert "several calls" in several["problems"][0]["wrong"]


async def test_a_line_is_opened_and_closed(client: TestClient, world: World) -> None:
    opened = await post(client, "/share", discom="kesco", seconds=1800, reason=" storm ", who="a")
    assert (opened["discom"], opened["reason"], opened["who"]) == ("KESCO", "storm", "a")
    until, since = (datetime.fromisoformat(opened[each]) for each in ("until", "since"))
    assert (until - since).total_seconds() == pytest.approx(1800, abs=1)
    assert (await get(client))["shared"] == [opened]
    assert (await post(client, "/share/kesco/end"))["discom"] == "KESCO"
    assert (await get(client))["shared"] == []
    again = await post(client, "/share/KESCO/end", status=404)
    assert "not open" in again["problems"][0]["wrong"]
    assert "no discom" in (await post(client, "/share/x/end", status=404))["problems"][0]["wrong"]


@pytest.mark.parametrize(
    ("path", "body", "place"),
    [
        ("/calls/c1/priority", {"priority": "top"}, "priority"),
        ("/calls/c1/send", {}, "to"),
        ("/calls/c1/send", {"to": "NPCL"}, "to"),
        ("/share", {"discom": "KESCO"}, "seconds"),
        ("/share", {"discom": "KESCO", "seconds": 1}, "seconds"),
        ("/share", {"discom": "KESCO", "seconds": 90_000}, "seconds"),
        ("/share", {"discom": "nobody", "seconds": 60}, "discom"),
        ("/share/KESCO/end", {"whom": "x"}, "whom"),
    ],
)
async def test_a_bad_wish_changes_nothing_and_names_the_field(
    client: TestClient, world: World, path: str, body: dict[str, Any], place: str
) -> None:
    story = world.line.join("c1")
    known = len(story.facts)
    (problem,) = (await post(client, path, status=400, **body))["problems"]
    assert problem["place"] == place
    assert problem["remedy"].startswith("Send {")
    assert len(story.facts) == known
    assert world.shares.open() == []


@pytest.mark.parametrize(
    "path", ["/calls/c1/priority", "/calls/c1/send", "/share", "/share/KESCO/end"]
)
async def test_changes_need_the_token(stranger: TestClient, world: World, path: str) -> None:
    world.line.join("c1")
    await post(stranger, path, status=401)
