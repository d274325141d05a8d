"""How calls to us and our attempts to call people back end, for ASR and NER."""

from itertools import product

from prometheus_client import CollectorRegistry, Counter

from capacity.lines import Direction
from capacity.outcomes import Outcome
from capacity.seizures import Seizure, seizure
from dialplan.asked import SUFFIX
from dialplan.story import Fact
from ivr.attempt_causes import cause_of
from ivr.records import CallRecord


class Seizures:
    """Counts each seizure once; an attempt is told of by the facts of its call-back."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._counter = Counter(
            "helpline_seizures",
            "Offered calls and attempts to call back: answered, not because of a person, or lost.",
            ["direction", "result"],
            registry=registry,
        )
        for direction, result in product(Direction, Seizure):
            self._counter.labels(direction, result)
        self._ringing: set[str] = set()

    def dialled(self, call_id: str) -> None:
        """Begin an attempt."""
        self._ringing.add(call_id)

    def not_dialled(self, call_id: str) -> None:
        """Forget an attempt that never left us."""
        self._ringing.discard(call_id)

    def landed(self, call_id: str) -> bool:
        """Take the end of an attempt that somebody picked up; false if this is no attempt.

        It may have begun before a restart.
        """
        if not call_id.endswith(SUFFIX):
            return False
        self._attempted(call_id, Seizure.ANSWERED)
        return True

    def not_reached(self, call_id: str, fact: Fact) -> None:
        """Take the end of an attempt, unless they had picked up."""
        if call_id in self._ringing:
            self._attempted(call_id, seizure(answered=False, cause=cause_of(fact)))

    def call_ended(self, record: CallRecord) -> None:
        """Count an offered call; an attempt that a call-back leaves open was called off."""
        if record.direction is Direction.INCOMING:
            self._counter.labels(Direction.INCOMING, seized(record)).inc()
        elif record.call_id in self._ringing:
            self._attempted(record.call_id, seizure(answered=False, cause=cause_of(None)))

    def _attempted(self, call_id: str, result: Seizure) -> None:
        self._ringing.discard(call_id)
        self._counter.labels(Direction.OUTGOING, result).inc()


def seized(record: CallRecord) -> Seizure:
    """Sort an offered call, with us as the called side."""
    if record.outcome is Outcome.BLOCKED:
        return Seizure.NETWORK
    return seizure(answered=record.landed_at is not None, cause=record.cause)
