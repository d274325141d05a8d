"""The outages that callers are told of: kept in memory, journalled, and shared by the database.

What operators change is an entry of this node's journal first. The database, its projection,
brings it to the other nodes and to the next process; no call ever waits for either.
"""

import asyncio
import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

import structlog

from ivr.journal import Journal, OutageChanged
from ivr.journal.outage_changes import ADDED, ENDED
from ivr.storage import STORAGE_FAULTS
from routing.outages import LONGEST, Outage

log = structlog.get_logger()

LOOK_AGAIN: Final = 2.0
"""Seconds between two looks at what operators told other nodes."""

KEPT: Final = LONGEST + timedelta(days=1)
"""How long ago an outage can have been told of that is not over yet."""

MomentAndChange = tuple[datetime, OutageChanged]


class OutageReader(Protocol):
    """What of `CallQueries` is asked here."""

    async def outage_changes(self, since: datetime) -> list[MomentAndChange]:
        """Give what operators have told since then, and when; raises one of `STORAGE_FAULTS`."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class OutageBoard:
    """All outages that are not over. What was ended anywhere, or is past its time, is gone."""

    def __init__(
        self,
        journal: Journal,
        reader: OutageReader,
        *,
        now: Callable[[], datetime] = _utc_now,
        new_id: Callable[[], str] = lambda: secrets.token_hex(3),
    ) -> None:
        self._journal = journal
        self._reader = reader
        self._now = now
        self._new_id = new_id
        self._told: dict[str, Outage] = {}
        self._ended: set[str] = set()

    def open(self) -> Sequence[Outage]:
        """List what callers are told of now, newest first; never waits."""
        now = self._now()
        found = [
            outage
            for outage in self._told.values()
            if outage.over_at > now and outage.id not in self._ended
        ]
        return sorted(found, key=lambda outage: outage.since, reverse=True)

    def add(
        self, *, district: str, discom: str | None, until: datetime | None, reason: str, who: str
    ) -> Outage:
        """Tell callers of an outage from now on."""
        outage = Outage(
            id=self._new_id(),
            district=district,
            discom=discom,
            since=self._now(),
            until=until,
            reason=reason,
            who=who,
        )
        self._told[outage.id] = outage
        self._note(ADDED, outage, who)
        return outage

    def end(self, outage_id: str, *, who: str) -> Outage | None:
        """Tell callers no more of an outage; None if it is not open."""
        outage = next((each for each in self.open() if each.id == outage_id), None)
        if outage is not None:
            self._ended.add(outage.id)
            self._note(ENDED, outage, who)
        return outage

    async def follow(self) -> None:
        """Take over what was told to other nodes, and to earlier processes, until cancelled."""
        while True:
            try:
                self._take(await self._reader.outage_changes(self._now() - KEPT))
            except STORAGE_FAULTS as error:
                log.debug("outages.not_looked_at", error=type(error).__name__)
            await asyncio.sleep(LOOK_AGAIN)

    def _take(self, changes: Iterable[MomentAndChange]) -> None:
        for at, change in changes:
            if change.what == ENDED:
                self._ended.add(change.outage)
            else:
                self._told.setdefault(change.outage, _outage(at, change))
        earliest = self._now() - KEPT
        over = [outage.id for outage in self._told.values() if outage.since < earliest]
        for outage_id in over:
            del self._told[outage_id]
            self._ended.discard(outage_id)

    def _note(self, what: str, outage: Outage, who: str) -> None:
        self._journal.outage_changed(
            OutageChanged(
                what=what,
                outage=outage.id,
                district=outage.district,
                discom=outage.discom,
                until=outage.until,
                reason=outage.reason,
                who=who,
            )
        )
        log.info("outages.changed", what=what, outage=outage.id, district=outage.district, who=who)


def _outage(at: datetime, change: OutageChanged) -> Outage:
    return Outage(
        id=change.outage,
        district=change.district,
        discom=change.discom,
        since=at,
        until=change.until,
        reason=change.reason,
        who=change.who,
    )
