"""A request to Redis is answered in time or is an error, and a busy node is no absent Redis."""

import asyncio
import time

import pytest

from ivr.redis_client import PATIENCE, RedisAway, ask, redis_at
from tests.servers.redis import RedisServer


async def test_a_frozen_redis_is_away_after_the_patience(redis_server: RedisServer) -> None:
    async with redis_at(redis_server.url) as redis:
        await ask(redis.ping())
        redis_server.freeze()
        try:
            started = time.monotonic()
            with pytest.raises(RedisAway, match="no answer within 250 ms"):
                await ask(redis.get("key"))
            assert PATIENCE * 0.9 < time.monotonic() - started < PATIENCE * 4
        finally:
            redis_server.thaw()
        await ask(redis.set("key", "new"))
        assert await ask(redis.get("key")) == b"new"


async def test_a_stopped_redis_is_away_at_once(redis_server: RedisServer) -> None:
    async with redis_at(redis_server.url) as redis:
        redis_server.stop()
        with pytest.raises(RedisAway, match="ConnectionError"):
            await ask(redis.ping())


async def test_an_order_that_redis_refuses_is_an_error_of_the_same_kind(
    redis_server: RedisServer,
) -> None:
    async with redis_at(redis_server.url) as redis:
        await redis.set("key", "text")
        with pytest.raises(RedisAway, match="WRONGTYPE"):
            await ask(redis.zcard("key"))


async def test_a_node_that_stalls_itself_does_not_blame_redis(redis_server: RedisServer) -> None:
    async with redis_at(redis_server.url) as redis:
        await redis.ping()
        request = asyncio.create_task(ask(redis.ping()))
        await asyncio.sleep(0)
        time.sleep(PATIENCE * 1.2)  # noqa: ASYNC251 - the stall
        assert await request


async def test_a_url_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="scheme"):
        async with redis_at("http://127.0.0.1"):
            pytest.fail("opened")
