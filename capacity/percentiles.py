"""Percentiles of measured times, each a time that really was measured."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


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
    all_ = np.asarray(times, float)
    if not all_.size:
        return None
    found = np.percentile(all_, (50, 95, 99, 99.9, 100), method="inverted_cdf")
    return Percentiles(all_.size, *(float(each) for each in found))
