"""How the service asks Redis: never longer than a call can wait.

A request whose connection turns out to be closed is sent once more, so it must do no harm twice.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import TypeVar

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

PATIENCE = 0.25
"""Seconds that one request may take, connecting included."""
SLICES = 5

Answer = TypeVar("Answer")


class RedisAway(Exception):
    """Redis did not do in time what it was asked. It may still do it later."""


@asynccontextmanager
async def redis_at(url: str) -> AsyncIterator[Redis]:
    """Open a client for a URL such as ``redis://127.0.0.1:6379/0``; ValueError if it is none.

    Nothing is sent yet, so Redis may be away.
    """
    redis = Redis.from_url(url, retry=Retry(NoBackoff(), retries=1))
    try:
        yield redis
    finally:
        await redis.aclose()


async def ask(request: Awaitable[Answer]) -> Answer:
    """Wait for an answer of Redis, at most `PATIENCE`, or raise `RedisAway`."""
    answer = asyncio.ensure_future(request)
    try:
        # In slices, so that a node that was busy itself still looks whether the answer is there.
        for _ in range(SLICES):
            await asyncio.wait([answer], timeout=PATIENCE / SLICES)
            if answer.done():
                return answer.result()
    except (RedisError, OSError) as error:
        raise RedisAway(f"{type(error).__name__}: {error}") from error
    finally:
        if answer.cancel():
            await asyncio.wait([answer], timeout=PATIENCE / SLICES)
    raise RedisAway(f"no answer within {PATIENCE * 1000:.0f} ms")
