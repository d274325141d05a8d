"""The service's diary: what happens to the service itself, kept in the journal."""

import asyncio
import os
from datetime import UTC, datetime
from typing import Final, Protocol

from ivr.journal import Journal, ServiceChanged
from ivr.journal import service_changes as words
from ivr.version import running_version

LOOK: Final = 1.0
"""Seconds between two looks at the database and the journal's disk."""


class Projection(Protocol):
    """What of `Projector` is watched."""

    problem: str | None


class Diary:
    """Notes each change once. Begins by noting that the service was started.

    ``last_life`` is when the process before it last knew its calls.
    """

    def __init__(
        self, journal: Journal, projection: Projection, last_life: datetime | None = None
    ) -> None:
        self._journal = journal
        self._projection = projection
        self._not_asked_yet = projection.problem
        self._database: str | None = None
        self._disk: str | None = None
        away = (datetime.now(UTC) - last_life).total_seconds() if last_life else None
        detail = f"version {running_version()}, process {os.getpid()}"
        self._note(words.STARTED, detail, None if away is None else max(0.0, round(away, 1)))

    def connection(self, up: bool) -> None:
        """Note that there is a connection to Asterisk, or none any more."""
        self._note(words.CONNECTED if up else words.DISCONNECTED)

    def stalled(self, seconds: float) -> None:
        """Note that nothing could be done for so long."""
        self._note(words.STALLED, seconds=round(seconds, 1))

    def stopping(self, calls: int) -> None:
        """Note that no more calls are taken, and how many still go on."""
        self._note(words.STOPPING, f"with {calls} calls")

    def stopped(self) -> None:
        """Note that the service ended in good order."""
        self._note(words.STOPPED)

    async def watch(self) -> None:
        """Note when the database or the journal's disk goes away or comes back."""
        while True:
            self.look()
            await asyncio.sleep(LOOK)

    def look(self) -> None:
        """Compare database and disk with what they were at the last look."""
        database = self._projection.problem
        if database != self._not_asked_yet:
            if bool(database) != bool(self._database):
                self._note(words.DATABASE_AWAY if database else words.DATABASE_BACK, database)
            self._database = database
        disk = self._journal.alarm
        if bool(disk) != bool(self._disk):
            self._note(words.JOURNAL_ALARM if disk else words.JOURNAL_WORKS, disk)
        self._disk = disk

    def _note(self, what: str, detail: str | None = None, seconds: float | None = None) -> None:
        changed = ServiceChanged(what=what, seconds=seconds, detail=detail or "")
        self._journal.service_changed(changed)
