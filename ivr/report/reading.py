"""Reads from a journal what a report counts: calls, attempts, sizes of pools, and agents' duty."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from capacity.book import Book, Bookkeeping
from capacity.duty import Duty, duty_of
from capacity.held import Steps
from capacity.lines import Direction
from dialplan.story import Fact
from ivr.journal import AgentChanged, DamagedLine, Entry, Keys, LinesChanged, ServiceChanged
from ivr.journal.entries import AGENT, FACT, LINES, RECORD, SERVICE, decode, salvage
from ivr.journal.keys import WrongKey
from ivr.journal.unfinished import lines_since
from ivr.logged_calls import logged_call
from ivr.records import CallRecord
from ivr.report.agents import HOLDS, AgentTimes
from ivr.report.attempts import Attempts, AttemptsRead

BEGIN: Final = datetime(1970, 1, 2, tzinfo=UTC)
"""Before all calls; a day more than the epoch, since a little is read before it."""

LONGEST: Final = timedelta(days=2)
"""After this a call and its call-back are over."""

MASK: Final = "*"
"""What stands for the digits of a masked number, which may be several callers'."""

_FACT: Final = b'"kind":"fact"'
_OF_CALL_BACK: Final = b'-back","data"'
_BEGINS: Final = b'{"n":'
_HEAD: Final = 200
"""Bytes of a line in which its kind and its call stand."""

_LOST: Final = 10
"""Empty lines in a row, from which on they stand for text that cannot be unpacked."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a journal has. ``duty`` is None if it says nothing of agents.

    ``damaged`` lines could not be read; of ``closed`` calls the caller's number could not.
    """

    book: Book
    attempts: Attempts
    sizes: dict[Direction, Steps]
    duty: Duty | None
    damaged: int
    closed: int


def read(
    folder: Path,
    *,
    since: datetime | None,
    until: datetime | None = None,
    redial: float,
    keys: Keys,
    log_in: bool,
) -> Kept:
    """Read a journal as far as it can concern calls offered ``since`` then.

    With ``until`` it must have been written as calls happened, and those offered before then are
    read. ``redial`` is in seconds: for so long before ``since`` calls are needed too. ``log_in``
    tells whether agents are off duty until they say otherwise. Raises OSError.
    """
    back = max(HOLDS, timedelta(seconds=redial))
    last = until + LONGEST if until else None
    reading = _Reading(keys, AgentTimes(log_in=log_in))
    for entry in _entries(lines_since(folder, since - back if since else BEGIN), reading):
        if last is not None and entry.at > last:
            break
        reading.take(entry)
    return reading.result()


def _entries(lines: Iterable[bytes], reading: "_Reading") -> Iterator[Entry]:
    """Decode the entries that matter. Most lines are facts of calls to us, and do not."""
    unread = empty = 0
    for line in lines:
        reading.damaged += unread
        unread = 0
        if line.find(_FACT, 0, _HEAD) > 0 and not _is_wanted(line):
            continue
        try:
            yield decode(line)
            empty = 0
        except DamagedLine:
            yield from salvage(line)
            unread = 1 if line else 0  # the last one may still be on its way
            empty = 0 if line else empty + 1
            reading.damaged += empty == _LOST


def _is_wanted(fact: bytes) -> bool:
    """Tell whether a line with a fact is of a call-back, or has another entry in it by damage."""
    return fact.find(_OF_CALL_BACK, 0, _HEAD) > 0 or fact.find(_BEGINS, 1) > 0


@dataclass(slots=True)
class _Reading:
    """What was read so far."""

    keys: Keys
    agents: AgentTimes
    attempts: AttemptsRead = field(default_factory=AttemptsRead)
    calls: Bookkeeping = field(default_factory=Bookkeeping)
    callers: dict[str, int] = field(default_factory=dict)
    sizes: list[tuple[float, LinesChanged]] = field(default_factory=list)
    damaged: int = 0
    closed: int = 0
    newest: datetime = BEGIN

    def take(self, entry: Entry) -> None:
        try:
            self._take(entry)
        except msgspec.ValidationError:
            self.damaged += 1

    def _take(self, entry: Entry) -> None:
        self.newest = max(self.newest, entry.at)
        if entry.kind == RECORD:
            self._record(entry, entry.read(CallRecord))
        elif entry.kind == FACT and entry.call is not None:
            self.attempts.fact(entry.call, entry.read(Fact))
        elif entry.kind == AGENT:
            self.agents.changed(entry.at, entry.read(AgentChanged))
        elif entry.kind == SERVICE:
            self.agents.service(entry.at, entry.read(ServiceChanged))
        elif entry.kind == LINES:
            self.sizes.append((entry.at.timestamp(), entry.read(LinesChanged)))

    def _record(self, entry: Entry, record: CallRecord) -> None:
        """Keep a call, with a number that tells its caller from others in place of their own."""
        number = self._caller(entry, record)
        known = None if number is None else self.callers.setdefault(number, len(self.callers))
        self.calls.add(logged_call(record, known))

    def _caller(self, entry: Entry, record: CallRecord) -> str | None:
        number: str | None = record.caller or record.caller_raw
        if entry.sealed is not None:
            try:
                fields = self.keys.open(entry.sealed, entry.call)
                number = fields.get("caller") or fields.get("caller_raw")
            except (WrongKey, DamagedLine):
                number = MASK
        if number and MASK in number:
            self.closed += 1
            return None
        return number or None

    def result(self) -> Kept:
        self.agents.end(self.newest)
        book = self.calls.book(self.agents.wrap_ups)
        return Kept(
            book=book,
            attempts=self.attempts.result(book),
            sizes={direction: self._sizes(book, direction) for direction in Direction},
            duty=self._duty(book) if self.agents.known else None,
            damaged=self.damaged,
            closed=self.closed,
        )

    def _sizes(self, book: Book, direction: Direction) -> Steps:
        """Give the sizes of a pool: as they were changed, and as calls found them."""
        told = [(at, float(getattr(each, direction))) for at, each in self.sizes]
        at, sizes = np.array(told).reshape(-1, 2).T
        found = ~np.isnan(book.line_size) & (book.log.outgoing == (direction is Direction.OUTGOING))
        return Steps(
            np.concatenate((at, book.log.offered[found])),
            np.concatenate((sizes, book.line_size[found])),
        )

    def _duty(self, book: Book) -> Duty:
        busy = self.agents.wrapped.copy()
        log = book.log
        for call in np.flatnonzero(~np.isnan(log.answered)).tolist():
            agent = log.agent[call]
            if agent is not None:
                busy[agent].append((log.answered[call], log.parted[call]))
        return duty_of(self.agents.ready, busy)
