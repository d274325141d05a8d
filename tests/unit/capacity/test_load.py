import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.load import (
    HOUR,
    MIXED,
    MOST_REDIALS,
    STAY,
    Habit,
    LoadPlan,
    PlannedCall,
    Profile,
    Wish,
    plan_load,
    plan_logged,
)

BUSY = Wish(calls=36_000, hold=120, seconds=600, habits=STAY)
"""Ten calls a second for ten minutes."""


def arrivals(plan: LoadPlan) -> np.ndarray:
    return np.array([call.at for call in plan.calls])


@pytest.mark.parametrize("seed", range(5))
def test_steady_arrivals_are_a_poisson_process(seed: int) -> None:
    at = arrivals(plan_load(replace(BUSY, seed=seed), Profile.STEADY))
    assert abs(len(at) - 6_000) < 4 * math.sqrt(6_000)
    by_second = np.histogram(at, bins=600, range=(0, 600))[0]
    # The variance of so many Poisson counts over their mean is 1 +/- sqrt(2/599).
    assert abs(by_second.var() / by_second.mean() - 1) < 4 * math.sqrt(2 / 599)
    gaps = np.diff(at)
    assert abs(gaps.std() / gaps.mean() - 1) < 0.06
    assert abs(np.corrcoef(gaps[:-1], gaps[1:])[0, 1]) < 0.06


def test_a_storm_is_calm_and_rises_and_rages_and_falls_again() -> None:
    at = arrivals(plan_load(BUSY, Profile.STORM))
    calm, rise, rage, fall = np.histogram(at, bins=4, range=(0, 600))[0] / 1500
    assert calm == pytest.approx(0.2, abs=0.05)
    assert rise == pytest.approx(0.6, abs=0.08)
    assert rage == pytest.approx(1.0, abs=0.1)
    assert fall == pytest.approx(0.6, abs=0.08)
    first, last = np.histogram(at, bins=600, range=(0, 600))[0][[200, 299]]
    assert first < last, "it rises within its quarter"


def test_holds_are_exponential_with_the_mean_that_was_asked_for() -> None:
    holds = np.array([call.hold for call in plan_load(BUSY, Profile.STEADY).calls])
    assert holds.mean() == pytest.approx(120, rel=0.06)
    assert holds.std() / holds.mean() == pytest.approx(1, abs=0.06)


def test_a_mix_keeps_the_mean_hold_and_its_shares() -> None:
    plan = plan_load(replace(BUSY, habits=MIXED), Profile.STEADY)
    assert plan.mean_hold == pytest.approx(120, rel=0.08)
    for habit in MIXED:
        share = sum(call.habit == habit.name for call in plan.calls) / len(plan.calls)
        assert share == pytest.approx(habit.share, abs=0.02)
    stays = {h.name: h.stay for h in MIXED}
    served = np.mean([call.hold for call in plan.calls if call.habit == "serve"])
    waits = np.mean([call.hold for call in plan.calls if call.habit == "wait"])
    assert served / waits == pytest.approx(stays["serve"] / stays["wait"], rel=0.12)


def test_the_same_seed_is_the_same_load_and_another_is_not() -> None:
    again = plan_load(BUSY, Profile.STEADY)
    assert plan_load(BUSY, Profile.STEADY) == again
    assert plan_load(replace(BUSY, seed=2), Profile.STEADY) != again


@given(compress=st.floats(1, 60), calls=st.floats(100, 6_000), hold=st.floats(30, 600))
def test_compressing_shortens_times_and_keeps_the_erlangs(
    compress: float, calls: float, hold: float
) -> None:
    wish = Wish(calls=calls, hold=hold, seconds=60, compress=compress, habits=STAY)
    assert wish.rate * wish.hold / compress == pytest.approx(wish.erlangs)
    assert wish.erlangs == pytest.approx(calls * hold / HOUR)


def test_an_hour_compressed_is_the_same_hour_in_less_time() -> None:
    hour = plan_load(Wish(calls=3_000, hold=180, seconds=3_600, habits=STAY), Profile.STEADY)
    wish = Wish(calls=3_000, hold=180, seconds=180, compress=20, habits=STAY)
    short = plan_load(wish, Profile.STEADY)
    assert len(short.calls) == len(hour.calls)
    assert arrivals(short) * 20 == pytest.approx(arrivals(hour))
    assert short.mean_hold * 20 == pytest.approx(hour.mean_hold)


def test_redials_are_as_many_as_the_share_says_and_have_an_end() -> None:
    wish = replace(BUSY, redial=0.5, redial_after=60.0)
    calls = plan_load(wish, Profile.STEADY).calls
    redials = np.array([call.redials for call in calls])
    assert (redials == 0).mean() == pytest.approx(0.5, abs=0.03)
    assert (redials == 1).mean() == pytest.approx(0.25, abs=0.03)
    assert redials.max() == MOST_REDIALS
    assert np.mean([call.redial_after for call in calls]) == pytest.approx(60, rel=0.06)
    assert not any(call.redials for call in plan_load(BUSY, Profile.STEADY).calls)


def test_a_log_gives_its_arrivals_and_their_mean_rate() -> None:
    wish = Wish(calls=0, hold=60, seconds=10, compress=6, habits=STAY)
    plan = plan_logged(wish, np.array([1e9, 1e9 + 6, 1e9 + 30, 1e9 + 59, 1e9 + 60]))
    assert arrivals(plan) == pytest.approx([0, 1, 5, 59 / 6])
    assert plan.wish.calls == 4 * 60


def test_a_plan_knows_how_many_come_and_are_there_at_once_and_when_all_is_over() -> None:
    times = ((0.0, 5.0), (0.5, 0.2), (0.9, 3.0), (4.0, 2.0))
    calls = tuple(PlannedCall(at, "stay", hold, 0, 1.0) for at, hold in times)
    plan = LoadPlan(BUSY, (*calls, PlannedCall(4.5, "stay", 1.0, 2, 10.0)))
    assert plan.most_in_a_second == 3
    assert plan.most_at_once == 3
    assert plan.over_by == 25.5
    assert plan.mean_hold == pytest.approx(2.24)


def test_nobody_calls_in_an_empty_plan() -> None:
    plan = plan_load(Wish(calls=1, hold=1, seconds=0.001), Profile.STEADY)
    assert plan.calls == ()
    assert (plan.most_in_a_second, plan.most_at_once, plan.over_by) == (0, 0, 0.0)
    assert math.isnan(plan.mean_hold)


def test_habits_add_up() -> None:
    assert sum(habit.share for habit in MIXED) == pytest.approx(1)
    assert Habit("stay", 1, 1) in STAY
