"""What the helpline's journal says of the calls of a load, beside what their callers saw."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from capacity.outcomes import Outcome
from dialplan.story import Fact
from ivr.journal import Reader
from ivr.journal.entries import FACT, RECORD
from ivr.journal.moments import position_of
from ivr.load.result import LoadResult, most_at_once
from ivr.records import CallRecord
from ivr.replay.live.news import SIP_CALL_ID

RECORDED_WITHIN: Final = 20.0
"""Seconds from the end of a load within which all its records must be there."""
LOOK: Final = 0.5


@dataclass(frozen=True, slots=True)
class Books:
    """The records of a load's attempts that reached the helpline, by SIP Call-ID."""

    records: Mapping[str, CallRecord]

    @property
    def outcomes(self) -> Counter[Outcome]:
        """How many ended how."""
        return Counter(record.outcome for record in self.records.values())

    @property
    def landed(self) -> int:
        """The calls that were answered by the helpline."""
        return len(self._spans())

    @property
    def mean_hold(self) -> float:
        """The mean time in seconds for which a landed call held its line; NaN if none landed."""
        return float(np.mean([end - start for start, end in self._spans()] or [np.nan]))

    @property
    def most_at_once(self) -> int:
        """The most lines held by these calls at the same moment."""
        return most_at_once(self._spans())

    def _spans(self) -> Sequence[tuple[float, float]]:
        return [
            (record.landed_at.timestamp(), record.ended_at.timestamp())
            for record in self.records.values()
            if record.landed_at is not None
        ]


async def read_books(journal: Path, result: LoadResult) -> Books:
    """Read the records of these calls, waiting for those that are still to come.

    Raises OSError.
    """
    reader = Reader(journal, position_of(journal, result.began))
    wanted = {attempt.sip_call_id for attempt in result.attempts}
    names, records = dict[str, str](), dict[str, CallRecord]()
    until = asyncio.get_running_loop().time() + RECORDED_WITHIN
    while True:
        for _, entry in reader.entries():
            if entry.call is None:
                continue
            if entry.kind == FACT and (fact := entry.read(Fact)).kind == SIP_CALL_ID:
                names[entry.call] = str(fact.value)
            elif entry.kind == RECORD and names.get(entry.call) in wanted:
                records[names[entry.call]] = entry.read(CallRecord)
        if len(records) == len(wanted) or asyncio.get_running_loop().time() > until:
            return Books(records)
        await asyncio.sleep(LOOK)
