"""What a replay is judged by: the measures of each day, and how the day went by time of day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from math import sqrt
from typing import Final

import numpy as np

from capacity.call_log import CallLog, Flags
from capacity.distribution import Floats
from capacity.measures import Thresholds, measure
from capacity.outcomes import Outcome

Figures = Mapping[str, float | None]
"""The measures of a day by name: counts, seconds, and shares from 0 to 1; None without calls."""

BINS: Final = 96
"""Parts of a day in its `Course`: quarters of an hour."""
DAY: Final = 86_400.0

T_QUANTILES: Final = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
    2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
)  # fmt: skip
"""97.5 % points of Student's t for 1 to 20 degrees of freedom."""


@dataclass(frozen=True, slots=True)
class Course:
    """A day's course in `BINS` parts: counts per day, and the mean wait of who came to wait."""

    offered: Floats
    blocked: Floats
    dropped: Floats
    gave_up: Floats
    waited: Floats


@dataclass(frozen=True, slots=True)
class Spread:
    """A mean over several runs, and the bounds of its 95 % confidence interval."""

    mean: float
    low: float
    high: float


def figures_by_day(log: CallLog, zone: tzinfo, thresholds: Thresholds) -> dict[date, Figures]:
    """Measure each day on which calls were offered; days begin at midnight in ``zone``."""
    return {day: figures(log.part(calls), thresholds) for day, calls in days_of(log, zone)}


def figures(log: CallLog, thresholds: Thresholds) -> Figures:
    """Measure calls. ``mean_wait`` is of all who waited, ``asa`` of those who were answered."""
    found = measure(log.calls(), thresholds)
    in_line = ~np.isnan(log.queued)
    return {
        "offered": found.offered,
        "blocked": found.outcomes[Outcome.BLOCKED],
        "landed": found.landed,
        "queued": found.queued,
        "answered": found.outcomes[Outcome.ANSWERED],
        "abandoned": found.outcomes[Outcome.ABANDONED],
        "short_abandoned": found.outcomes[Outcome.SHORT_ABANDONED],
        "dropped": found.outcomes[Outcome.DROPPED],
        "mean_wait": float(log.waited[in_line].mean()) if in_line.any() else None,
        "asa": found.asa,
        "p90": found.wait(90),
        "abandonment": found.abandonment,
        "service_level": found.service_level,
    }


def days_of(log: CallLog, zone: tzinfo) -> Iterator[tuple[date, slice]]:
    """Find the days on which calls were offered, and where in the log these are."""
    first = 0
    while first < len(log):
        day = datetime.fromtimestamp(log.offered[first], UTC).astimezone(zone).date()
        midnight = datetime.combine(day + timedelta(days=1), time(), zone).timestamp()
        behind = int(np.searchsorted(log.offered, midnight))
        yield day, slice(first, behind)
        first = behind


def course_of(log: CallLog, zone: tzinfo) -> Course:
    """Count by time of day, as a mean over the days on which calls were offered."""
    time_of_day = np.empty(len(log))
    days = list(days_of(log, zone))
    for day, calls in days:
        midnight = datetime.combine(day, time(), zone).timestamp()
        time_of_day[calls] = log.offered[calls] - midnight
    # Where a day has 25 hours, the last one counts to the end of the day.
    part = np.minimum(time_of_day * BINS / DAY, BINS - 1).astype(int)

    def count(some: Flags) -> Floats:
        return np.bincount(part[some], minlength=BINS) / max(1, len(days))

    in_line = ~np.isnan(log.queued)
    waited = np.bincount(part[in_line], log.waited[in_line], BINS)
    with np.errstate(invalid="ignore"):
        mean_wait = waited / np.bincount(part[in_line], minlength=BINS)
    return Course(
        offered=count(np.full(len(log), True)),
        blocked=count(log.ended_as(Outcome.BLOCKED)),
        dropped=count(log.ended_as(Outcome.DROPPED)),
        gave_up=count(log.ended_as(Outcome.ABANDONED) | log.ended_as(Outcome.SHORT_ABANDONED)),
        waited=mean_wait,
    )


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
