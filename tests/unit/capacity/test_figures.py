import math

import pytest

from capacity.figures import figures, spread_of
from capacity.outcomes import Outcome
from capacity.thresholds import Thresholds
from tests.unit.capacity.logs import answered, gave_up, log_of, without_agent


def test_all_who_waited_count_for_the_mean_wait_and_the_answered_for_asa() -> None:
    found = figures(
        log_of(
            answered(0, waited=10),
            answered(0, waited=30),
            gave_up(0, 80),
            gave_up(0, 2),
            without_agent(0, Outcome.BLOCKED),
            without_agent(0, Outcome.DROPPED),
        ),
        Thresholds(short_abandon=5, service_level=20),
    )
    assert found == {
        "offered": 6,
        "blocked": 1,
        "landed": 5,
        "queued": 4,
        "answered": 2,
        "abandoned": 1,
        "short_abandoned": 1,
        "dropped": 1,
        "mean_wait": 30.5,
        "asa": 20,
        "p90": 30,
        "abandonment": pytest.approx(1 / 3),
        "service_level": 0.5,
    }


def test_where_nobody_waited_there_are_no_waits() -> None:
    found = figures(log_of(without_agent(0, Outcome.LEFT)), Thresholds())
    assert [found[name] for name in ("mean_wait", "asa", "abandonment")] == [None] * 3


def test_the_interval_of_several_runs_is_students() -> None:
    # n = 5, mean 3, s = sqrt(2.5), t(0.975; 4) = 2.776
    found = spread_of([1, 2, 3, 4, 5])
    assert found.mean == 3
    assert found.high - found.mean == pytest.approx(2.776 * math.sqrt(2.5) / math.sqrt(5))
    assert found.mean - found.low == pytest.approx(found.high - found.mean)


def test_the_interval_of_many_runs_is_near_the_normal_one() -> None:
    # t(0.975; 29) = 2.0452
    values = [float(n % 2) for n in range(30)]
    deviation = math.sqrt(30 * 0.25 / 29)
    expected = 2.0452 * deviation / math.sqrt(30)
    assert spread_of(values).high - 0.5 == pytest.approx(expected, rel=0.002)


def test_one_run_has_no_width() -> None:
    found = spread_of([7.0])
    assert (found.low, found.mean, found.high) == (7, 7, 7)
