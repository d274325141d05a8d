"""Looks after full files of the journal: packs them, and deletes those that are past their time."""

import asyncio
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from ivr.journal.packed import pack
from ivr.journal.segments import Segment, segments
from ivr.journal.writer import Journal

log = structlog.get_logger()

EVERY: Final = 60.0
"""Seconds between two looks."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Upkeep:
    """Works in a thread beside the calls. Whatever fails is logged and tried again later.

    ``taken`` names the file up to which the database has everything, None for nothing; no file is
    deleted but those before it, and those only ``keep_days`` after the day that they tell of.
    """

    def __init__(
        self,
        journal: Journal,
        *,
        keep_days: int | None,
        taken: Callable[[], str | None],
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._journal = journal
        self._keep_days = keep_days
        self._taken = taken
        self._now = now
        self._stop = threading.Event()

    async def run(self) -> None:
        """Look after the files until cancelled; the thread then ends within a block."""
        try:
            while True:
                await asyncio.sleep(EVERY)  # first, because a start has other things to do
                await asyncio.to_thread(self.once)
        finally:
            self._stop.set()

    def once(self) -> None:
        """Delete what is past its time and pack what is full."""
        full = [s for s in segments(self._journal.folder) if s.name != self._journal.segment]
        for segment in full:
            if self._stop.is_set():
                return
            try:
                if self._is_past(segment):
                    _delete(segment)
                elif segment.plain.exists():
                    pack(segment, self._stop)
            except OSError as error:
                log.warning("journal: upkeep failed", file=str(segment.path), error=str(error))

    def _is_past(self, segment: Segment) -> bool:
        taken = self._taken()
        if self._keep_days is None or taken is None or segment.name >= taken:
            return False
        first_kept = self._now().date() - timedelta(days=self._keep_days)
        return segment.day < first_kept.isoformat()


def _delete(segment: Segment) -> None:
    for file in (segment.plain, segment.packed):
        file.unlink(missing_ok=True)
    log.info("journal: file deleted, it was past journal.keep_days", file=segment.name)
