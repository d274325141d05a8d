"""Asterisk's channel events (CEL) as ``cel_custom`` writes them: several lines for a call.

The caller's channel is the one after which the call is named: its unique id is the linked id of
all channels of the call.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Final

from capacity.outcomes import Outcome
from ivr.calls.leg import NETWORK_CAUSES
from ivr.imports.clocks import either, in_zone
from ivr.imports.csv_rows import split_row
from ivr.imports.faults import BadLine, ImportFault, NotACall
from ivr.imports.foreign import ForeignCall
from ivr.imports.lines import Line
from ivr.records import Side

# fmt: off
COLUMNS: Final = (
    "eventtype", "eventtime", "cidname", "cidnum", "cidani", "cidrdnis", "ciddnid", "exten",
    "context", "channame", "appname", "appdata", "amaflags", "accountcode", "uniqueid", "linkedid",
    "peer", "userfield", "userdeftype", "extra",
)
"""Those of the sample configuration that comes with Asterisk."""
EVENTS: Final = frozenset({
    "CHAN_START", "CHAN_END", "ANSWER", "HANGUP", "APP_START", "APP_END", "BRIDGE_ENTER",
    "BRIDGE_EXIT", "LINKEDID_END",
})
"""By these a log is recognised; there are more, and everybody can add their own."""
# fmt: on
NEEDED: Final = ("eventtype", "eventtime", "uniqueid", "linkedid")


REFUSALS: Final = frozenset({17, 21, 34})
"""Q.850: busy, rejected, no circuit free; so the dialplan ends a call that it never answered."""


@dataclass(slots=True)
class _Open:
    """What is known of a call that goes on; ``other`` is the channel that joined the caller's."""

    line: Line
    call: ForeignCall
    channel: str
    landed: bool = False
    dialled: datetime | None = None
    joined: datetime | None = None
    other_joined: datetime | None = None
    other: str = ""


class Cel:
    """Puts calls together from their events. ``trunk`` is how channels of callers begin."""

    def __init__(self, zone: tzinfo, trunk: str = "", columns: Sequence[str] = COLUMNS) -> None:
        self._zone = zone
        self._trunk = trunk
        self._columns = [name.lower() for name in columns]
        self._open: dict[str, _Open] = {}
        missing = sorted(set(NEEDED) - set(self._columns))
        if missing:
            remedy = "Name all columns, in their order, as in cel_custom.conf"
            raise ImportFault("--columns", f"{', '.join(missing)} is missing", remedy)

    def begin(self, first: Line) -> bool:  # noqa: ARG002 - nothing depends on it
        """Say that there is no header."""
        return False

    def read(self, line: Line) -> Iterator[ForeignCall]:
        """Give the call that ends with this event; raises `BadLine` or `NotACall`."""
        fields = split_row(line.text)
        if len(fields) == len(self._columns) + 1:
            del fields[1]  # newer samples have a fixed text there
        if len(fields) != len(self._columns):
            raise BadLine(f"it has {len(fields)} fields, not {len(self._columns)}")
        event = dict(zip(self._columns, fields, strict=True))
        at = in_zone(either(event["eventtime"]), self._zone)
        yield from self._take(line, event, at)

    def rest(self) -> Iterator[tuple[Line, str]]:
        """Give the lines of calls that still went on."""
        for each in self._open.values():
            yield each.line, "its call does not end in this log"

    def _take(self, line: Line, event: dict[str, str], at: datetime) -> Iterator[ForeignCall]:
        kind, key = event["eventtype"], event["linkedid"]
        of_caller = event["uniqueid"] == key
        if kind == "CHAN_START" and of_caller:
            self._start(line, event, at)
            return
        known = self._open.get(key)
        if known is None:
            if kind == "HANGUP" and of_caller and event.get("channame", "").startswith(self._trunk):
                raise BadLine("its call began before this log")
            raise NotACall("event of another channel")
        if of_caller:
            _learn(known, kind, event, at)
        elif kind == "BRIDGE_ENTER" and known.other_joined is None:
            known.other_joined, known.other = at, event.get("channame", "")
        if of_caller and kind in ("HANGUP", "CHAN_END"):
            yield _ended(self._open.pop(key), event, at)

    def _start(self, line: Line, event: dict[str, str], at: datetime) -> None:
        channel = event.get("channame", "")
        if not channel.startswith(self._trunk):
            raise NotACall(f"call of another channel than {self._trunk}")
        call = ForeignCall(
            call_id=event["linkedid"],
            offered=at,
            ended=at,
            caller=event.get("cidnum", ""),
            called=event.get("exten", ""),
        )
        self._open[event["linkedid"]] = _Open(line, call, channel)


def _learn(known: _Open, kind: str, event: dict[str, str], at: datetime) -> None:
    """Take in what happened on the caller's own channel."""
    match kind, event.get("appname", ""):
        case "ANSWER", _:
            known.landed = True
        case "APP_START", "Queue":
            queue = event.get("appdata", "").split(",")[0] or None
            known.call = replace(known.call, queued=known.call.queued or at, queue=queue)
        case "APP_START", "Dial":
            known.dialled = known.dialled or at
        case "BRIDGE_ENTER", _:
            known.joined = known.joined or at
        case "BRIDGE_EXIT", _:
            known.call = replace(known.call, parted=at)
        case _:
            pass


def _ended(known: _Open, event: dict[str, str], at: datetime) -> ForeignCall:
    answered = None
    if known.joined and known.other_joined:
        answered = max(known.joined, known.other_joined)
    queued = known.call.queued or known.dialled
    cause, source = _hangup(event.get("extra", ""))
    side = _side(known, cause, source)
    refused = cause in REFUSALS and not known.landed and queued is None
    drop = "network" if side is Side.NETWORK else None
    if drop is None and side is Side.HELPLINE and queued and not answered:
        drop = "overflow"
    return replace(
        known.call,
        ended=at,
        outcome=_outcome(refused=refused, dropped=drop is not None, answered=answered is not None),
        side=Side.HELPLINE if refused else side,
        queued=queued,
        answered=answered,
        agent=_name(known.other) or None,
        cause=cause,
        drop=drop,
    )


def _outcome(*, refused: bool, dropped: bool, answered: bool) -> Outcome | None:
    if refused:
        return Outcome.BLOCKED
    if dropped:
        return Outcome.DROPPED
    return Outcome.ANSWERED if answered else None


def _side(known: _Open, cause: int | None, source: str) -> Side:
    if cause in NETWORK_CAUSES:
        return Side.NETWORK
    if not source:
        return Side.HELPLINE if cause is not None else Side.CALLER
    return {known.channel: Side.CALLER, known.other: Side.AGENT}.get(source, Side.HELPLINE)


def _hangup(extra: str) -> tuple[int | None, str]:
    """Read the JSON that goes with a HANGUP: the Q.850 cause, and the channel that hung up."""
    try:
        told = json.loads(extra)
        return int(told["hangupcause"]), str(told.get("hangupsource", ""))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        return None, ""


def _name(channel: str) -> str:
    """Give the name of an endpoint without the number that each call adds to it."""
    return channel.rpartition("-")[0] or channel
