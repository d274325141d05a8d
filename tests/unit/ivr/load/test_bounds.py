from dataclasses import replace

import pytest

from capacity.load import STAY, LoadPlan, PlannedCall, Profile, Wish, plan_load
from ivr.load.bounds import FASTEST, LONGEST, MOST_AT_ONCE, check_load
from ivr.settings import SettingsError
from tests.unit.ivr.load.samples import WISH

STATE = Wish(calls=12_453, hold=180, seconds=180, compress=20, habits=STAY)
"""650 lines' worth of calls, an hour in three minutes."""


def plan_of(*calls: tuple[float, float]) -> LoadPlan:
    return LoadPlan(WISH, tuple(PlannedCall(at, "stay", hold, 0, 1.0) for at, hold in calls))


def refusal(plan: LoadPlan) -> str:
    with pytest.raises(SettingsError) as refused:
        check_load(plan)
    (problem,) = refused.value.problems
    return f"{problem.place}: {problem.wrong}. {problem.remedy}"


def test_the_largest_load_that_is_wanted_is_allowed() -> None:
    check_load(plan_load(STATE, Profile.STEADY))
    check_load(plan_load(replace(STATE, calls=5_500, compress=20), Profile.STORM))


def test_what_is_too_much_is_refused_with_what_to_change() -> None:
    crowd = plan_of(*((n / 1000, 1.0) for n in range(FASTEST + 1)))
    assert refusal(crowd) == (
        f"--compress: {FASTEST + 1} calls would come within one second; {FASTEST} are the most. "
        "Compress less"
    )
    house = plan_of(*((n / 10, 10_000.0 - n / 10) for n in range(MOST_AT_ONCE + 1)))
    assert f"{MOST_AT_ONCE + 1} callers would be there at once" in refusal(house)
    assert "it would take up to 121 minutes" in refusal(plan_of((0.0, LONGEST + 60)))
    assert refusal(plan_of()).startswith("--minutes: nobody would call")
