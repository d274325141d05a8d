import asyncio

import pytest
from aiohttp.test_utils import TestClient

from ivr.http.health import readyz
from tests.unit.ivr.http.conftest import World


async def test_alive_says_nothing_about_others(client: TestClient, world: World) -> None:
    world.problems["ari"] = "not connected"
    async with client.get("/healthz") as answer:
        assert answer.status == 200


async def test_ready_while_every_part_works(client: TestClient) -> None:
    async with client.get("/readyz") as answer:
        assert answer.status == 200
        assert await answer.json() == {"ready": True, "parts": {"ari": "ok", "storage": "ok"}}


@pytest.mark.parametrize("part", ["ari", "storage"])
async def test_not_ready_names_the_part_that_fails(
    client: TestClient, world: World, part: str
) -> None:
    world.problems[part] = "not connected"
    async with client.get("/readyz") as answer:
        assert answer.status == 503
        body = await answer.json()
    assert body["ready"] is False
    assert body["parts"][part] == "not connected"


async def test_a_check_that_hangs_or_breaks_is_a_part_that_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def hangs() -> str | None:
        await asyncio.Event().wait()
        return None

    async def breaks() -> str | None:
        raise KeyError

    monkeypatch.setattr("ivr.http.health.CHECK_TIME", 0.01)
    answer = await readyz({"ari": hangs, "storage": breaks})(None)
    assert answer.status == 503
    assert b"no answer within 0.01 s" in answer.body
    assert b"KeyError" in answer.body
