"""How long calls, waits and talks lasted, as histograms."""

from collections.abc import Sequence
from itertools import product
from typing import Final

from prometheus_client import CollectorRegistry, Histogram

from capacity.lines import Direction
from capacity.outcomes import LEFT_THE_LINE, Outcome
from ivr.metrics.words import NONE
from ivr.records import CallRecord
from routing.discoms import DISCOMS

SETUP_SECONDS: Final = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
CALL_SECONDS: Final = (5, 15, 30, 60, 120, 180, 240, 300, 450, 600, 900, 1800, 3600)
TALK_SECONDS: Final = (15, 30, 60, 90, 120, 180, 240, 300, 450, 600, 900, 1800)
WAIT_SECONDS: Final = (5, 10, 20, 30, 60, 90, 120, 180, 300, 600, 900)
"""With an edge at 5 s (a short abandon) and one at 20 s (the service level)."""

WAITS: Final = ("answered", Outcome.ABANDONED, Outcome.SHORT_ABANDONED, "call-back", "lost")
"""How waits end; see `wait_ended`."""

NEVER_LANDED: Final = (Outcome.BLOCKED, Outcome.UNREACHED)
"""How no call ends that has landed with us."""


class Durations:
    """Observes the times of each call when its record is closed."""

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
        self._begin_at_zero()

    def _begin_at_zero(self) -> None:
        """Show what will come before it does: Prometheus sees no increase in a first value."""
        served = [code for code, discom in DISCOMS.items() if discom.served]
        for discom, result in product([*served, NONE], WAITS):
            self._wait.labels(discom, result)
        for discom in served:
            self._talk.labels(discom)
        for outcome in Outcome:
            if outcome not in NEVER_LANDED:
                self._call.labels(Direction.INCOMING, outcome)

    def call_ended(self, record: CallRecord) -> None:
        """Observe what times a call had."""
        discom = record.discom or NONE
        if record.landed_at is not None:
            held = (record.ended_at - record.landed_at).total_seconds()
            self._call.labels(record.direction, record.outcome).observe(held)
            if record.direction is Direction.INCOMING:
                self._setup.observe((record.landed_at - record.offered_at).total_seconds())
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
