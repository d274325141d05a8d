"""The override in Redis when Redis is away, or comes back without its memory."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from capacity.lines import Sizes
from capacity.schedule import Override
from ivr.override_store import OverrideNotSaved, RedisOverrideStore
from tests.servers.redis import RedisServer

OLD = Override(datetime(2026, 6, 1, tzinfo=UTC), 650, None, "storm", "asha", Sizes(350, 300))
NEW = Override(OLD.at + timedelta(seconds=1), 10, 20, "trunk", "vijay", Sizes(350, 300))


async def test_while_redis_is_away_the_last_one_seen_holds(redis_server: RedisServer) -> None:
    async with RedisOverrideStore.connect(redis_server.url) as store:
        await store.save(OLD)
        await asyncio.to_thread(redis_server.stop)
        assert await store.load() == OLD
        with pytest.raises(OverrideNotSaved, match=r"Redis is away .*; try again when it is back"):
            await store.save(NEW)
        assert await store.load() == OLD


async def test_a_redis_that_forgot_is_told_the_newest_again(redis_server: RedisServer) -> None:
    async with (
        RedisOverrideStore.connect(redis_server.url) as behind,
        RedisOverrideStore.connect(redis_server.url) as ahead,
        RedisOverrideStore.connect(redis_server.url) as fresh,
    ):
        await behind.save(OLD)
        await ahead.save(NEW)
        await asyncio.to_thread(redis_server.restart)
        assert await behind.load() == OLD
        assert await ahead.load() == NEW
        assert await fresh.load() == NEW
        assert await behind.load() == NEW
