"""Counts of calls for Prometheus: some as they happen, the rest when the record is closed.

Labels are words of settings, menus and data files, so their number is bounded; never a number of
anybody's phone.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram

from capacity.lines import Direction
from capacity.outcomes import LEFT_THE_LINE, Outcome
from capacity.rolling import Rolling
from capacity.seizures import Seizure, seizure
from dialplan.asked import DIALLED, NOT_REACHED, Q850
from dialplan.story import Fact
from ivr.metrics.readings import Reading, Readings
from ivr.metrics.trunks import Trunks
from ivr.records import CallRecord
from routing.discoms import DISCOMS

CALL_SECONDS: Final = (5, 15, 30, 60, 120, 180, 240, 300, 450, 600, 900, 1800, 3600)
TALK_SECONDS: Final = (15, 30, 60, 90, 120, 180, 240, 300, 450, 600, 900, 1800)
WAIT_SECONDS: Final = (5, 10, 20, 30, 60, 90, 120, 180, 300, 600, 900)
"""With an edge at 5 s (a short abandon) and one at 20 s (the service level)."""
SETUP_SECONDS: Final = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)

DROPS: Final = ("system", "media", "network", "overflow", "too-long", "ordered", "closing")
"""See `CallRecord.drop`."""
WAITS: Final = ("answered", Outcome.ABANDONED, Outcome.SHORT_ABANDONED, "call-back", "lost")
"""How waits end; see `wait_ended`."""

HOUR: Final = 3_600.0
NONE: Final = "none"
"""What stands in a label in place of something that is not known."""


class CallMetrics:
    """Counts each call; both of its methods cost microseconds and never fail a call.

    ``trunks`` are the operator's addresses and networks of the settings.
    """

    def __init__(self, registry: CollectorRegistry, trunks: Sequence[str]) -> None:
        def counter(name: str, meaning: str, *labels: str) -> Counter:
            return Counter(f"helpline_{name}", meaning, labels, registry=registry)

        self._offered = counter("calls_offered", "Calls that reached us.")
        self._landed = counter("calls_landed", "Offered calls that we answered.")
        self._blocked = counter("calls_blocked", "Offered calls refused, most for want of a line.")
        self._ended = counter(
            "calls_ended",
            "Calls that are over, offered ones and (outgoing) call-backs.",
            "direction", "outcome", "discom", "language",
        )  # fmt: skip
        self._reasons = counter(
            "calls_ended_by_reason", "Calls that are over.", "direction", "reason", "outcome"
        )
        self._trunk_calls = counter(
            "calls_ended_by_trunk", "Offered calls that are over.", "trunk", "outcome"
        )
        self._dropped = counter(
            "calls_dropped", "Calls that ended by neither side's choice, by why.", "drop"
        )
        self._seizures = counter(
            "seizures",
            "Offered calls and attempts to call back: answered, not because of a person, or lost.",
            "direction", "result",
        )  # fmt: skip
        self._trunks = Trunks(trunks)
        self._times = _Times(registry)
        self._last_hour = Rolling(HOUR)
        self._dialled: set[str] = set()
        self._facts: Mapping[str, Callable[[str, Fact], None]] = {
            "offered": self._offer,
            "landed": self._land,
            DIALLED: self._dial,
            NOT_REACHED: self._miss,
        }
        registry.register(Readings([self._landed_last_hour()]))
        self._begin_at_zero()

    def fact(self, call_id: str, fact: Fact) -> None:
        """Count what counts at the moment at which it becomes known."""
        count = self._facts.get(fact.kind)
        if count is not None:
            count(call_id, fact)

    def call_ended(self, record: CallRecord) -> None:
        """Count a call, once, when its record is closed."""
        outcome, discom = record.outcome, record.discom or NONE
        self._ended.labels(record.direction, outcome, discom, record.language or NONE).inc()
        self._reasons.labels(record.direction, record.reason or NONE, outcome).inc()
        if outcome is Outcome.DROPPED:
            self._dropped.labels(record.drop or NONE).inc()
        if outcome is Outcome.BLOCKED:
            self._blocked.inc()
        if record.direction is Direction.INCOMING:
            self._trunk_calls.labels(self._trunks.label(record.trunk), outcome).inc()
            self._seizures.labels(Direction.INCOMING, seized(record)).inc()
        self._times.call_ended(record)
        self._dialled.discard(record.call_id)

    def _begin_at_zero(self) -> None:
        """Show what may never happen before it does, or the first of it would be no increase."""
        for drop in DROPS:
            self._dropped.labels(drop)
        for direction, result in product(Direction, Seizure):
            self._seizures.labels(direction, result)

    def _offer(self, _call_id: str, _fact: Fact) -> None:
        self._offered.inc()

    def _land(self, call_id: str, _fact: Fact) -> None:
        if call_id in self._dialled:
            self._attempted(call_id, Seizure.ANSWERED)
        else:
            self._landed.inc()
            self._last_hour.add(time.monotonic())

    def _dial(self, call_id: str, _fact: Fact) -> None:
        self._dialled.add(call_id)

    def _miss(self, call_id: str, fact: Fact) -> None:
        if call_id in self._dialled:  # else they had picked up
            self._attempted(call_id, seizure(answered=False, cause=_cause(fact)))

    def _attempted(self, call_id: str, result: Seizure) -> None:
        self._dialled.discard(call_id)
        self._seizures.labels(Direction.OUTGOING, result).inc()

    def _landed_last_hour(self) -> Reading:
        return Reading(
            "calls_landed_last_hour",
            "Calls that landed in the last 60 minutes, as far as this process runs so long.",
            lambda: self._last_hour.count(time.monotonic()),
        )


class _Times:
    """How long calls, waits and talks lasted."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def histogram(name: str, meaning: str, buckets: Sequence[float], *labels: str) -> Histogram:
            return Histogram(
                f"helpline_{name}_seconds", meaning, labels, buckets=buckets, registry=registry
            )

        self._setup = histogram("setup", "From the offer of a call to our answer.", SETUP_SECONDS)
        self._call = histogram(
            "call", "From landing to the end: the time that the line was held.", CALL_SECONDS,
            "direction", "outcome",
        )  # fmt: skip
        self._wait = histogram(
            "wait", "In the waiting line, until an agent answered or the call ended.",
            WAIT_SECONDS, "discom", "result",
        )  # fmt: skip
        self._talk = histogram(
            "talk", "With an agent, from the answer to the parting.", TALK_SECONDS, "discom"
        )
        served = (code for code, discom in DISCOMS.items() if discom.served)
        for discom, result in product((*served, NONE), WAITS):
            self._wait.labels(discom, result)

    def call_ended(self, record: CallRecord) -> None:
        discom = record.discom or NONE
        if record.landed_at is not None:
            held = (record.ended_at - record.landed_at).total_seconds()
            self._call.labels(record.direction, record.outcome).observe(held)
            if record.direction is Direction.INCOMING:
                setup = (record.landed_at - record.offered_at).total_seconds()
                self._setup.observe(setup)
        if record.queued_at is not None:
            waited = ((record.answered_at or record.ended_at) - record.queued_at).total_seconds()
            self._wait.labels(discom, wait_ended(record)).observe(waited)
        if record.answered_at is not None:
            talked = (record.parted_at or record.ended_at) - record.answered_at
            self._talk.labels(discom).observe(talked.total_seconds())


def wait_ended(record: CallRecord) -> str:
    """Say how a wait ended; those ``call-back`` did not end by it, and are in no service level."""
    if record.answered_at is not None:
        return "answered"
    if record.outcome in LEFT_THE_LINE:
        return record.outcome
    if record.outcome is Outcome.CALL_BACK or record.direction is Direction.OUTGOING:
        return "call-back"
    return "lost"


def seized(record: CallRecord) -> Seizure:
    """Sort an offered call for ASR and NER, with us as the called side; see `capacity.seizures`."""
    if record.outcome is Outcome.BLOCKED:
        return Seizure.NETWORK
    return seizure(answered=record.landed_at is not None, cause=record.cause)


def _cause(not_reached: Fact) -> int | None:
    """Give the cause of Q.850 with which an attempt ended."""
    told = (not_reached.how or "").removeprefix(Q850)
    return int(told) if told.isdecimal() else None
