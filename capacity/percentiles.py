"""Percentiles of measured times, each a time that really was measured."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

MILLE: Final = (500, 950, 990, 999, 1000)
"""The percentiles of `Percentiles`, in thousandths."""


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Of ``count`` times: those that 50, 95, 99 and 99.9 % do not exceed, and the longest."""

    count: int
    p50: float
    p95: float
    p99: float
    p99_9: float
    longest: float


def percentiles(times: ArrayLike) -> Percentiles | None:
    """Give the percentiles of times in any unit, rounded up to a measured one; None without any.

    Rounded up, for what is between two measured times was not seen: of 100 times p99.9 is the
    longest.
    """
    ranked = np.sort(np.asarray(times, float))
    if not ranked.size:
        return None
    # In whole numbers, since 0.999 of 1000 is more than 999 otherwise.
    ranks = [-(-ranked.size * mille // 1000) - 1 for mille in MILLE]
    return Percentiles(ranked.size, *(float(each) for each in ranked[ranks]))
