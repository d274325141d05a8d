"""The shared pool when things go wrong: nodes that die, a Redis that is away, slow or forgetful."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from statistics import median

import pytest
from structlog.testing import capture_logs

from capacity.lines import Direction, Line, NoLineFree, Sizes
from ivr import redis_lines
from ivr.redis_client import PATIENCE, RedisAway, redis_at
from ivr.redis_lines import RedisLinePool
from tests.servers.redis import RedisServer

IN = Direction.INCOMING
LEASE = 0.9


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_lines, "RETRY", 0.05)


def open_pool(
    server: RedisServer, size: int, node: str = "node-1", lease: float = LEASE
) -> AbstractAsyncContextManager[RedisLinePool]:
    return RedisLinePool.connect(server.url, node=node, sizes=Sizes(size, 0), lease=lease)


async def until(met: Callable[[], Awaitable[bool]], within: float = 5.0) -> None:
    async with asyncio.timeout(within):
        while not await met():
            await asyncio.sleep(0.02)


async def until_degraded(pool: RedisLinePool, degraded: bool) -> None:
    async def met() -> bool:
        return pool.degraded is degraded

    await until(met)


async def take(pool: RedisLinePool, *holders: str) -> list[Line]:
    return [await pool.acquire(IN, holder) for holder in holders]


async def leases(server: RedisServer) -> set[str]:
    async with redis_at(server.url) as redis:
        return {m.decode() for m in await redis.zrange(f"helpline:lines:{IN}", 0, -1)}


async def test_nodes_share_the_lines(redis_server: RedisServer) -> None:
    async with open_pool(redis_server, 3) as one, open_pool(redis_server, 3, "node-2") as two:
        await take(one, "a", "b")
        assert [line.level for line in await take(two, "a")] == [3]
        for pool in (one, two):
            assert await pool.levels() == Sizes(3, 0)
            with pytest.raises(NoLineFree):
                await pool.acquire(IN, "c")


async def test_a_living_node_keeps_its_lines_longer_than_a_lease(redis_server: RedisServer) -> None:
    async with open_pool(redis_server, 1) as one, open_pool(redis_server, 1, "node-2") as two:
        (line,) = await take(one, "call")
        until_well_after = time.monotonic() + 2 * LEASE
        while time.monotonic() < until_well_after:
            with pytest.raises(NoLineFree):
                await two.acquire(IN, "other")
            await asyncio.sleep(0.05)
        await one.release(line)
        await two.acquire(IN, "other")


async def test_the_lines_of_a_dead_node_come_back_after_the_lease(
    redis_server: RedisServer,
) -> None:
    async with open_pool(redis_server, 2, "node-2") as survivor:
        async with open_pool(redis_server, 2) as dying:
            await take(dying, "a", "b")
        died = time.monotonic()
        with pytest.raises(NoLineFree):
            await survivor.acquire(IN, "c")

        async def back() -> bool:
            return await survivor.levels() == Sizes(0, 0)

        await until(back)
        assert LEASE / 2 < time.monotonic() - died < LEASE + 0.5
        await take(survivor, "c", "d")


async def test_a_restarted_node_finds_its_lines_again(redis_server: RedisServer) -> None:
    async with open_pool(redis_server, 2) as before:
        await take(before, "a", "b")
    async with open_pool(redis_server, 2) as after:
        await take(after, "a", "b")
        assert await after.levels() == Sizes(2, 0)
        with pytest.raises(NoLineFree):
            await after.acquire(IN, "c")


async def test_without_redis_calls_go_on_up_to_the_size(redis_server: RedisServer) -> None:
    async with open_pool(redis_server, 3) as pool:
        await take(pool, "a")
        await asyncio.to_thread(redis_server.stop)
        await take(pool, "b", "c")
        assert pool.degraded
        with pytest.raises(NoLineFree) as refused:
            await pool.acquire(IN, "d")
        assert (refused.value.level, refused.value.size) == (3, 3)
        assert await pool.levels() == Sizes(3, 0)


async def test_the_service_starts_while_redis_is_away(redis_server: RedisServer) -> None:
    redis_server.stop()
    async with open_pool(redis_server, 1) as pool:
        await take(pool, "a")
        assert pool.degraded
        redis_server.start()
        await until_degraded(pool, False)
        assert await leases(redis_server) == {"node-1/a"}


async def test_back_again_all_nodes_count_together_and_may_be_over_the_size(
    redis_server: RedisServer,
) -> None:
    async with open_pool(redis_server, 2) as one, open_pool(redis_server, 2, "node-2") as two:
        await asyncio.to_thread(redis_server.stop)
        lines = await take(one, "a", "b")
        await take(two, "a", "b")
        await asyncio.to_thread(redis_server.start)
        await until_degraded(one, False)
        await until_degraded(two, False)
        assert await one.levels() == Sizes(4, 0)
        for line in lines:
            await one.release(line)
        assert await two.levels() == Sizes(2, 0)
        with pytest.raises(NoLineFree):
            await one.acquire(IN, "c")


async def test_a_redis_restarted_empty_is_told_the_leases_again(redis_server: RedisServer) -> None:
    async with open_pool(redis_server, 2) as pool:
        lines = await take(pool, "a", "b")
        with capture_logs() as logs:
            redis_server.empty()

            async def noticed() -> bool:
                return bool(logs)

            await until(noticed)
        assert [(entry["log_level"], entry["written"]) for entry in logs] == [("warning", 2)]
        assert await leases(redis_server) == {"node-1/a", "node-1/b"}
        for line in lines:
            await pool.release(line)
        assert await pool.levels() == Sizes(0, 0)


async def test_lines_given_back_during_an_outage_are_free_after_it(
    redis_server: RedisServer,
) -> None:
    """A cut that is shorter than the lease, after which Redis still knows what it knew."""
    async with open_pool(redis_server, 2, lease=60.0) as pool:
        lines = await take(pool, "a", "b")
        redis_server.freeze()
        try:
            await pool.release(lines[0])
            assert pool.degraded
        finally:
            redis_server.thaw()
        await until_degraded(pool, False)
        assert await leases(redis_server) == {"node-1/b"}


async def test_a_frozen_redis_holds_no_call_up(redis_server: RedisServer) -> None:
    async with open_pool(redis_server, 500) as pool:
        redis_server.freeze()
        try:
            started = time.monotonic()
            await asyncio.gather(*(pool.acquire(IN, f"call-{n}") for n in range(500)))
            assert PATIENCE * 0.9 < time.monotonic() - started < PATIENCE * 20
            took = []
            for number in range(50):
                started = time.monotonic()
                with pytest.raises(NoLineFree):
                    await pool.acquire(IN, f"late-{number}")
                took.append(time.monotonic() - started)
                await asyncio.sleep(0.01)
            assert median(took) < PATIENCE / 10
        finally:
            redis_server.thaw()
        await until_degraded(pool, False)
        assert await pool.levels() == Sizes(500, 0)


async def test_the_pool_closes_in_the_moment_in_which_redis_goes(
    redis_server: RedisServer,
) -> None:
    async with asyncio.timeout(5):
        for moment in range(6):
            async with open_pool(redis_server, 1, lease=60.0) as pool:
                await take(pool, "call")
                await asyncio.sleep(0.02)
                pool._degrade(RedisAway("cable pulled"))
                for _ in range(moment):
                    await asyncio.sleep(0)


async def test_an_outage_is_told_once_and_its_end_too(redis_server: RedisServer) -> None:
    with capture_logs() as logs:
        async with open_pool(redis_server, 50) as pool:
            await asyncio.to_thread(redis_server.stop)
            await asyncio.gather(*(pool.acquire(IN, f"call-{n}") for n in range(50)))
            await asyncio.to_thread(redis_server.start)
            await until_degraded(pool, False)
    assert [entry["log_level"] for entry in logs] == ["warning", "info"]


async def test_a_cancelled_request_leaves_no_lease_behind(redis_server: RedisServer) -> None:
    async with open_pool(redis_server, 5, lease=60.0) as pool:
        redis_server.freeze()
        try:
            task = asyncio.create_task(pool.acquire(IN, "gone"))
            await asyncio.sleep(PATIENCE / 5)
            task.cancel()
            await asyncio.wait([task])
        finally:
            redis_server.thaw()

        async def clean() -> bool:
            return await pool.levels() == Sizes(0, 0)

        await until(clean)
        assert await leases(redis_server) == set()


async def test_a_long_outage_piles_nothing_up(redis_server: RedisServer) -> None:
    """A lease that must have ended by itself need not be ended when Redis is back."""
    async with open_pool(redis_server, 100, lease=0.3) as pool:
        lines = await take(pool, *map(str, range(100)))
        await asyncio.to_thread(redis_server.stop)
        for line in lines:
            await pool.release(line)
        assert len(pool._gone[IN]) == 100

        async def forgotten() -> bool:
            return not pool._gone[IN]

        await until(forgotten)
        assert pool.degraded
