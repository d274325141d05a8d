"""What a load came to, as its callers saw it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from capacity.load import LoadPlan
from ivr.load.attempts import Attempt, End


@dataclass(frozen=True, slots=True)
class LoadCounts:
    """Attempts so far, after so many ``seconds``; ``current`` are the calls that are up."""

    placed: int
    blocked: int
    landed: int
    current: int
    over: int
    failed: int
    seconds: float


@dataclass(frozen=True, slots=True)
class LoadResult:
    """All attempts in the order in which they were sent; what was not placed is not there."""

    plan: LoadPlan
    began: datetime
    attempts: Sequence[Attempt]

    @property
    def placed(self) -> int:
        """All attempts, redials included."""
        return len(self.attempts)

    @property
    def blocked(self) -> int:
        """The attempts that found no line."""
        return sum(a.end is End.BLOCKED for a in self.attempts)

    @property
    def landed(self) -> int:
        """The attempts that were answered, whatever came then."""
        return sum(a.answered is not None for a in self.attempts)

    @property
    def failed(self) -> int:
        """The attempts that went otherwise than SIP has it, or never came to an end."""
        return sum(a.end is End.FAILED for a in self.attempts)

    @property
    def redials(self) -> int:
        """The attempts after a caller's first."""
        return sum(a.number > 1 for a in self.attempts)

    @property
    def lateness(self) -> NDArray[np.float64]:
        """By how many seconds each caller's first attempt was sent late."""
        calls = self.plan.calls
        return np.array([a.sent - calls[a.call].at for a in self.attempts if a.number == 1])

    @property
    def set_up(self) -> NDArray[np.float64]:
        """The seconds from INVITE to 200 of each landed call."""
        return np.array([a.answered - a.sent for a in self.attempts if a.answered is not None])

    @property
    def holds(self) -> NDArray[np.float64]:
        """The seconds for which each landed call was up, real time."""
        return np.array([a.held for a in self.attempts if a.held is not None])

    @property
    def most_at_once(self) -> int:
        """The most calls that were up at the same moment."""
        return most_at_once(
            (a.answered, a.over)
            for a in self.attempts
            if a.answered is not None and a.over is not None
        )


def most_at_once(spans: Iterable[tuple[float, float]]) -> int:
    """Count how many of these spans of time have a moment in common, at most."""
    changes = sorted(
        (at, change) for span in spans for at, change in zip(span, (1, -1), strict=True)
    )
    return max(accumulate(change for _, change in changes), default=0)
