"""Where the operator's override of the pool sizes is kept: a file of this node, or Redis for all.

What cannot be read is reported, put aside and treated as if it were not there: the sizes of the
file are then in force. Both stores are asked every second, which is how a node learns of an
override that was made at another.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import structlog
from redis.asyncio import Redis

from capacity.schedule import Override
from ivr.redis_client import RedisAway, ask, redis_at

KEY = "helpline:lines:override"

log = structlog.get_logger()


class OverrideNotSaved(Exception):
    """The override is not kept, so it must not take effect; the message says what to do."""


class FileOverrideStore:
    """Keeps the override as JSON in the run folder; it outlives a crash and a power cut."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def load(self) -> Override | None:
        """Give the override, None if there is none that can be read."""
        try:
            text = self._path.read_bytes()
        except FileNotFoundError:
            return None
        try:
            return _read(text)
        except msgspec.MsgspecError as error:
            aside = self._path.with_name(f"{self._path.name}.damaged")
            self._path.replace(aside)
            _report_damage(str(self._path), str(aside), error)
            return None

    async def save(self, override: Override) -> None:
        """Replace the override in one step, or raise `OverrideNotSaved`."""
        try:
            await asyncio.to_thread(self._write, msgspec.json.encode(override))
        except OSError as error:
            raise OverrideNotSaved(
                f"{self._path}: {error.strerror}; make the run folder writable and try again"
            ) from error

    def _write(self, text: bytes) -> None:
        new = self._path.with_name(f"{self._path.name}.new")
        with new.open("wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


class RedisOverrideStore:
    """Keeps the override in Redis, where all nodes see it; opened with `connect`.

    While Redis is away, the override that was seen last holds. A Redis that lost its memory is
    told again by whichever node knows the newest override.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._newest: Override | None = None

    @classmethod
    @asynccontextmanager
    async def connect(cls, url: str) -> AsyncIterator["RedisOverrideStore"]:
        """Open the store; Redis may be away."""
        async with redis_at(url) as redis:
            yield cls(redis)

    async def load(self) -> Override | None:
        """Give the newest override that this node has seen, None if there was none."""
        try:
            found = await self._find()
            if self._newest is not None and (found is None or found.at < self._newest.at):
                await self._put(self._newest)
            else:
                self._newest = found
        except RedisAway as away:
            log.debug("Redis is away: the override seen last holds", why=str(away))
        return self._newest

    async def save(self, override: Override) -> None:
        """Replace the override for all nodes, or raise `OverrideNotSaved`."""
        try:
            await self._put(override)
        except RedisAway as away:
            raise OverrideNotSaved(f"Redis is away ({away}); try again when it is back") from away
        self._newest = override

    async def _put(self, override: Override) -> None:
        await ask(self._redis.set(KEY, msgspec.json.encode(override)))

    async def _find(self) -> Override | None:
        text = await ask(self._redis.get(KEY))
        if text is None:
            return None
        try:
            return _read(text)
        except msgspec.MsgspecError as error:
            aside = f"{KEY}:damaged"
            await ask(self._redis.rename(KEY, aside))
            _report_damage(KEY, aside, error)
            return None


def _read(text: bytes | str) -> Override:
    return msgspec.json.decode(text, type=Override)


def _report_damage(place: str, aside: str, error: Exception) -> None:
    log.error(
        "the override of the line sizes cannot be read and is ignored; set it again",
        place=place,
        aside=aside,
        why=str(error),
    )
