"""Counts of calls: some as they happen, the rest when the record is closed.

Labels are words of settings, menus and data files, so their number is bounded; never a number of
anybody's phone.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from prometheus_client import CollectorRegistry, Counter

from capacity.lines import Direction
from capacity.outcomes import DROPS, Outcome
from capacity.rolling import Rolling
from dialplan.asked import DIALLED, NOT_DIALLED, NOT_REACHED
from dialplan.story import Fact
from ivr.metrics.durations import Durations
from ivr.metrics.readings import Reading, Readings
from ivr.metrics.seizures import Seizures
from ivr.metrics.trunks import Trunks
from ivr.metrics.words import NONE
from ivr.records import CallRecord

HOUR: Final = 3_600.0


class CallMetrics:
    """Counts each call; both of its methods cost microseconds and never fail a call.

    ``trunks`` are the operator's addresses and networks of the settings.
    """

    def __init__(self, registry: CollectorRegistry, trunks: Sequence[str]) -> None:
        self._arrivals = Arrivals(registry)
        self._seizures = Seizures(registry)
        self._ends = Ends(registry, trunks)
        self._durations = Durations(registry)
        self._facts: Mapping[str, Callable[[str, Fact], None]] = {
            "offered": lambda _call, _fact: self._arrivals.offered(),
            "landed": lambda call_id, _fact: self._landed(call_id),
            DIALLED: lambda call_id, _fact: self._seizures.dialled(call_id),
            NOT_DIALLED: lambda call_id, _fact: self._seizures.not_dialled(call_id),
            NOT_REACHED: self._seizures.not_reached,
        }

    def fact(self, call_id: str, fact: Fact) -> None:
        """Count what counts at the moment at which it becomes known."""
        count = self._facts.get(fact.kind)
        if count is not None:
            count(call_id, fact)

    def call_ended(self, record: CallRecord) -> None:
        """Count a call, once, when its record is closed."""
        self._ends.call_ended(record)
        self._seizures.call_ended(record)
        self._durations.call_ended(record)

    def _landed(self, call_id: str) -> None:
        if not self._seizures.landed(call_id):
            self._arrivals.landed()


class Arrivals:
    """Counts calls to us when they are offered and when they land."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._offered = Counter(
            "helpline_calls_offered", "Calls that reached us.", registry=registry
        )
        self._landed = Counter(
            "helpline_calls_landed", "Offered calls that we answered.", registry=registry
        )
        self._last_hour = Rolling(HOUR)
        last_hour = Reading(
            "calls_landed_last_hour",
            "Calls that landed in the last 60 minutes, as far as this process runs so long.",
            lambda: self._last_hour.count(time.monotonic()),
        )
        registry.register(Readings([last_hour]))

    def offered(self) -> None:
        """Count a call that reached us."""
        self._offered.inc()

    def landed(self) -> None:
        """Count a call that we answered."""
        self._landed.inc()
        self._last_hour.add(time.monotonic())


class Ends:
    """Counts calls when they are over, by how and by whose they were."""

    def __init__(self, registry: CollectorRegistry, trunks: Sequence[str]) -> None:
        def counter(name: str, meaning: str, *labels: str) -> Counter:
            return Counter(f"helpline_calls_{name}", meaning, labels, registry=registry)

        self._blocked = counter("blocked", "Offered calls refused, most for want of a line.")
        self._ended = counter(
            "ended", "Calls that are over, offered ones and (outgoing) call-backs.",
            "direction", "outcome", "discom", "language",
        )  # fmt: skip
        self._reasons = counter(
            "ended_by_reason", "Calls that are over.", "direction", "reason", "outcome"
        )
        self._trunk_calls = counter(
            "ended_by_trunk", "Offered calls that are over.", "trunk", "outcome"
        )
        self._dropped = counter("dropped", "Calls that ended by neither side's choice.", "drop")
        for drop in DROPS:  # else the first one would be no increase
            self._dropped.labels(drop)
        self._trunks = Trunks(trunks)

    def call_ended(self, record: CallRecord) -> None:
        """Count a call."""
        outcome, discom = record.outcome, record.discom or NONE
        self._ended.labels(record.direction, outcome, discom, record.language or NONE).inc()
        self._reasons.labels(record.direction, record.reason or NONE, outcome).inc()
        if record.direction is Direction.INCOMING:
            self._trunk_calls.labels(self._trunks.label(record.trunk), outcome).inc()
        if outcome is Outcome.DROPPED:
            self._dropped.labels(record.drop or NONE).inc()
        if outcome is Outcome.BLOCKED:
            self._blocked.inc()
