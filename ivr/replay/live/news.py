"""What becomes of our calls, as the helpline's journal tells it at the same moment."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from dialplan.story import Fact
from ivr.journal import Entry, Reader
from ivr.journal.entries import FACT, RECORD
from ivr.journal.moments import position_of
from ivr.records import CallRecord

SIP_CALL_ID: Final = "sip-call-id"


def _future() -> "asyncio.Future[datetime]":
    return asyncio.get_running_loop().create_future()


@dataclass(eq=False, slots=True)
class Fate:
    """What is known of one call: since when it waits, since when an agent is there, its record."""

    queued: "asyncio.Future[datetime]" = field(default_factory=_future)
    answered: "asyncio.Future[datetime]" = field(default_factory=_future)
    record: CallRecord | None = None


class News:
    """Follows a journal from the moment ``since``; calls are known by their SIP Call-ID."""

    def __init__(self, journal: Path, since: datetime) -> None:
        self._reader = Reader(journal, position_of(journal, since))
        self._expected: dict[str, Fate] = {}
        self._known: dict[str, Fate] = {}

    def expect(self, sip_call_id: str) -> Fate:
        """Give where the news of this call will stand."""
        return self._expected.setdefault(sip_call_id, Fate())

    def read(self) -> None:
        """Read what is new. Raises OSError."""
        for _, entry in self._reader.entries():
            if entry.call is not None and entry.kind in (FACT, RECORD):
                self._take(entry.call, entry)

    def _take(self, call_id: str, entry: Entry) -> None:
        fate = self._known.get(call_id)
        if entry.kind == RECORD:
            if fate is not None:
                fate.record = entry.read(CallRecord)
            return
        fact = entry.read(Fact)
        if fact.kind == SIP_CALL_ID and str(fact.value) in self._expected:
            self._known[call_id] = self._expected[str(fact.value)]
        elif fate is not None and fact.kind in ("queued", "answered"):
            known = fate.queued if fact.kind == "queued" else fate.answered
            if not known.done():
                known.set_result(fact.at)
