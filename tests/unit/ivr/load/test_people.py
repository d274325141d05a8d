from dataclasses import replace

import pytest

from capacity.load import MIXED, LoadPlan, PlannedCall, Profile, Wish, plan_load
from ivr.load.people import rows
from tests.unit.ivr.load.samples import WISH

BEGAN = 1_795_353_092.0


def pressed(habit: str, hold: float) -> str:
    plan = LoadPlan(WISH, (PlannedCall(0.0, habit, hold, 0, 1.0),))
    (row,) = rows(plan, BEGAN, think=1.0)
    return row.keys


@pytest.mark.parametrize(
    ("habit", "keys"),
    [
        ("stay", ""),
        ("leave", ""),
        ("serve", "18"),
        ("wait", "11"),
        ("give-up", "11"),
        ("danger", "9"),
    ],
)
def test_each_habit_has_its_keys(habit: str, keys: str) -> None:
    assert pressed(habit, 60) == keys


def test_nobody_presses_a_key_after_hanging_up() -> None:
    assert pressed("wait", 1.5) == "1"
    assert pressed("wait", 0.9) == ""


def test_everybody_has_a_moment_and_a_number_of_their_own() -> None:
    wish = Wish(calls=36_000, hold=60, seconds=30, habits=MIXED, seed=3)
    plan = plan_load(wish, Profile.STEADY)
    ours = list(rows(plan, BEGAN, think=1.0))
    assert [row.due - BEGAN for row in ours] == pytest.approx([c.at for c in plan.calls])
    assert len({row.number for row in ours}) == len(ours)


def test_the_same_load_once_more_calls_from_other_numbers() -> None:
    plan = plan_load(replace(WISH, seconds=30), Profile.STEADY)

    def numbers(began: float) -> set[str]:
        return {row.number for row in rows(plan, began, think=1.0)}

    assert not any(numbers(BEGAN) & numbers(BEGAN + later) for later in (1, 60, 300, 3_600))
