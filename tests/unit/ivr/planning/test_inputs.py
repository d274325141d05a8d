import math
from typing import Any

import pytest

from capacity.erlang_b import lines_for
from capacity.history import Measured
from capacity.planning import agents_needed, hold_expected
from ivr.settings import SettingsError
from tests.unit.ivr.planning.plans import GOALS, settled

SEEN = Measured(
    calls=700, begins=0, menus=25, talk=110, wrap_up=14, self_served=0.3, patience=95, rest=1.5
)  # fmt: skip


def refusal(**asked: Any) -> str:
    with pytest.raises(SettingsError) as caught:
        settled(**asked)
    problem = caught.value.problems[0]
    return f"{problem.place}: {problem.wrong}. {problem.remedy}"


def test_what_nobody_says_is_assumed_and_said() -> None:
    inputs = settled(calls=5500)
    assert {name: each.value for name, each in inputs.named.items()} == {
        "calls": 5500, "self_served": 0, "wrap_up": 10, "patience": 120, "redial": 0,
        "hold": 180, "menus": 30, "talk": 150,
    }  # fmt: skip
    sources = {name: each.source for name, each in inputs.named.items()}
    assert (sources["calls"], sources["wrap_up"]) == ("given", "the settings")
    assert sources["talk"].startswith("follows")
    assert sources["patience"].startswith("assumed")


def test_talk_follows_from_the_hold_of_those_who_want_an_agent() -> None:
    inputs = settled(calls=100, hold=100, menus=20, self_served=0.5)
    assert inputs.callers.talk == 160
    agents = agents_needed(inputs.callers, GOALS)
    assert hold_expected(inputs.callers, GOALS, agents) == pytest.approx(100)


def test_the_hold_follows_from_talk() -> None:
    inputs = settled(calls=100, talk=90, menus=20)
    assert "hold" not in inputs.named
    agents = agents_needed(inputs.callers, GOALS)
    # The menus, the talk of all but the few who give up, and some waiting.
    assert 107 < hold_expected(inputs.callers, GOALS, agents) < 120


def test_both_may_be_given_if_they_agree() -> None:
    inputs = settled(calls=100, hold=130, talk=90, menus=20)
    assert inputs.callers.talk == 90
    assert inputs.callers.rest > 10
    assert "too short for menus of 20 s and then, of 100%, a talk of 90 s" in refusal(
        calls=100, hold=105, talk=90, menus=20
    )


def test_a_log_says_what_is_not_asked_for() -> None:
    inputs = settled(SEEN, menus=40, patience=math.inf)
    assert inputs.callers.calls == 700
    assert (inputs.callers.talk, inputs.callers.wrap_up, inputs.callers.rest) == (110, 14, 1.5)
    assert (inputs.callers.menus, inputs.callers.patience) == (40, math.inf)
    assert (inputs.named["talk"].source, inputs.named["menus"].source) == ("measured", "given")
    assert "hold" not in inputs.named


def test_a_hold_that_is_asked_for_overrides_a_measured_talk() -> None:
    inputs = settled(SEEN, hold=165)
    assert inputs.callers.talk == pytest.approx((165 - 25) / 0.7)
    assert inputs.named["talk"].source.startswith("follows")


def test_lines_alone_say_how_many_calls() -> None:
    inputs = settled(lines=350, hold=180)
    assert inputs.callers.calls == 6523
    assert lines_for(6523 * 180 / 3600, 0.01) == 350
    assert inputs.named["calls"].source == "the most that 350 lines take with 1 % blocked"
    for asked in ({}, {"lines": 350, "redial": 0.5}, {"lines": 350, "talk": 90}):
        assert "nothing says how many calls come. Add --calls-per-hour" in refusal(**asked)
    assert "--lines: no call fits" in refusal(lines=1, hold=900)


def test_where_nobody_wants_an_agent_all_is_menus() -> None:
    inputs = settled(calls=100, hold=90, self_served=1)
    assert (inputs.callers.menus, inputs.callers.talk) == (90, 0)
    assert hold_expected(inputs.callers, GOALS, 0) == pytest.approx(90)
    assert settled(calls=100, hold=90, menus=50, self_served=1).callers.rest == pytest.approx(40)
    measured = settled(SEEN, self_served=1)
    assert "hold" not in measured.named
    assert hold_expected(measured.callers, GOALS, 0) == 25 + 1.5


def test_absurd_numbers_are_refused_with_a_remedy() -> None:
    assert "--hold: 20 s are too short for menus of 30 s. Give less" in refusal(calls=5, hold=20)
    assert "600,000 erlangs. Calls are per hour and times in seconds" in refusal(calls=12e6)
    assert "erlangs" in refusal(calls=math.nan)
    assert "3 s are shorter than the waits that the goals allow" in refusal(
        calls=3000, hold=3, menus=0, patience=6000
    )
