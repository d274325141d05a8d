"""What every `LinePool` promises, in memory and in Redis."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress

import pytest

from capacity.lines import Direction, Line, LinePool, NoLineFree, Sizes, held_line
from capacity.memory_lines import MemoryLinePool
from ivr.redis_lines import RedisLinePool
from tests.servers.redis import RedisServer

IN, OUT = Direction.INCOMING, Direction.OUTGOING
RACERS, ROUNDS, LONGEST_CALL = 500, 20, 0.1

Open = Callable[..., AbstractAsyncContextManager[LinePool]]


@asynccontextmanager
async def _memory(sizes: Sizes) -> AsyncIterator[LinePool]:
    yield MemoryLinePool(sizes)


@pytest.fixture(params=["memory", "redis"])
def open_pool(request: pytest.FixtureRequest) -> Open:
    """Open a pool of the given sizes; a ``node`` may be named where nodes can share it."""
    if request.param == "memory":
        return _memory
    server: RedisServer = request.getfixturevalue("redis_server")

    def redis(sizes: Sizes, node: str = "node-1") -> AbstractAsyncContextManager[LinePool]:
        return RedisLinePool.connect(server.url, node=node, sizes=sizes, lease=15.0)

    return redis


async def _take(pool: LinePool, count: int, direction: Direction = IN) -> list[Line]:
    return [await pool.acquire(direction, f"call-{number}") for number in range(count)]


async def test_gives_lines_up_to_the_size_and_no_further(open_pool: Open) -> None:
    async with open_pool(Sizes(incoming=3, outgoing=2)) as pool:
        assert [(line.level, line.size) for line in await _take(pool, 3)] == [
            (1, 3),
            (2, 3),
            (3, 3),
        ]
        with pytest.raises(NoLineFree) as refused:
            await pool.acquire(IN, "one too many")
        assert (refused.value.direction, refused.value.level, refused.value.size) == (IN, 3, 3)
        assert await pool.levels() == Sizes(incoming=3, outgoing=0)


async def test_a_pool_of_no_lines_refuses(open_pool: Open) -> None:
    async with open_pool(Sizes(incoming=0, outgoing=0)) as pool:
        with pytest.raises(NoLineFree):
            await pool.acquire(OUT, "call")
        assert await pool.levels() == Sizes(0, 0)


async def test_the_directions_do_not_share_lines(open_pool: Open) -> None:
    async with open_pool(Sizes(incoming=1, outgoing=2)) as pool:
        await _take(pool, 1, IN)
        await _take(pool, 2, OUT)
        assert await pool.levels() == Sizes(incoming=1, outgoing=2)


async def test_a_holder_keeps_its_line(open_pool: Open) -> None:
    async with open_pool(Sizes(incoming=1, outgoing=0)) as pool:
        first = await pool.acquire(IN, "call")
        assert await pool.acquire(IN, "call") == first
        assert await pool.levels() == Sizes(1, 0)


async def test_a_line_given_back_can_be_taken_and_only_once(open_pool: Open) -> None:
    async with open_pool(Sizes(incoming=2, outgoing=0)) as pool:
        first, second = await _take(pool, 2)
        await pool.release(first)
        await pool.release(first)
        assert await pool.levels() == Sizes(1, 0)
        await pool.acquire(IN, "next")
        with pytest.raises(NoLineFree):
            await pool.acquire(IN, "one too many")
        await pool.release(second)
        assert await pool.levels() == Sizes(1, 0)


async def test_growing_while_full_lets_exactly_the_difference_in(open_pool: Open) -> None:
    async with open_pool(Sizes(incoming=5, outgoing=0)) as pool:
        await _take(pool, 5)
        await pool.resize(Sizes(incoming=8, outgoing=0))
        assert pool.sizes == Sizes(incoming=8, outgoing=0)
        await _take(pool, 8)
        with pytest.raises(NoLineFree):
            await pool.acquire(IN, "ninth")


async def test_shrinking_cuts_nobody_and_drains(open_pool: Open) -> None:
    async with open_pool(Sizes(incoming=4, outgoing=0)) as pool:
        lines = await _take(pool, 4)
        await pool.resize(Sizes(incoming=2, outgoing=0))
        assert await pool.levels() == Sizes(4, 0)
        for line in lines[:2]:
            with pytest.raises(NoLineFree):
                await pool.acquire(IN, "next")
            await pool.release(line)
        with pytest.raises(NoLineFree) as refused:
            await pool.acquire(IN, "next")
        assert (refused.value.level, refused.value.size) == (2, 2)
        await pool.release(lines[2])
        assert (await pool.acquire(IN, "next")).level == 2


async def test_a_cancelled_call_gives_its_line_back(open_pool: Open) -> None:
    async with open_pool(Sizes(incoming=1, outgoing=0)) as pool:
        talking = asyncio.Event()

        async def call() -> None:
            async with held_line(pool, IN, "call"):
                talking.set()
                await asyncio.Event().wait()

        task = asyncio.create_task(call())
        await talking.wait()
        assert await pool.levels() == Sizes(1, 0)
        task.cancel()
        await asyncio.wait([task])
        assert await pool.levels() == Sizes(0, 0)


async def test_calls_cancelled_at_any_moment_leave_no_line_behind(open_pool: Open) -> None:
    async with open_pool(Sizes(incoming=20, outgoing=0)) as pool:

        async def call(number: int) -> None:
            async with held_line(pool, IN, f"call-{number}"):
                await asyncio.sleep(0)

        for number in range(40):
            task = asyncio.create_task(call(number))
            for _ in range(number):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])
        assert await pool.levels() == Sizes(0, 0)


async def test_ten_thousand_racing_admissions_never_exceed_the_size(open_pool: Open) -> None:
    """Nodes, where they can share the pool, race with each other too."""
    asyncio.get_running_loop().set_debug(False)  # five times slower with it
    size, chance = 50, random.Random(1912)
    holding = highest = given = 0

    async def call(pool: LinePool, holder: str) -> None:
        nonlocal holding, highest, given
        async with held_line(pool, IN, holder):
            holding, given = holding + 1, given + 1
            highest = max(highest, holding)
            await asyncio.sleep(chance.uniform(0, LONGEST_CALL))
            holding -= 1

    async def racer(pool: LinePool, name: str) -> None:
        for number in range(ROUNDS):
            with suppress(NoLineFree):
                await call(pool, f"{name}-{number}")

    async with AsyncExitStack() as stack:
        pools = [await stack.enter_async_context(open_pool(Sizes(size, 0)))]
        if isinstance(pools[0], RedisLinePool):
            second = open_pool(Sizes(size, 0), node="node-2")
            pools.append(await stack.enter_async_context(second))
        async with asyncio.TaskGroup() as racers:
            for number in range(RACERS):
                racers.create_task(racer(pools[number % len(pools)], f"racer-{number}"))
        assert not any(getattr(pool, "degraded", False) for pool in pools)
        assert highest == size
        assert size < given < RACERS * ROUNDS
        assert await pools[0].levels() == Sizes(0, 0)
