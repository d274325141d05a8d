"""The page of all prompts, and their sounds."""

import re

import pytest
from aiohttp.test_utils import TestClient

from ivr.http.prompts import AREAS, OTHER, areas
from prompts.wording import Problem, WordingError
from tests.unit.ivr.http.conftest import World, a_prompt


async def test_the_page_shows_each_prompt_and_needs_no_token(stranger: TestClient) -> None:
    async with stranger.get("/prompts") as answer:
        assert answer.status == 200
        assert answer.content_type == "text/html"
        page = await answer.text()
    assert "पिन कोड दबाएं।" in page
    assert "asks for six digits" in page
    assert 'href="/prompts/hi/pin.ask.wav"' in page
    assert "6.2 s" in page


async def test_a_prompt_without_a_sound_has_no_player(stranger: TestClient) -> None:
    page = await (await stranger.get("/prompts")).text()
    assert "en/pin.ask" not in page
    assert "no sound" in page


async def test_wording_is_text_and_never_markup(world: World, stranger: TestClient) -> None:
    world.prompts.listed = [a_prompt(where="<script>alert(1)</script>")]
    page = await (await stranger.get("/prompts")).text()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


async def test_the_page_needs_nothing_from_elsewhere(stranger: TestClient) -> None:
    async with stranger.get("/prompts") as answer:
        policy = answer.headers["Content-Security-Policy"]
        page = await answer.text()
    assert "default-src 'none'" in policy
    [nonce] = set(re.findall(r"nonce-([^']+)", policy))
    assert page.count(f'nonce="{nonce}"') == 2
    assert not re.search(r"(src|href)=\"(https?:)?//", page)


async def test_a_broken_wording_is_told(world: World, stranger: TestClient) -> None:
    world.prompts.fault = WordingError([Problem("hi.toml: pin.ask", "text is empty", "Write it")])
    async with stranger.get("/prompts") as answer:
        assert answer.status == 500
        [problem] = (await answer.json())["problems"]
    assert problem == {"place": "hi.toml: pin.ask", "wrong": "text is empty", "remedy": "Write it"}


async def test_a_sound_is_served_whole(stranger: TestClient) -> None:
    async with stranger.get("/prompts/hi/pin.ask.wav") as answer:
        assert answer.status == 200
        assert answer.content_type == "audio/wav"
        assert await answer.read() == b"RIFF"


@pytest.mark.parametrize(
    ("wanted", "part", "place"),
    [("bytes=0-1", b"RI", "0-1"), ("bytes=2-", b"FF", "2-3"), ("bytes=-1", b"F", "3-3")],
)
async def test_a_sound_is_served_in_parts(
    stranger: TestClient, wanted: str, part: bytes, place: str
) -> None:
    async with stranger.get("/prompts/hi/pin.ask.wav", headers={"Range": wanted}) as answer:
        assert answer.status == 206
        assert await answer.read() == part
        assert answer.headers["Content-Range"] == f"bytes {place}/4"


@pytest.mark.parametrize("wanted", ["bytes=9-", "bytes=b"])
async def test_a_part_that_is_not_there_is_refused(stranger: TestClient, wanted: str) -> None:
    async with stranger.get("/prompts/hi/pin.ask.wav", headers={"Range": wanted}) as answer:
        assert answer.status == 416
        assert (await answer.json())["problems"]


@pytest.mark.parametrize(
    "path",
    [
        "hi/nothing.wav",
        "xx/pin.ask.wav",
        "hi/pin.ask.mp3",
        "hi/..%2F..%2Fmanifest.json.wav",
        "..%2Fhi/pin.ask.wav",
        "hi/%00.wav",
        "en/pin.ask.wav",
    ],
)
async def test_what_is_not_there_is_not_found(stranger: TestClient, path: str) -> None:
    async with stranger.get(f"/prompts/{path}") as answer:
        assert answer.status == 404
        assert (await answer.json())["problems"][0]["remedy"]


def test_prompts_come_in_the_order_of_a_call() -> None:
    listed = [a_prompt(key=key) for key in ("new.thing", "pin.ask", "greeting", "discom.menu")]
    assert [(area, [each.key for each in group]) for area, group in areas(listed)] == [
        (next(iter(AREAS)), ["greeting"]),
        ("Where the caller lives", ["pin.ask", "discom.menu"]),
        (OTHER, ["new.thing"]),
    ]
