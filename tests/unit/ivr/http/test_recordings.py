"""Recordings over HTTP: with the token, when the call is over, and only what is there."""

from pathlib import Path

import pytest

from dialplan.story import Fact
from ivr.storage import CallStory
from tests.unit.ivr.http.conftest import World
from tests.unit.ivr.samples import after, some_facts

FIRST, SECOND = "2026-11-22/c-1.wav", "2026-11-22/c-1-2.wav"


@pytest.fixture
def recorded(world: World, tmp_path: Path) -> World:
    world.calls.facts = [
        *some_facts(),
        Fact("recording", FIRST, after(32), "snoop-c-1-12"),
        Fact("recording", SECOND, after(80), "snoop-c-1-20"),
    ]
    for name, sound in ((FIRST, b"RIFF1"), (SECOND, b"RIFF2")):
        world.recordings.known[name] = tmp_path / Path(name).name
        world.recordings.known[name].write_bytes(sound)
    return world


async def test_gives_each_file_of_a_call(recorded, client):
    for query, sound in (("", b"RIFF1"), ("?part=1", b"RIFF1"), ("?part=2", b"RIFF2")):
        answer = await client.get(f"/api/calls/c-1/recording{query}")
        assert (answer.status, await answer.read()) == (200, sound)
        assert answer.headers["Content-Type"] == "audio/wav"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="c-1-2.wav"'


async def test_needs_the_token(recorded, stranger):
    assert (await stranger.get("/api/calls/c-1/recording")).status == 401


@pytest.mark.parametrize("path", ["c-1/recording?part=3", "c-1/recording?part=x", "zz/recording"])
async def test_what_was_never_there_is_refused(recorded, client, path):
    answer = await client.get(f"/api/calls/{path}")
    assert answer.status == 404
    assert (await answer.json())["problems"][0]["remedy"]


async def test_what_is_not_there_any_more_is_told_so(recorded, client):
    recorded.recordings.known.clear()
    answer = await client.get("/api/calls/c-1/recording")
    assert answer.status == 404
    assert "keep_days" in (await answer.json())["problems"][0]["wrong"]


async def test_a_call_that_goes_on_has_no_recording_yet(recorded, client, monkeypatch):
    async def going_on(_id: str) -> CallStory:
        return CallStory("c-1", None, tuple(recorded.calls.facts))

    monkeypatch.setattr(recorded.calls, "call", going_on)
    assert (await client.get("/api/calls/c-1/recording")).status == 409
