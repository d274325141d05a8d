"""Copies the journal into the database, behind the calls and at its own pace."""

import asyncio
import time
from contextlib import suppress
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from ivr.backoff import backoff
from ivr.journal import Damage, Journal, Position, Reader
from ivr.journal.reader import log_damage
from ivr.journal.segments import segments
from ivr.storage.batches import Batch, write_what_fits
from ivr.storage.engine import describe
from ivr.storage.migrate import upgrade
from ivr.storage.rows import rows_of
from ivr.storage.upserts import move, position, write

log = structlog.get_logger()

BATCH: Final = 500
PAUSE: Final = 0.5
"""Seconds between batches, because a transaction costs as much as the records of several calls."""
QUIET: Final = 2.0
"""Seconds without entries after which the database is asked whether it is still there."""
FIRST_WAIT: Final = 0.1
LONGEST_WAIT: Final = 5.0


class Projector:
    """Follows a journal from the position that the database keeps beside the rows.

    While the database is away it tries again, ever slower; the journal keeps everything.
    ``problem`` says what is wrong, ``lag`` counts the entries that are still to come,
    ``rejected`` those that the database will never take, and ``damaged`` the lines that are not
    as they were written. ``taken`` names the file up to which the database has everything.
    """

    def __init__(self, engine: AsyncEngine, journal: Journal) -> None:
        self.problem: str | None = "the database was not asked yet"
        self.rejected = self.damaged = 0
        self.taken: str | None = None
        self._engine = engine
        self._journal = journal
        self._reader: Reader | None = None
        self._projected = 0
        self._level_at = time.monotonic()
        self._heard = 0.0
        self._hurry = asyncio.Event()
        self._stepped = asyncio.Event()

    @property
    def lag(self) -> int:
        """Count the entries of the journal that are not in the database yet."""
        return max(0, self._journal.last - self._projected)

    @property
    def behind(self) -> float:
        """Give the seconds since the database last had everything; 0 if it has it now."""
        return time.monotonic() - self._level_at if self.lag else 0.0

    async def run(self) -> None:
        """Project until cancelled."""
        waits = backoff(FIRST_WAIT, LONGEST_WAIT)
        while True:
            try:
                at_end = await self._step()
            except Exception as error:  # noqa: BLE001 - whatever it is, calls go on
                self._fails(error)
                await asyncio.sleep(next(waits))
                continue
            waits = backoff(FIRST_WAIT, LONGEST_WAIT)
            self._works()
            if at_end:
                await self._rest()

    async def catch_up(self) -> None:
        """Wait until all that is in the journal now is in the database too."""
        goal = self._journal.last
        while self._projected < goal:
            self._stepped.clear()
            self._hurry.set()
            await self._stepped.wait()

    async def _step(self) -> bool:
        """Project one batch; tell whether that was the end of the journal."""
        if self._reader is None:
            self._reader = await self._start()
        written = self._journal.written
        batch = await asyncio.to_thread(self._reader.take, BATCH)
        if batch:
            self.rejected += await write_what_fits(self._write, batch)
            self._projected = batch[-1][1].n
        else:
            await self._listen()
        if self._reader.at_end:  # whatever is missing below this number was damaged
            self._projected = max(self._projected, written)
            self._level_at = time.monotonic()
        return self._reader.at_end

    async def _start(self) -> Reader:
        await upgrade(self._engine)
        journal = self._journal
        place, self._projected = await self._kept() or (None, 0)
        if place is not None and place.segment not in {s.name for s in segments(journal.folder)}:
            place, self._projected = None, 0
        self.taken = place.segment if place else None
        return Reader(journal.folder, place, keys=journal.keys, report=self._note)

    async def _listen(self) -> None:
        """Notice a database that goes away in a quiet hour, too."""
        if time.monotonic() > self._heard + QUIET:
            await self._kept()
            self._heard = time.monotonic()

    async def _kept(self) -> tuple[Position, int] | None:
        async with self._engine.connect() as connection:
            return await position(connection, self._journal.node)

    async def _write(self, batch: Batch) -> int:
        rows = rows_of(self._journal.node, (entry for _, entry in batch))
        place, last = batch[-1]
        async with self._engine.begin() as connection:
            await move(connection, self._journal.node, place, last.n)  # waits for a rebuild
            await write(connection, rows)
        self.taken = place.segment
        return rows.unreadable

    def _note(self, damage: Damage) -> None:
        self.damaged += 1
        log_damage(damage)

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(PAUSE):
                await self._hurry.wait()
        self._hurry.clear()

    def _works(self) -> None:
        if self.problem is not None:
            log.info("storage: works", lag=self.lag)
        self.problem = None
        self._stepped.set()

    def _fails(self, error: Exception) -> None:
        """Begin again from the position that the database names, as soon as it can."""
        self._reader = None
        if self.problem != describe(error):
            log.error("storage: fails; the journal keeps everything", error=describe(error))
        self.problem = describe(error)
