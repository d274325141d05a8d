"""What runs beside the calls of a service."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

import structlog

from ivr.backoff import backoff

log = structlog.get_logger()

FIRST_WAIT: Final = 1.0
LONGEST_WAIT: Final = 30.0
"""Seconds after which a part that failed is run again."""

Work = Callable[[], Coroutine[Any, Any, None]]


class Background:
    """Tasks of which each failure is logged and disturbs no call."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def spawn(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Run something once."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def keep_up(self, name: str, work: Work) -> None:
        """Run a part that has no end, and again when it failed, ever later."""
        self.spawn(name, _kept_up(name, work))

    async def end(self) -> None:
        """Cancel all that still runs, and wait for it."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("background.failed", part=task.get_name(), exc_info=error)


async def _kept_up(name: str, work: Work) -> None:
    waits = backoff(FIRST_WAIT, LONGEST_WAIT)
    while True:
        try:
            return await work()
        except Exception:
            log.exception("background.failed", part=name)
        await asyncio.sleep(next(waits))
