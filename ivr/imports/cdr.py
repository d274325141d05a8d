"""Asterisk's ``cdr-csv/Master.csv``: a row for each pair of parties, several rows for a call.

A row tells when its channel was answered, by whatever application, so a wait in Queue() is known
only if somebody else's phone rang in vain before. ``queue_log`` knows better.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from capacity.outcomes import Outcome
from ivr.imports.clocks import either, in_zone
from ivr.imports.csv_rows import split_row
from ivr.imports.faults import BadLine, NotACall
from ivr.imports.foreign import ForeignCall
from ivr.imports.lines import Line
from ivr.records import Side

DISPOSITIONS: Final = frozenset({"ANSWERED", "NO ANSWER", "BUSY", "FAILED", "CONGESTION"})
FEWEST: Final = 16
TOGETHER: Final = timedelta(minutes=10)
"""All rows of a call are written within this time after the end of one of them."""

_UNIQUE_ID: Final = re.compile(r"(?:.+-)?\d{9,11}\.\d+")
_REFUSALS: Final = frozenset({"Busy", "Congestion"})
_WAITING: Final = frozenset({"Queue", "Dial"})


@dataclass(frozen=True, slots=True)
class _Row:
    key: str
    source: str
    called: str
    channel: str
    other: str
    application: str
    data: str
    start: datetime
    answer: datetime | None
    end: datetime
    disposition: str

    @property
    def talked(self) -> bool:
        """Whether two people talked."""
        return self.disposition == "ANSWERED" and bool(self.other) and self.answer is not None


class Cdr:
    """Puts calls together from their rows. ``trunk`` is how channels of incoming calls begin."""

    def __init__(self, zone: tzinfo, trunk: str = "") -> None:
        self._zone = zone
        self._trunk = trunk
        self._open: dict[str, list[_Row]] = {}

    def begin(self, first: Line) -> bool:  # noqa: ARG002 - nothing depends on it
        """Say that there is no header."""
        return False

    def read(self, line: Line) -> Iterator[ForeignCall]:
        """Give the calls that will have no further row; raises `BadLine` or `NotACall`."""
        row = self._row(split_row(line.text))
        if not row.channel.startswith(self._trunk):
            raise NotACall(f"row of another channel than {self._trunk}")
        yield from self._complete(row.end)
        # Put last again, so that the calls stand in the order of their newest rows.
        self._open[row.key] = [*self._open.pop(row.key, []), row]

    def rest(self) -> Iterator[ForeignCall]:
        """Give the calls whose last row came last."""
        for rows in self._open.values():
            yield _call(rows)

    def _complete(self, now: datetime) -> Iterator[ForeignCall]:
        while self._open:
            key, rows = next(iter(self._open.items()))
            if now - rows[-1].end <= TOGETHER:
                return
            yield _call(self._open.pop(key))

    def _row(self, fields: list[str]) -> _Row:
        if len(fields) < FEWEST or fields[14] not in DISPOSITIONS:
            raise BadLine("it is no row of a CDR: 16 columns or more, the 15th a disposition")
        start, end = self._time(fields[9]), self._time(fields[11])
        if start is None or end is None:
            raise BadLine("it does not say when the call began and ended")
        named = len(fields) > FEWEST and _UNIQUE_ID.fullmatch(fields[16])
        return _Row(
            key=fields[16] if named else fields[5],
            source=fields[1],
            called=fields[2],
            channel=fields[5],
            other=fields[6],
            application=fields[7],
            data=fields[8],
            start=start,
            answer=self._time(fields[10]),
            end=end,
            disposition=fields[14],
        )

    def _time(self, text: str) -> datetime | None:
        return in_zone(either(text), self._zone) if text else None


def _call(rows: list[_Row]) -> ForeignCall:
    first, last = rows[0], rows[-1]
    talked = next((row for row in rows if row.talked), None)
    waited = next((row for row in rows if row.application in _WAITING), None)
    queues = [row.data.split(",")[0] for row in rows if row.application == "Queue"]
    return ForeignCall(
        call_id=first.key
        if first.key != first.channel
        else f"{first.key}@{first.start.timestamp():.0f}",
        offered=first.start,
        ended=max(row.end for row in rows),
        outcome=Outcome.ANSWERED if talked else _unanswered(last),
        side=Side.NETWORK if last.disposition == "FAILED" and not talked else Side.CALLER,
        queued=(waited.answer or waited.start) if waited else None,
        answered=talked.answer if talked else None,
        parted=talked.end if talked else None,
        queue=queues[-1] or None if queues else None,
        agent=talked.other.rpartition("-")[0] or talked.other if talked else None,
        caller=first.source,
        called=first.called,
        drop="network" if last.disposition == "FAILED" and not talked else None,
    )


def _unanswered(last: _Row) -> Outcome | None:
    if last.application in _REFUSALS:
        return Outcome.BLOCKED
    return Outcome.DROPPED if last.disposition == "FAILED" else None
