"""Leases in Redis: which lines are held, by all nodes, and until when.

Each direction is a sorted set; a member is a node's holder, its score the end of the lease in
milliseconds. Redis' own clock decides, so that the clocks of nodes may differ.
"""

from collections.abc import Collection
from dataclasses import dataclass

from redis.asyncio import Redis

from capacity.lines import Direction
from ivr.redis_client import ask

_DROP_EXPIRED = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
"""

# ARGV: lease, size, member.
_ADMIT = f"""{_DROP_EXPIRED}
local has = redis.call('ZSCORE', KEYS[1], ARGV[3])
local level = redis.call('ZCARD', KEYS[1])
if not has and level >= tonumber(ARGV[2]) then return {{0, level}} end
redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[3])
return {{1, has and level or level + 1}}
"""

# ARGV: lease, number of members that are gone, those, the members that are held.
_SETTLE = f"""{_DROP_EXPIRED}
local held, lost = 3 + ARGV[2], 0
for i = 3, held - 1 do redis.call('ZREM', KEYS[1], ARGV[i]) end
for i = held, #ARGV do lost = lost + redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i]) end
return {{redis.call('ZCARD', KEYS[1]), lost}}
"""


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether a line was given, and how many are held by all nodes now."""

    given: bool
    level: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """How many lines are held by all nodes, and how many of ours Redis had not known."""

    level: int
    lost: int


class Leases:
    """The leases of one node among those of all. Every request may raise `RedisAway`."""

    def __init__(self, redis: Redis, *, node: str, lease: float) -> None:
        self.lease = lease
        self._redis = redis
        self._node = node
        self._admit = redis.register_script(_ADMIT)
        self._settle = redis.register_script(_SETTLE)

    async def admit(self, direction: Direction, holder: str, size: int) -> Admission:
        """Lease a line if fewer than ``size`` are held, or if the holder has one already."""
        args: list[int | str] = [self._milliseconds(), size, self._member(holder)]
        given, level = await ask(self._admit([self._key(direction)], args))
        return Admission(bool(given), level)

    async def settle(
        self, direction: Direction, *, gone: Collection[str], held: Collection[str]
    ) -> Settlement:
        """End the leases of ``gone`` and renew those of ``held``; write what Redis forgot."""
        args: list[int | str] = [self._milliseconds(), len(gone)]
        args += [self._member(holder) for holder in (*gone, *held)]
        level, lost = await ask(self._settle([self._key(direction)], args))
        return Settlement(level, lost)

    async def knock(self) -> None:
        """Ask whether Redis is there."""
        await ask(self._redis.ping())

    def _milliseconds(self) -> int:
        return round(self.lease * 1000)

    def _member(self, holder: str) -> str:
        return f"{self._node}/{holder}"

    @staticmethod
    def _key(direction: Direction) -> str:
        return f"helpline:lines:{direction}"
