"""Holding and passing callers on over the API."""

from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from ivr.calls.transfer_facts import Kind
from tests.unit.ivr.http.conftest import World


async def post(client: TestClient, path: str, status: int, body: Any = None) -> Any:
    async with client.post(f"/api/calls/{path}", json=body) as answer:
        assert answer.status == status, await answer.text()
        return await answer.json()


async def test_a_caller_is_held_and_taken_back(client: TestClient, world: World) -> None:
    seen = await post(client, "node-1/hold", 200, {})
    assert seen == {"call_id": "node-1-7", "agent": "asha", "on_hold": True}
    assert world.talks.on_hold
    await post(client, "node-1/hold", 200, {"on": False})
    assert not world.talks.on_hold


async def test_a_caller_is_passed_on(client: TestClient, world: World) -> None:
    await post(client, "node-1-7/transfer", 200, {"to": "102"})
    await post(client, "node-1-7/transfer", 200, {"to": "21", "kind": "attended"})
    assert world.talks.asked == [(Kind.BLIND, "102"), (Kind.ATTENDED, "21")]


@pytest.mark.parametrize(
    ("path", "body", "status", "place"),
    [
        ("n/hold", {}, 404, "n"),
        ("other/hold", {}, 404, "other"),
        ("node-1-7/hold", {"on": "yes"}, 400, "on"),
        ("node-1-7/transfer", {}, 400, "to"),
        ("node-1-7/transfer", {"to": "Vijay"}, 400, "to"),
        ("node-1-7/transfer", {"to": "102", "kind": "warm"}, 400, "kind"),
        ("node-1-7/transfer", {"to": "999"}, 404, "to"),
    ],
)
async def test_what_cannot_be_done_names_the_place(client, path, body, status, place) -> None:
    (problem,) = (await post(client, path, status, body))["problems"]
    assert problem["place"] == place
    assert problem["remedy"]


@pytest.mark.parametrize("what", ["hold", "transfer"])
async def test_only_with_the_token(stranger: TestClient, what: str) -> None:
    await post(stranger, f"node-1-7/{what}", 401, {})
