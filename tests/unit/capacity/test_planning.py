import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.erlang_b import blocking, with_redials
from capacity.marks import Mark
from capacity.planning import (
    Callers,
    Goals,
    Size,
    agents_needed,
    hold_expected,
    holding,
    lines_needed,
    outlook,
    size_for,
)
from tests.unit.capacity.helpline import happen, settled

GOALS = Goals(blocked=0.01, answer=0.8, within=20, abandoned=0.05)
KESCO = Callers(calls=5500, menus=30, talk=150, wrap_up=20, self_served=0, patience=120)


def test_the_lines_of_a_plan_are_erlang_bs() -> None:
    callers = holding(KESCO, GOALS, agents_needed(KESCO, GOALS), 180)
    size = size_for(callers, GOALS)
    assert size.lines == 298
    brings = outlook(callers, size, GOALS.within)
    assert brings.blocked == pytest.approx(blocking(brings.load, 298), rel=1e-6)
    assert brings.hold == pytest.approx(180, abs=0.05)


plans = st.builds(
    Callers,
    calls=st.floats(5, 3000),
    menus=st.floats(0, 90),
    talk=st.floats(20, 400),
    wrap_up=st.floats(0, 90),
    self_served=st.floats(0, 0.9),
    patience=st.floats(20, 600),
    redial=st.sampled_from([0.0, 0.0, 0.5, 0.9]),
)
goals = st.builds(
    Goals,
    blocked=st.floats(0.002, 0.1),
    answer=st.floats(0.5, 0.95),
    within=st.floats(0, 60),
    abandoned=st.sampled_from([0.02, 0.05, 1.0]),
)


@settings(max_examples=30)
@given(plans, goals)
def test_the_plan_meets_its_goals_and_less_does_not(callers: Callers, goals: Goals) -> None:
    size = size_for(callers, goals)
    brings = outlook(callers, size, goals.within)
    assert brings.blocked <= goals.blocked + 1e-6
    assert brings.in_time >= goals.answer - 1e-6
    assert brings.abandoned <= goals.abandoned + 1e-6
    if size.lines > 1:
        fewer = outlook(callers, replace(size, lines=size.lines - 1), goals.within)
        assert fewer.blocked > goals.blocked - 1e-6


@settings(max_examples=30)
@given(plans, st.integers(1, 500), st.integers(1, 400))
def test_what_comes_goes(callers: Callers, lines: int, agents: int) -> None:
    brings = outlook(callers, Size(lines, agents), 20)
    assert brings.landed == pytest.approx(brings.attempts * (1 - brings.blocked))
    assert brings.blocked == pytest.approx(blocking(brings.load, lines), rel=1e-5, abs=1e-9)
    lost = brings.attempts - brings.landed
    lost += brings.landed * callers.reaching * brings.abandoned
    first = brings.attempts - callers.redial * lost
    assert first == pytest.approx(callers.calls, rel=1e-6)
    assert 0 <= brings.lines_busy <= 1 + 1e-9
    more = outlook(callers, Size(lines + 5, agents), 20)
    assert more.blocked <= brings.blocked + 1e-6


def test_with_agents_enough_redials_are_extended_erlang_b() -> None:
    callers = replace(KESCO, self_served=1, menus=180, redial=0.6)
    brings = outlook(callers, Size(260, 0), 20)
    expected = with_redials(275, 260, 0.6)
    assert brings.load == pytest.approx(expected.load)
    assert brings.blocked == pytest.approx(expected.blocked)
    assert (brings.in_time, brings.abandoned, brings.agents_busy) == (1, 0, 0)


def test_who_wants_no_agent_needs_none() -> None:
    callers = replace(KESCO, self_served=1)
    assert agents_needed(callers, GOALS) == 0
    assert lines_needed(callers, GOALS, 0) == size_for(callers, GOALS).lines


def test_callers_who_never_give_up_and_are_never_answered_fill_all_lines() -> None:
    callers = replace(KESCO, patience=math.inf)
    brings = outlook(callers, Size(298, 100), 20)
    # The agents answer as many as they can, and the lines let in no more.
    assert brings.landed * 170 / 3600 == pytest.approx(100, rel=0.01)
    assert brings.lines_busy > 0.9


def test_the_stated_hold_is_that_of_the_plan_alone() -> None:
    agents = agents_needed(KESCO, GOALS)
    callers = holding(KESCO, GOALS, agents, 180)
    assert hold_expected(callers, GOALS, agents) == pytest.approx(180)
    assert hold_expected(replace(callers, patience=600), GOALS, agents - 20) > 200


@pytest.mark.parametrize(
    ("callers", "size"),
    [
        pytest.param(
            replace(KESCO, calls=1000, talk=120, self_served=0.2), Size(46, 33), id="as planned"
        ),
        pytest.param(replace(KESCO, calls=1000), Size(70, 30), id="too few agents"),
        pytest.param(replace(KESCO, calls=1000), Size(35, 40), id="too few lines"),
    ],
)
def test_a_simulation_of_calls_brings_the_same(callers: Callers, size: Size) -> None:
    happened = settled(happen(callers, size, 12_000, seed=1), GOALS.within)
    brings = outlook(callers, size, GOALS.within)
    gave_up = happened[Mark.ABANDONED] + happened[Mark.SHORT_ABANDONED]
    assert happened.blocked == pytest.approx(brings.blocked, abs=0.015)
    assert gave_up / happened[Mark.QUEUED] == pytest.approx(brings.abandoned, abs=0.02)
    # Full lines let calls through more evenly than by chance, so who waits fares better.
    assert happened.service_level is not None
    assert happened.asa is not None
    assert -0.05 <= happened.service_level - brings.in_time <= 0.1
    assert happened.asa == pytest.approx(brings.asa, abs=max(2.0, 0.1 * brings.asa))
