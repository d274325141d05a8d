"""Whether lines block as they should: the same calls through an ideal pool, and chance's share.

Calls that find all lines busy come in clusters, since a full pool stays full for a while. A
binomial interval takes them for independent and is several times too narrow, so the interval is
simulated; docs/decisions/0027 says why and how.
"""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from capacity.erlang_b import blocking, lines_for
from capacity.roots import fewest

RUNS: Final = 1000
"""How often `expected_blocking` lets the same span happen."""
COVERED: Final = (2.5, 97.5)
"""The percentiles between which chance leaves 95 of 100 honest measurements."""
_SPARE: Final = 8.0
"""Standard deviations of the number of calls that a simulated span has room for."""


@dataclass(frozen=True, slots=True)
class Span:
    """The seconds from the first call that are counted: from ``warm_up`` until ``end``."""

    warm_up: float
    end: float


@dataclass(frozen=True, slots=True)
class Expected:
    """The blocked share after Erlang B, and the bounds that 95 % of such measurements keep."""

    share: float
    low: float
    high: float

    def covers(self, share: float) -> bool:
        """Tell whether a measured share lies inside, bounds included."""
        return self.low <= share <= self.high


def blocked_by_pool(calls: Iterable[tuple[float, float]], lines: int) -> list[bool]:
    """Tell which of these calls an ideal pool blocks.

    Each call is the second at which it comes, in ascending order, and for how many seconds it
    would hold a line. A line is free again at the very moment at which its call ends.
    """
    ends: list[float] = []
    refused = []
    for at, hold in calls:
        while ends and ends[0] <= at:
            heapq.heappop(ends)
        refused.append(len(ends) >= lines)
        if not refused[-1]:
            heapq.heappush(ends, at + hold)
    return refused


def expected_blocking(
    load: float, hold: float, lines: int, span: Span, *, seed: int = 1, runs: int = RUNS
) -> Expected:
    """Say what share of a Poisson load in erlangs an ideal pool blocks in a span of that length.

    ``hold`` is the mean holding time in seconds; holding times are exponential. All lines are
    free at the first call, as in a measurement.
    """
    shares = _blocked_shares(load, hold, lines, span, runs=runs, seed=seed)
    low, high = np.percentile(shares, COVERED)
    return Expected(blocking(load, lines), float(low), float(high))


def lines_to_keep(load: float, hold: float, blocked: float, span: Span) -> int:
    """Give the fewest lines that block at most this share in 39 of 40 such spans.

    With the lines that Erlang B gives for a share, every second span blocks more than that.
    """
    return fewest(
        lambda lines: expected_blocking(load, hold, lines, span).high <= blocked,
        lines_for(load, blocked),
    )


def _blocked_shares(
    load: float, hold: float, lines: int, span: Span, *, runs: int, seed: int
) -> NDArray[np.float64]:
    """Let all runs happen at once, from call to call of each.

    While no call comes, each busy line stays busy for a time t with the chance exp(-t / hold),
    independently of the others: the lines still busy are binomial, and no end need be kept.
    """
    chance = np.random.default_rng(seed)
    pause = hold / load
    calls = span.end / pause
    now = np.zeros(runs)
    busy = np.zeros(runs, np.int64)
    offered, refused = np.zeros(runs), np.zeros(runs)
    for _ in range(ceil(calls + _SPARE * sqrt(calls)) + 1):
        silence = chance.exponential(pause, runs)
        now += silence
        busy = chance.binomial(busy, np.exp(-silence / hold))
        counted = (now >= span.warm_up) & (now < span.end)
        full = busy >= lines
        offered += counted
        refused += counted & full
        busy += ~full
    return refused / np.maximum(offered, 1)
