from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from capacity.days import BINS, Judge, course_of, days_of
from capacity.outcomes import Outcome
from capacity.thresholds import Thresholds
from tests.unit.capacity.logs import BEGIN, answered, gave_up, log_of, without_agent

INDIA = ZoneInfo("Asia/Kolkata")
HOUR = 3600.0


def at(text: str) -> float:
    """Seconds from the beginning of tests to a time in UTC."""
    return (datetime.fromisoformat(text).replace(tzinfo=UTC) - BEGIN).total_seconds()


def test_days_begin_at_midnight_where_people_are() -> None:
    log = log_of(*(gave_up(at(f"2026-11-22T{time}"), 1) for time in ("18:29:59", "18:30:00")))
    assert [(day, calls) for day, calls in days_of(log, INDIA)] == [
        (date(2026, 11, 22), slice(0, 1)),
        (date(2026, 11, 23), slice(1, 2)),
    ]


def test_days_without_calls_are_none() -> None:
    log = log_of(gave_up(0, 1), gave_up(3 * 24 * HOUR, 1))
    assert [day.day for day, _ in days_of(log, INDIA)] == [22, 25]


def test_each_day_is_measured_and_all_together() -> None:
    log = log_of(answered(0, waited=10), answered(24 * HOUR, waited=30))
    found = Judge(INDIA, Thresholds()).judge(log)
    assert [figures["asa"] for figures in found.days.values()] == [10, 30]
    assert found.total["asa"] == 20


def test_only_the_day_that_is_asked_for_counts() -> None:
    log = log_of(answered(-24 * HOUR), answered(0, waited=10), answered(24 * HOUR))
    found = Judge(INDIA, Thresholds(), date(2026, 11, 22)).judge(log)
    assert list(found.days) == [date(2026, 11, 22)]
    assert (found.total["offered"], found.total["asa"]) == (1, 10)
    assert Judge(INDIA, Thresholds(), date(2027, 1, 1)).judge(log).total["offered"] == 0


def test_the_course_of_a_day_is_the_mean_of_all_days() -> None:
    # 4:00 UTC is 9:30 in India, the 39th quarter of an hour.
    log = log_of(
        answered(0, waited=10),
        gave_up(60, 50),
        without_agent(24 * HOUR, Outcome.BLOCKED),
        without_agent(24 * HOUR + 900, Outcome.DROPPED),
    )
    course = course_of(log, INDIA)
    assert course.offered[38] == pytest.approx(1.5)
    assert course.blocked[38] == pytest.approx(0.5)
    assert course.gave_up[38] == pytest.approx(0.5)
    assert course.dropped[39] == pytest.approx(0.5)
    assert course.waited[38] == pytest.approx(30)
    assert course.offered.sum() == pytest.approx(2)
    assert np.isnan(course.waited).sum() == BINS - 1


def test_the_longer_day_at_the_end_of_summer_time_fits() -> None:
    # 25 October 2026 has 25 hours in Berlin.
    log = log_of(gave_up(at("2026-10-25T22:59:00"), 1))
    assert course_of(log, ZoneInfo("Europe/Berlin")).offered[BINS - 1] == 1
