"""What the scripts in Redis do with leases: admit, renew, end, and drop what expired."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from capacity.lines import Direction
from ivr.redis_client import redis_at
from ivr.redis_leases import Admission, Leases, Settlement
from tests.servers.redis import RedisServer

IN, OUT = Direction.INCOMING, Direction.OUTGOING


@pytest.fixture
async def nodes(redis_server: RedisServer) -> AsyncIterator[tuple[Leases, Leases]]:
    """Give two nodes; the leases of the first are short."""
    async with redis_at(redis_server.url) as redis:
        yield Leases(redis, node="node-1", lease=0.1), Leases(redis, node="node-2", lease=60.0)


Nodes = tuple[Leases, Leases]


async def test_admission_counts_all_nodes_and_each_holder_once(nodes: Nodes) -> None:
    _, node = nodes
    assert await node.admit(IN, "a", 2) == Admission(given=True, level=1)
    assert await node.admit(IN, "b", 2) == Admission(given=True, level=2)
    assert await node.admit(IN, "a", 2) == Admission(given=True, level=2)
    assert await node.admit(IN, "c", 2) == Admission(given=False, level=2)
    assert await node.admit(OUT, "c", 2) == Admission(given=True, level=1)


async def test_the_same_holder_on_two_nodes_is_two_calls(nodes: Nodes) -> None:
    one, two = nodes
    assert (await one.admit(IN, "1765.1", 2)).level == 1
    assert (await two.admit(IN, "1765.1", 2)).level == 2


async def test_an_expired_lease_makes_room(nodes: Nodes) -> None:
    short, long = nodes
    await short.admit(IN, "a", 1)
    assert not (await long.admit(IN, "b", 1)).given
    async with asyncio.timeout(2):
        while not (await long.admit(IN, "b", 1)).given:
            await asyncio.sleep(0.01)
    assert await long.settle(IN, gone=(), held=()) == Settlement(level=1, lost=0)


async def test_settling_ends_renews_and_counts_what_was_lost(nodes: Nodes) -> None:
    _, node = nodes
    for holder in "ab":
        await node.admit(IN, holder, 9)
    assert await node.settle(IN, gone={"a"}, held={"b", "c", "d"}) == Settlement(level=3, lost=2)
    assert await node.settle(IN, gone={"b", "c", "d"}, held=()) == Settlement(level=0, lost=0)


async def test_the_largest_pool_is_renewed_in_one_request(
    nodes: Nodes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ivr.redis_client.PATIENCE", 10.0)  # for a busy machine
    _, node = nodes
    held = [f"call-{number}" for number in range(10_000)]
    assert await node.settle(IN, gone=(), held=held) == Settlement(level=10_000, lost=10_000)
    assert await node.settle(IN, gone=held, held=()) == Settlement(level=0, lost=0)
