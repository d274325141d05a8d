"""The files of recorded talks: kept for so many days, given out by name, never without room."""

import asyncio
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import structlog

from ivr.instants import IST

log = structlog.get_logger()

EVERY: Final = 60.0
"""Seconds between two looks."""

LEAST_FREE: Final = 1_000_000_000
"""Bytes that stay free for the journal: recordings are worth less than records. An hour of talk
takes 58 MB."""

DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Recordings:
    """The folder into which Asterisk writes, one folder for each day of India.

    Work on the disk is done in a thread beside the calls; what fails is tried again later.
    """

    def __init__(
        self,
        folder: Path,
        *,
        keep_days: int,
        now: Callable[[], datetime] = _utc_now,
        least_free: int = LEAST_FREE,
    ) -> None:
        self.folder = folder
        self.keep_days = keep_days
        self._now = now
        self._least_free = least_free
        self._full = False

    def has_room(self) -> bool:
        """Tell whether there was room for more at the last look; never waits."""
        return not self._full

    async def run(self) -> None:
        """Look after the files until cancelled."""
        while True:
            await asyncio.to_thread(self.once)
            await asyncio.sleep(EVERY)

    def once(self) -> None:
        """Delete what is past its time, and see how much room there is."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for day in self.folder.iterdir():
                if DAY.fullmatch(day.name) and day.name < self._first_kept():
                    shutil.rmtree(day)
                    log.info("recordings.deleted", day=day.name)
            self._note_room(shutil.disk_usage(self.folder).free)
        except OSError as error:
            log.warning("recordings.upkeep_failed", error=str(error))

    def find(self, name: str) -> Path | None:
        """Give the file of this name (``DAY/CALL.wav``), None if it is not there any more."""
        path = (self.folder / name).resolve()
        inside = path.is_relative_to(self.folder.resolve())
        return path if inside and path.is_file() else None

    def _first_kept(self) -> str:
        return (self._now().astimezone(IST).date() - timedelta(days=self.keep_days)).isoformat()

    def _note_room(self, free: int) -> None:
        full = free < self._least_free
        if full and not self._full:
            log.warning("recordings.no_room", free=free, least=self._least_free)
        self._full = full
