"""Days of a log, and how a day goes by time of day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

import numpy as np

from capacity.call_log import CallLog, Flags
from capacity.distribution import Floats
from capacity.figures import Figures, figures
from capacity.outcomes import SENT_AWAY, Outcome
from capacity.thresholds import Thresholds

BINS: Final = 96
"""Parts of a day in its `Course`: quarters of an hour."""
DAY: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class Course:
    """A day's course in `BINS` parts: counts per day, and the mean wait of who came to wait."""

    offered: Floats
    blocked: Floats
    dropped: Floats
    gave_up: Floats
    waited: Floats


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of each day, of all of them together, and the mean course of a day."""

    days: dict[date, Figures]
    total: Figures
    course: Course


@dataclass(frozen=True, slots=True)
class Judge:
    """How a log is measured: days begin at midnight in ``zone``. Only ``day`` counts, if given."""

    zone: tzinfo
    thresholds: Thresholds
    day: date | None = None

    def judge(self, log: CallLog) -> Result:
        """Measure each day on which calls were offered."""
        if self.day is not None:
            found = (calls for day, calls in days_of(log, self.zone) if day == self.day)
            log = log.part(next(found, slice(0)))
        days = {
            day: figures(log.part(calls), self.thresholds) for day, calls in days_of(log, self.zone)
        }
        return Result(days, figures(log, self.thresholds), course_of(log, self.zone))


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
        dropped=count(log.ended_as(*SENT_AWAY)),
        gave_up=count(log.ended_as(Outcome.ABANDONED) | log.ended_as(Outcome.SHORT_ABANDONED)),
        waited=mean_wait,
    )
