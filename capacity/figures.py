"""What a replay is judged by: the measures of some calls, and how sure several runs are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np

from capacity.call_log import CallLog
from capacity.marks import Mark
from capacity.measures import measure
from capacity.thresholds import Thresholds

Figures = Mapping[str, float | None]
"""The measures of a day by name: counts, seconds, and shares from 0 to 1; None without calls."""

T_QUANTILES: Final = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
    2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
)  # fmt: skip
"""97.5 % points of Student's t for 1 to 20 degrees of freedom."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A mean over several runs, and the bounds of its 95 % confidence interval."""

    mean: float
    low: float
    high: float


def figures(log: CallLog, thresholds: Thresholds) -> Figures:
    """Measure calls. ``mean_wait`` is of all who waited, ``asa`` of those who were answered.

    ``dropped`` counts tickets too: other systems drop whoever waits for too long.
    """
    found = measure(log, thresholds)
    in_line = ~np.isnan(log.queued)
    return {
        "offered": found[Mark.OFFERED],
        "blocked": found[Mark.BLOCKED],
        "landed": found[Mark.LANDED],
        "queued": found[Mark.QUEUED],
        "answered": found[Mark.ANSWERED],
        "abandoned": found[Mark.ABANDONED],
        "short_abandoned": found[Mark.SHORT_ABANDONED],
        "dropped": found[Mark.DROPPED] + found[Mark.TICKET],
        "mean_wait": float(log.waited[in_line].mean()) if in_line.any() else None,
        "asa": found.asa,
        "p90": found.wait(90),
        "abandonment": found.abandonment,
        "service_level": found.service_level,
    }


def spread_of(values: Sequence[float]) -> Spread:
    """Give the mean of independent runs and its t interval; one run alone has no width."""
    mean = sum(values) / len(values)
    freedom = len(values) - 1
    if freedom < 1:
        return Spread(mean, mean, mean)
    deviation = sqrt(sum((value - mean) ** 2 for value in values) / freedom)
    half = _t_quantile(freedom) * deviation / sqrt(len(values))
    return Spread(mean, mean - half, mean + half)


def _t_quantile(freedom: int) -> float:
    if freedom <= len(T_QUANTILES):
        return T_QUANTILES[freedom - 1]
    return 1.96 + 2.5 / freedom
