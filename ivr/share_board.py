"""The lines that supervisors opened to agents of all discoms: journalled, and held until their end.

As with outages (`ivr.outage_board`), the database brings what was opened to the other nodes and
to the next process, and no call waits for it.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

import structlog

from ivr.journal import Journal, ShareChanged
from ivr.journal.share_changes import CLOSED, OPENED
from ivr.storage import STORAGE_FAULTS

log = structlog.get_logger()

LOOK_AGAIN: Final = 1.0
"""Seconds between two looks at the clock, and at what was opened on other nodes."""

LONGEST: Final = timedelta(days=1)
"""For how long a line can be opened; what is needed for longer is a setting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A discom whose lines are open to agents of all discoms; times are aware."""

    discom: str
    since: datetime
    until: datetime
    reason: str = ""
    who: str = ""


class ShareReader(Protocol):
    """What of `CallQueries` is asked here."""

    async def share_changes(self, since: datetime) -> list[tuple[datetime, ShareChanged]]:
        """Give which lines were opened or closed since then; raises one of `STORAGE_FAULTS`."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class ShareBoard:
    """Which discoms are open now. The newest word about a discom holds, wherever it was said.

    ``hold`` is told the discoms that are open whenever they change.
    """

    def __init__(
        self,
        journal: Journal,
        reader: ShareReader,
        hold: Callable[[frozenset[str]], None],
        *,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._journal = journal
        self._reader = reader
        self._hold = hold
        self._now = now
        self._newest: dict[str, tuple[datetime, ShareChanged]] = {}
        self._held: frozenset[str] = frozenset()

    def open(self) -> Sequence[Share]:
        """List what is open now, by discom; never waits."""
        now = self._now()
        return [
            Share(discom=discom, since=at, until=last.until, reason=last.reason, who=last.who)
            for discom, (at, last) in sorted(self._newest.items())
            if last.what == OPENED and last.until > now
        ]

    def share(self, discom: str, *, until: datetime, reason: str, who: str) -> Share:
        """Open a discom's lines until a time, or until another time than before."""
        self._note(ShareChanged(what=OPENED, discom=discom, until=until, reason=reason, who=who))
        return next(each for each in self.open() if each.discom == discom)

    def close(self, discom: str, *, who: str) -> Share | None:
        """Close a discom's lines again; None if they are not open."""
        share = next((each for each in self.open() if each.discom == discom), None)
        if share is not None:
            self._note(ShareChanged(what=CLOSED, discom=discom, until=share.until, who=who))
        return share

    async def follow(self) -> None:
        """Close what is over, and take over what was said elsewhere, until cancelled."""
        while True:
            try:
                for at, change in await self._reader.share_changes(self._now() - LONGEST):
                    self._take(at, change)
            except STORAGE_FAULTS as error:
                log.debug("shares.not_looked_at", error=type(error).__name__)
            self._apply()
            await asyncio.sleep(LOOK_AGAIN)

    def _note(self, change: ShareChanged) -> None:
        self._take(self._now(), change)
        self._journal.share_changed(change)
        log.info("shares.changed", what=change.what, discom=change.discom, who=change.who)
        self._apply()

    def _take(self, at: datetime, change: ShareChanged) -> None:
        known = self._newest.get(change.discom)
        if known is None or known[0] < at:
            self._newest[change.discom] = at, change

    def _apply(self) -> None:
        discoms = frozenset(share.discom for share in self.open())
        if discoms != self._held:
            self._held = discoms
            self._hold(discoms)
