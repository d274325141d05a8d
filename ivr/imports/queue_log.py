"""Asterisk's ``queue_log``: an event a line, ``time|call|queue|agent|EVENT|parameters``.

It knows nothing of menus, so a call is offered when it enters its first queue. Events and their
parameters: docs.asterisk.org, Operation, Logging, Queue Logs.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from capacity.outcomes import Outcome
from ivr.imports.clocks import UNIX, clock
from ivr.imports.faults import BadLine, NotACall
from ivr.imports.foreign import ForeignCall
from ivr.imports.lines import Line
from ivr.records import Side

RETURN: Final = timedelta(minutes=10)
"""Who enters a queue so soon after leaving one unanswered has waited in both."""
REMEMBERED: Final = 10_000
"""Calls that left a queue alive, so that a further queue of theirs gets an id of its own."""
LONGEST: Final = 7 * 86_400
"""Seconds that a wait or a conversation may take and be believed."""

_FIELDS: Final = 5
_EVENT: Final = re.compile(r"[A-Z_]{2,30}")
_STARTED: Final = "QUEUESTART"
_read_time: Final = clock(UNIX)


@dataclass(frozen=True, slots=True)
class Event:
    """What a line says; ``parameters`` are those of the event."""

    line: Line
    at: datetime
    call: str
    queue: str
    agent: str
    name: str
    parameters: list[str]

    def seconds(self, place: int) -> timedelta:
        """Give a parameter that is a length of time, counted from the end if negative."""
        try:
            seconds = float(self.parameters[place])
        except (IndexError, ValueError):
            seconds = -1.0
        if not 0 <= seconds <= LONGEST:
            raise BadLine(f"{self.name} has no number of seconds where one should be")
        return timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True)
class _Open:
    line: Line
    call: ForeignCall


class QueueLog:
    """Puts calls together from the events of each, also of calls that had begun before the log."""

    def __init__(self) -> None:
        self._open: dict[str, _Open] = {}
        self._left: dict[str, ForeignCall] = {}
        self._visits: dict[str, int] = {}
        self._last: datetime | None = None

    def begin(self, first: Line) -> bool:  # noqa: ARG002 - nothing depends on it
        """Say that there is no header."""
        return False

    def read(self, line: Line) -> Iterator[ForeignCall]:
        """Give the calls that are over with this line; raises `BadLine` or `NotACall`."""
        event = event_of(line)
        yield from self._gone_for_good(event.at)
        if event.name == _STARTED:
            yield from self._cut_off()
        self._last = event.at
        handle = _HANDLERS.get(event.name)
        if handle is None:
            raise NotACall(event.name)
        yield from handle(self, event)

    def rest(self) -> Iterator[ForeignCall | tuple[Line, str]]:
        """Give the calls that left a queue last, and the lines of those that still went on."""
        yield from self._left.values()
        for each in self._open.values():
            yield each.line, "its call does not end in this log"

    def enter(self, event: Event) -> Iterator[ForeignCall]:
        """ENTERQUEUE(url|caller): a new call, or one that comes from another queue."""
        caller = event.parameters[1] if len(event.parameters) > 1 else ""
        begun = self._begun(event) or replace(
            _bare(event, event.at), call_id=self._next_id(event.call), caller=caller
        )
        self._open[event.call] = _Open(event.line, replace(begun, queue=event.queue))
        return iter(())

    def connect(self, event: Event) -> Iterator[ForeignCall]:
        """CONNECT(holdtime|agent's channel|ringtime): an agent talks with the caller."""
        begun = self._begun(event) or _bare(event, event.at - event.seconds(0))
        talking = replace(begun, outcome=Outcome.ANSWERED, answered=event.at, agent=event.agent)
        self._open[event.call] = _Open(event.line, talking)
        return iter(())

    def complete(self, event: Event) -> Iterator[ForeignCall]:
        """COMPLETEAGENT, COMPLETECALLER and transfers: (…|holdtime|calltime|position)."""
        known = self._begun(event)
        if event.name in _TRANSFERS:
            self._goes_on(event.call)
        begun = known or _bare(event, event.at - event.seconds(-3) - event.seconds(-2))
        yield replace(
            begun,
            outcome=Outcome.ANSWERED,
            answered=begun.answered or event.at - event.seconds(-2),
            agent=begun.agent or event.agent,
            parted=event.at,
            ended=event.at,
            side=Side.CALLER if event.name == "COMPLETECALLER" else Side.AGENT,
        )

    def abandon(self, event: Event) -> Iterator[ForeignCall]:
        """ABANDON(position|original position|waited): the caller hung up."""
        begun = self._begun(event) or _bare(event, event.at - event.seconds(-1))
        yield replace(begun, ended=event.at)

    def leave(self, event: Event) -> Iterator[ForeignCall]:
        """EXITWITHTIMEOUT, EXITEMPTY, EXITWITHKEY(…|waited): out of line, perhaps into another."""
        begun = self._begun(event) or _bare(event, event.at - event.seconds(-1))
        by_choice = event.name == "EXITWITHKEY"
        self._left[event.call] = (
            replace(begun, ended=event.at)
            if by_choice
            else _dropped(begun, event.at, "overflow", Side.HELPLINE)
        )
        return iter(())

    def dump(self, event: Event) -> Iterator[ForeignCall]:
        """AGENTDUMP: the agent hung up on the caller before they could talk."""
        yield _dropped(
            self._begun(event) or _bare(event, event.at), event.at, "ordered", Side.AGENT
        )

    def _begun(self, event: Event) -> ForeignCall | None:
        """Take out what is known of the event's call; None if its beginning is not in the log."""
        if known := self._open.pop(event.call, None):
            return known.call
        if left := self._left.pop(event.call, None):
            return replace(left, outcome=None, drop=None, side=Side.CALLER)
        return None

    def _gone_for_good(self, now: datetime) -> Iterator[ForeignCall]:
        """Give those who left a queue long enough ago; they stand in that order."""
        while self._left:
            key, first = next(iter(self._left.items()))
            if now - first.ended <= RETURN:
                return
            self._goes_on(key)
            yield self._left.pop(key)

    def _goes_on(self, key: str) -> None:
        """Remember that a call may enter a queue again after what we record of it."""
        self._visits[key] = self._visits.pop(key, 1) + 1
        if len(self._visits) > REMEMBERED:
            del self._visits[next(iter(self._visits))]

    def _next_id(self, key: str) -> str:
        visit = self._visits.get(key)
        return key if visit is None else f"{key}-{visit}"

    def _cut_off(self) -> Iterator[ForeignCall]:
        """Give the calls that went on when Asterisk ended; it has just begun anew."""
        for key in list(self._open):
            call = self._open.pop(key).call
            yield _dropped(call, self._last or call.offered, "system", Side.HELPLINE)


_TRANSFERS: Final = frozenset({"TRANSFER", "BLINDTRANSFER", "ATTENDEDTRANSFER"})
_Handler = Callable[[QueueLog, Event], Iterator[ForeignCall]]
_HANDLERS: Final[Mapping[str, _Handler]] = {
    "ENTERQUEUE": QueueLog.enter,
    "CONNECT": QueueLog.connect,
    "COMPLETEAGENT": QueueLog.complete,
    "COMPLETECALLER": QueueLog.complete,
    "TRANSFER": QueueLog.complete,
    "BLINDTRANSFER": QueueLog.complete,
    "ATTENDEDTRANSFER": QueueLog.complete,
    "ABANDON": QueueLog.abandon,
    "EXITWITHTIMEOUT": QueueLog.leave,
    "EXITEMPTY": QueueLog.leave,
    "EXITWITHKEY": QueueLog.leave,
    "AGENTDUMP": QueueLog.dump,
}


def event_of(line: Line) -> Event:
    """Read one line; raises `BadLine`."""
    fields = line.text.split("|")
    if len(fields) < _FIELDS or not _EVENT.fullmatch(fields[4]):
        raise BadLine("it is not time|call|queue|agent|EVENT")
    at, call, queue, agent, name = fields[:_FIELDS]
    return Event(line, _read_time(at), call, queue, agent, name, fields[_FIELDS:])


def _bare(event: Event, queued: datetime) -> ForeignCall:
    return ForeignCall(
        call_id=event.call, offered=queued, queued=queued, ended=event.at, queue=event.queue
    )


def _dropped(call: ForeignCall, ended: datetime, drop: str, side: Side) -> ForeignCall:
    return replace(call, outcome=Outcome.DROPPED, ended=ended, drop=drop, side=side)
