"""How long callers of a waiting line may expect to wait, learnt from the calls just before."""

import math
from dataclasses import dataclass, field
from typing import Final

from routing.line import Queue
from routing.outlook import Outlook

BUSY: Final = 180.0
"""Seconds for which a call keeps an agent busy, until calls of the line have shown it."""
PATIENCE: Final = 600.0
"""Seconds that are waited per caller who gives up, until the line has shown it."""
WEIGHT: Final = 10.0
"""How many calls these first guesses are worth."""
FADING: Final = 0.99
"""By how much what was seen counts less after each further call: some hundred are remembered."""

LEAST: Final = 0.1
"""The part that own agents answer is taken to be no less: others may stop helping."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """The wait that is left: a gamma distribution of a mean and a variance, but at most so long.

    In seconds, and square seconds.
    """

    mean: float
    variance: float
    most: float = math.inf

    def quantile(self, deviations: float) -> float:
        """Give the seconds that are exceeded as rarely as so many deviations of a normal one.

        0 gives the median. Source: Wilson and Hilferty's approximation (1931).
        """
        if not self.mean:
            return 0.0
        deviation = math.sqrt(self.variance) / self.mean / 3
        found = self.mean * max(0.0, 1 - deviation**2 + deviations * deviation) ** 3
        return min(found, self.most)


@dataclass(slots=True)
class _Fading:
    """A ratio of two sums of which older parts count less; they begin with a guess."""

    above: float
    below: float

    def add(self, above: float, below: float) -> None:
        if below > 0:  # what took no time has shown nothing
            self.above = self.above * FADING + above
            self.below = self.below * FADING + below

    @property
    def value(self) -> float:
        return self.above / self.below


@dataclass(slots=True)
class _Lately:
    """What calls of one waiting line have shown.

    Seconds busy per call, leavings per second of waiting, and the part that own agents answered.
    """

    busy: _Fading = field(default_factory=lambda: _Fading(WEIGHT * BUSY, WEIGHT))
    leaving: _Fading = field(default_factory=lambda: _Fading(WEIGHT, WEIGHT * PATIENCE))
    own: _Fading = field(default_factory=lambda: _Fading(WEIGHT, WEIGHT))


class Estimator:
    """Is told how calls go, and tells what a caller may expect."""

    def __init__(self) -> None:
        self._lines: dict[Queue, _Lately] = {}

    def handled(self, queue: Queue, seconds: float) -> None:
        """Learn for how long a call kept an agent busy, wrap-up included."""
        self._lately(queue).busy.add(seconds, 1.0)

    def spared(self, queue: Queue, seconds: float) -> None:
        """Learn that a call just handled kept its agent busy for so many seconds less."""
        busy = self._lately(queue).busy
        busy.above = max(0.0, busy.above - seconds)

    def waited(self, queue: Queue, seconds: float, *, gave_up: bool) -> None:
        """Learn how long a caller was in line, and whether they left without an answer."""
        self._lately(queue).leaving.add(float(gave_up), seconds)

    def answered(self, queue: Queue, *, helped: bool) -> None:
        """Learn whether an own agent answered, or one of another discom helped."""
        self._lately(queue).own.add(float(not helped), 1.0)

    def expect(self, outlook: Outlook) -> Expectation | None:
        """Reckon how long a caller will still wait; None while nobody is there to answer.

        With k callers ahead somebody goes every 1 / (agents / busy + k x leaving) seconds, because
        an agent becomes free or because they give up. Source: the estimator QL_A of Ibrahim and
        Whitt, "Real-time delay estimation in overloaded multiserver queues with abandonments",
        Management Science 55 (2009). Who comes later and is more urgent is not foreseen. If an
        agent of another discom is free now, one is taken to be free when they may help.
        """
        if not outlook.agents:
            help_in = outlook.help_in
            return None if math.isinf(help_in) else Expectation(help_in, 0.0)
        lately = self._lately(outlook.queue)
        own, leaving = max(lately.own.value, LEAST), lately.leaving.value
        serving = outlook.agents / max(lately.busy.value, 1.0) / own
        mean = variance = 0.0
        turns, ahead = outlook.ahead + 1, 0
        while turns > 0:
            part = min(1.0, turns)  # of the last one perhaps only a part asks for these agents
            gap = 1 / (serving + ahead * leaving)
            mean += part * gap
            variance += part * gap * gap
            turns, ahead = turns - 1, ahead + 1
        return Expectation(mean, variance, outlook.help_in)

    def _lately(self, queue: Queue) -> _Lately:
        return self._lines.setdefault(queue, _Lately())
