"""All callers of a live replay: each calls at their time, and is counted wherever they are."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import structlog

from ivr.records import CallRecord
from ivr.replay.live.caller import Caller, Line
from ivr.replay.live.news import News
from ivr.replay.live.plan import LiveCall

log = structlog.get_logger()

LOOK: Final = 0.1
"""Seconds between looks at the journal."""
RECORDED_WITHIN: Final = 20.0
"""Seconds from the last call's end within which all records must be there."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were placed so far, and where they are."""

    placed: int
    in_menus: int
    waiting: int
    talking: int
    over: int


@dataclass(frozen=True, slots=True)
class Played:
    """What became of the calls that were placed, in their order; None where no record is known.

    ``late`` is by how many seconds the tardiest call was placed late, and ``most_at_once`` how
    many were there at the same time.
    """

    records: Sequence[CallRecord | None]
    late: float
    most_at_once: int


class Crowd:
    """Plays planned calls; ``tell`` hears the counts a few times a second."""

    def __init__(
        self, calls: Sequence[LiveCall], line: Line, journal: Path, tell: Callable[[Counts], None]
    ) -> None:
        self._calls, self._line, self._tell = calls, line, tell
        self._news = News(journal, datetime.now(UTC))
        self._callers: list[Caller] = []
        self._late = 0.0
        self._at_once = 0

    @property
    def counts(self) -> Counts:
        """Count where everybody is."""
        fates = [caller.fate for caller in self._callers if not caller.over and caller.fate]
        answered = sum(fate.answered.done() for fate in fates)
        queued = sum(fate.queued.done() for fate in fates)
        over = sum(caller.over for caller in self._callers)
        placed = len(self._callers)
        return Counts(placed, placed - over - queued, queued - answered, answered, over)

    async def play(self, stop: asyncio.Event, within: float) -> Played:
        """Place all calls and see them to their end; ``stop`` or ``within`` seconds end them."""
        watching = asyncio.create_task(self._watch())
        playing = asyncio.create_task(self._play())
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait(
                {playing, stopping, watching}, timeout=within, return_when=asyncio.FIRST_COMPLETED
            )
            stopping.cancel()
            playing.cancel()
            await asyncio.wait({playing, stopping})
            await self._recorded(watching)
        finally:
            for task in (playing, stopping, watching):
                task.cancel()
            await asyncio.wait({playing, stopping, watching})
        for task in (playing, watching):
            if not task.cancelled() and (failed := task.exception()):
                raise failed
        records = [caller.fate.record if caller.fate else None for caller in self._callers]
        return Played(records, self._late, self._at_once)

    async def _play(self) -> None:
        """Place each call at its time; cancelling it hangs up all of them."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        tasks = set[asyncio.Task[None]]()
        try:
            for planned in self._calls:
                await asyncio.sleep(began + planned.at - loop.time())
                self._late = max(self._late, loop.time() - began - planned.at)
                caller = Caller(planned, self._line, self._news)
                self._callers.append(caller)
                tasks.add(asyncio.create_task(caller.call()))
            await asyncio.wait(tasks)
        finally:
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
            for end in ends:
                if isinstance(end, Exception):
                    log.warning("live replay: a call failed", error=repr(end))

    async def _watch(self) -> None:
        while True:
            self._news.read()
            counts = self.counts
            self._at_once = max(self._at_once, counts.placed - counts.over)
            self._tell(counts)
            await asyncio.sleep(LOOK)

    async def _recorded(self, watching: "asyncio.Task[None]") -> None:
        """Wait until each placed call has its record, or that takes too long."""
        loop = asyncio.get_running_loop()
        until = loop.time() + RECORDED_WITHIN
        while not watching.done() and loop.time() < until:
            if all(caller.fate and caller.fate.record for caller in self._callers):
                return
            await asyncio.sleep(LOOK)
