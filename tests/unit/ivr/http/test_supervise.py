"""Bringing supervisors to talks over HTTP."""

import pytest

from ivr.calls.supervising import CannotSupervise


async def test_talks_are_listed_for_those_with_the_token(client, stranger):
    answer = await (await client.get("/api/supervise")).json()
    assert answer == {
        "talks": [
            {
                "call_id": "call-1",
                "agent": "asha",
                "seat": 101,
                "since": "2026-11-22T04:30:00Z",
                "discom": "MVVNL",
                "supervisor": None,
                "how": None,
            }
        ]
    }
    assert (await stranger.get("/api/supervise")).status == 401
    assert (await stranger.post("/api/supervise", json={})).status == 401


async def test_a_supervisor_is_brought_to_a_talk(client, world):
    wish = {"call": "asha", "as": "rekha", "how": "whisper"}
    answer = await client.post("/api/supervise", json=wish)
    assert answer.status == 200
    assert (await answer.json())["how"] == "whisper"
    assert world.supervisors.asked == [("rekha", "asha", "whisper")]


@pytest.mark.parametrize(
    ("wish", "place"),
    [
        ({"call": "asha"}, "as"),
        ({"call": "a", "as": "rekha"}, "call"),
        ({"call": "asha", "as": "rekha", "how": "shout"}, "how"),
        ({"call": "asha", "as": "rekha", "when": "now"}, "when"),
        ("x", "body"),
    ],
)
async def test_a_wish_that_makes_no_sense_is_refused_with_place_and_remedy(client, wish, place):
    answer = await client.post("/api/supervise", json=wish)
    (problem,) = (await answer.json())["problems"]
    assert (answer.status, problem["place"]) == (400, place)
    assert '"as": "rekha"' in problem["remedy"]


async def test_what_cannot_be_done_is_told(client, world):
    world.supervisors.fault = CannotSupervise(409, "rekha", "is at the talk c2", "Hang up there")
    answer = await client.post("/api/supervise", json={"call": "asha", "as": "rekha"})
    assert answer.status == 409
    assert (await answer.json())["problems"] == [
        {"place": "rekha", "wrong": "is at the talk c2", "remedy": "Hang up there"}
    ]
