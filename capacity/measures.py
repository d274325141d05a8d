"""What an hour, a day or a discom is measured by, from calls alone and with any thresholds."""

from array import array
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Final, TypeVar

from capacity.lines import Direction
from capacity.logged import LoggedCall
from capacity.outcomes import Outcome

K = TypeVar("K", bound=Hashable)

LEFT_THE_LINE: Final = frozenset({Outcome.ABANDONED, Outcome.SHORT_ABANDONED})


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Seconds within which leaving the line is short, and within which an answer is good."""

    short_abandon: float = 5.0
    service_level: float = 20.0


@dataclass(frozen=True, slots=True)
class Measures:
    """Counts of calls, and the waits (seconds, ascending) of those whom an agent answered.

    ``outcomes`` adds up to ``offered``, and does not have those of call-backs: so many
    ``called_back`` talked, the ``unreached`` did not. Who asked for one counts as waiting only when
    they have talked. ``reached`` counts the calls that an agent answered, however they ended.
    ``within`` and ``gone_within`` are those of them, and of those who left the waiting line, that
    did so within the service level's threshold.
    """

    thresholds: Thresholds
    offered: int
    outcomes: Mapping[Outcome, int]
    queued: int
    reached: int
    within: int
    gone_within: int
    handled: float
    waits: "array[float]"
    called_back: int = 0
    unreached: int = 0

    @property
    def landed(self) -> int:
        """Count the calls that we answered."""
        return self.offered - self.outcomes[Outcome.BLOCKED]

    @property
    def asa(self) -> float | None:
        """Give the mean wait of answered calls in seconds."""
        return _share(sum(self.waits), self.reached)

    @property
    def aht(self) -> float | None:
        """Give the mean conversation in seconds; wrap-up is not in it."""
        return _share(self.handled, self.reached)

    @property
    def abandonment(self) -> float | None:
        """Give the share of those who waited that left the line; short abandons do not count."""
        short = self.outcomes[Outcome.SHORT_ABANDONED]
        return _share(self.outcomes[Outcome.ABANDONED], self.queued - short)

    def wait(self, percent: float) -> float | None:
        """Give the wait that so many percent of the answered did not exceed (nearest rank)."""
        if not self.waits:
            return None
        return self.waits[max(1, ceil(percent / 100 * len(self.waits))) - 1]

    @property
    def service_level(self) -> float | None:
        """Give the share of the waiting that were served in time; early abandons count as met.

        (a + x) / (A + X), with a and x as answered and abandoned within the threshold, A as all
        answered, and X as all others who waited: short-abandoned and cut off ones too.
        """
        return _share(self.within + self.gone_within, self.queued)

    @property
    def service_level_of_answered(self) -> float | None:
        """Give a / A, as app_queue does. It flatters: whoever gave up is not in it."""
        return _share(self.within, self.reached)

    @property
    def service_level_without_early(self) -> float | None:
        """Give a / (A + X - x): early abandons do not count."""
        return _share(self.within, self.queued - self.gone_within)

    @property
    def service_level_of_all(self) -> float | None:
        """Give a / (A + X): early abandons count as missed."""
        return _share(self.within, self.queued)


@dataclass(slots=True)
class Counting:
    """Measures in the making; takes one call after the other."""

    thresholds: Thresholds
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    queued: int = 0
    within: int = 0
    gone_within: int = 0
    handled: float = 0.0
    waits: "array[float]" = field(default_factory=lambda: array("d"))
    called_back: int = 0
    unreached: int = 0

    def add(self, call: LoggedCall) -> None:
        """Count a call. Whether an abandon was short is decided anew, not taken from the call."""
        if call.direction is Direction.OUTGOING:
            self.called_back += call.answered is not None
            self.unreached += call.outcome is Outcome.UNREACHED
        else:
            self.outcomes[_outcome(call, self.thresholds)] += 1
        waited = call.waited
        if waited is None or (_calls_back(call) and call.answered is None):
            return
        self.queued += 1
        in_time = waited <= self.thresholds.service_level
        if call.handled is not None:
            self.waits.append(waited)
            self.handled += call.handled
            self.within += in_time
        elif call.outcome in LEFT_THE_LINE:
            self.gone_within += in_time

    def result(self) -> Measures:
        """Give what was counted so far."""
        return Measures(
            thresholds=self.thresholds,
            offered=self.outcomes.total(),
            outcomes=Counter(self.outcomes),
            queued=self.queued,
            reached=len(self.waits),
            within=self.within,
            gone_within=self.gone_within,
            handled=self.handled,
            waits=array("d", sorted(self.waits)),
            called_back=self.called_back,
            unreached=self.unreached,
        )


def measure(calls: Iterable[LoggedCall], thresholds: Thresholds) -> Measures:
    """Measure calls; one at a time is looked at."""
    counting = Counting(thresholds)
    for call in calls:
        counting.add(call)
    return counting.result()


def measure_by(
    calls: Iterable[LoggedCall], thresholds: Thresholds, group: Callable[[LoggedCall], K]
) -> dict[K, Measures]:
    """Measure each group of calls; groups stand in the order in which they first came."""
    counted: dict[K, Counting] = {}
    for call in calls:
        key = group(call)
        if key not in counted:
            counted[key] = Counting(thresholds)
        counted[key].add(call)
    return {key: counting.result() for key, counting in counted.items()}


def together(groups: Iterable[Measures], thresholds: Thresholds) -> Measures:
    """Add up groups that were measured with the same thresholds."""
    total = Counting(thresholds)
    for group in groups:
        total.outcomes.update(group.outcomes)
        total.queued += group.queued
        total.within += group.within
        total.gone_within += group.gone_within
        total.handled += group.handled
        total.waits.extend(group.waits)
        total.called_back += group.called_back
        total.unreached += group.unreached
    return total.result()


def _calls_back(call: LoggedCall) -> bool:
    return call.direction is Direction.OUTGOING or call.outcome is Outcome.CALL_BACK


def _outcome(call: LoggedCall, thresholds: Thresholds) -> Outcome:
    if call.outcome not in LEFT_THE_LINE or call.waited is None:
        return call.outcome
    short = call.waited < thresholds.short_abandon
    return Outcome.SHORT_ABANDONED if short else Outcome.ABANDONED


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
