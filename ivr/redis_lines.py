"""The line pool that nodes share: each line is a lease in Redis, which its node renews.

When Redis is away, calls go on: each node then counts its own lines against the whole size, so
that admission stays bounded, and ``degraded`` says so. Once Redis answers again, the lines held
are written there first; only then does the pool count for all nodes. A Redis that comes back
without its memory is treated likewise. The lines of a dead node come back when its leases end.
"""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress

import structlog

from capacity.lines import Direction, Line, NoLineFree, Sizes
from ivr.redis_client import RedisAway, redis_at
from ivr.redis_leases import Admission, Leases, Settlement

RETRY = 1.0
"""Seconds between two attempts to reach a Redis that is away."""

log = structlog.get_logger()


class RedisLinePool:
    """A `LinePool` that all nodes with the same Redis share; opened with `connect`.

    A node makes one request at a time, so that a renewal never crosses a release.
    """

    def __init__(self, leases: Leases, sizes: Sizes) -> None:
        self._leases = leases
        self._sizes = sizes
        self._turn = asyncio.Lock()
        self._held: dict[Direction, dict[str, Line]] = {direction: {} for direction in Direction}
        self._gone: dict[Direction, set[str]] = {direction: set() for direction in Direction}
        self._away = asyncio.Event()
        self._away_since = 0.0

    @classmethod
    @asynccontextmanager
    async def connect(
        cls, url: str, *, node: str, sizes: Sizes, lease: float
    ) -> AsyncIterator["RedisLinePool"]:
        """Open the pool for a node whose leases last ``lease`` seconds; Redis may be away.

        Lines that are still held at the end stay leased, for the process that takes over.
        """
        async with redis_at(url) as redis:
            pool = cls(Leases(redis, node=node, lease=lease), sizes)
            keeper = asyncio.create_task(pool._keep(), name="renewal of line leases")
            try:
                yield pool
            finally:
                keeper.cancel()
                await asyncio.wait([keeper])

    @property
    def sizes(self) -> Sizes:
        """The sizes in force on this node."""
        return self._sizes

    @property
    def degraded(self) -> bool:
        """Whether Redis is away, so that only this node's lines are counted."""
        return self._away.is_set()

    async def resize(self, sizes: Sizes) -> None:
        """Set the sizes. Shrinking ends no call: the pool drains."""
        self._sizes = sizes

    async def acquire(self, direction: Direction, holder: str) -> Line:
        """Take a line for a call, or raise `NoLineFree`. A holder that has one keeps it."""
        async with self._turn:
            held, size = self._held[direction], self._sizes.of(direction)
            if holder in held:
                return held[holder]
            admission = await self._admit(direction, holder, size)
            if not admission.given:
                raise NoLineFree(direction, admission.level, size)
            self._gone[direction].discard(holder)
            held[holder] = Line(direction, holder, admission.level, size)
            return held[holder]

    async def adopt(self, direction: Direction, holder: str) -> Line:
        """Take up the line of a call that goes on already, however many are held."""
        async with self._turn:
            held = self._held[direction]
            line = Line(direction, holder, len(held) + 1, self._sizes.of(direction))
            self._gone[direction].discard(holder)
            held.setdefault(holder, line)
            if not self.degraded:
                try:
                    await self._settle(direction, [holder])
                except RedisAway as away:  # written with all others as soon as Redis is back
                    self._degrade(away)
            return held[holder]

    async def release(self, line: Line) -> None:
        """Give a line back; giving it back twice does nothing."""
        if self._held[line.direction].pop(line.holder, None) is None:
            return
        gone = self._gone[line.direction]
        gone.add(line.holder)
        async with self._turn:
            if not gone or self.degraded:
                return
            try:
                await self._settle(line.direction)
            except RedisAway as away:
                self._degrade(away)

    async def levels(self) -> Sizes:
        """Count the lines that are held now: by all nodes, or by this one while degraded."""
        async with self._turn:
            if not self.degraded:
                try:
                    incoming = await self._settle(Direction.INCOMING)
                    outgoing = await self._settle(Direction.OUTGOING)
                except RedisAway as away:
                    self._degrade(away)
                else:
                    return Sizes(incoming.level, outgoing.level)
            return Sizes(*(len(self._held[direction]) for direction in Direction))

    async def _admit(self, direction: Direction, holder: str, size: int) -> Admission:
        gone, level = self._gone[direction], len(self._held[direction])
        if not self.degraded:
            # Until the answer is here, Redis may know a lease for which we hold no line.
            gone.add(holder)
            try:
                admission = await self._leases.admit(direction, holder, size)
            except RedisAway as away:
                self._degrade(away)
            else:
                gone.discard(holder)
                return admission
        given = level < size
        return Admission(given, level + given)

    async def _settle(self, direction: Direction, held: Collection[str] = ()) -> Settlement:
        gone = frozenset(self._gone[direction])
        settlement = await self._leases.settle(direction, gone=gone, held=held)
        self._gone[direction] -= gone
        return settlement

    def _degrade(self, away: RedisAway) -> None:
        if not self.degraded:
            self._away.set()
            self._away_since = asyncio.get_running_loop().time()
            log.warning("Redis is away: lines are counted on this node only", why=str(away))

    async def _keep(self) -> None:
        while True:
            try:
                await self._renew()
            except RedisAway as away:
                self._degrade(away)
                self._forget_ended_leases()
                await asyncio.sleep(RETRY)
            else:
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._leases.lease / 3):
                        await self._away.wait()

    async def _renew(self) -> None:
        if self.degraded:
            await self._leases.knock()  # outside our turn, so that no call waits for it
        async with self._turn:
            lost = 0
            for direction, held in self._held.items():
                lost += (await self._settle(direction, held.keys())).lost
            if self.degraded:
                self._away.clear()
                log.info("Redis is back: lines are counted on all nodes", written=lost)
            elif lost:
                log.warning("Redis had lost leases of lines; they are written again", written=lost)

    def _forget_ended_leases(self) -> None:
        if asyncio.get_running_loop().time() - self._away_since > self._leases.lease:
            for gone in self._gone.values():
                gone.clear()
