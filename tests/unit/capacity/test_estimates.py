import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.call_log import NOBODY, OUTCOMES, CallLog
from capacity.estimates import FEW, Estimates, estimate
from capacity.outcomes import Outcome
from capacity.staffing import after_calls, shifts_of
from tests.unit.capacity.logs import after, answered, gave_up, log_of, without_agent


def learned(log: CallLog, *, wrap_up: float = 10.0) -> Estimates:
    return estimate(log, after_calls(log, shifts_of(log), ring=0, pick_up=0), wrap_up=wrap_up)


def test_what_the_log_tells_of_a_call_stays() -> None:
    log = log_of(
        answered(0, waited=5, talk=60, priority=0, ended=after(68)),
        gave_up(10, 20, offered=after(3), queue="KESCO", language="en"),
        without_agent(20, Outcome.SELF_SERVED, menus=40),
    )
    demand = learned(log).demand(seed=1)
    assert demand.offered.tolist() == log.offered.tolist()
    assert demand.menus.tolist() == [0, 7, 40]
    assert [demand.queue[call] for call in range(3)] == ["MVVNL", "KESCO", None]
    assert [demand.language[call] for call in range(3)] == ["hi", "en", None]
    assert demand.instead.tolist() == [NOBODY, NOBODY, OUTCOMES.index(Outcome.SELF_SERVED)]
    assert demand.priority.tolist() == [0, 3, 3]
    assert demand.handling[0] == 60
    assert demand.after[0] == 3
    assert demand.patience[1] == 20


def test_who_was_answered_would_have_waited_longer() -> None:
    log = log_of(answered(0, waited=15), *(gave_up(at, at) for at in range(10, 30)))
    drawn = {float(learned(log).demand(seed).patience[0]) for seed in range(60)}
    assert min(drawn) > 15
    assert drawn == set(range(16, 30))


def test_a_talk_that_never_began_is_like_those_of_the_same_queue() -> None:
    talks = [answered(at, talk=10.0 + at % 7) for at in range(FEW)]
    others = [answered(at, talk=500.0, queue="KESCO") for at in range(FEW)]
    log = log_of(*talks, *others, gave_up(99, 5), gave_up(99, 5, queue="KESCO"))
    drawn = [learned(log).demand(seed).handling[-2:].tolist() for seed in range(20)]
    assert {own for own, _ in drawn} <= {10.0 + each for each in range(7)}
    assert {other for _, other in drawn} == {500.0}


def test_a_queue_with_few_calls_is_like_all() -> None:
    talks = [answered(at, talk=10) for at in range(FEW)]
    log = log_of(*talks, answered(50, talk=500, queue="KESCO"), gave_up(99, 5, queue="KESCO"))
    drawn = {float(learned(log).demand(seed).handling[-1]) for seed in range(200)}
    assert drawn == {10.0, 500.0}


def test_a_blocked_caller_is_like_one_who_was_let_in() -> None:
    blocked = [without_agent(at, Outcome.BLOCKED, menus=0) for at in range(200)]
    log = log_of(*blocked, gave_up(999, 5, queue="KESCO"), without_agent(999, Outcome.LEFT, 8))
    demand = learned(log).demand(seed=1)
    wanted = demand.instead[:200] == NOBODY
    assert 70 < wanted.sum() < 130
    assert {demand.queue[call] for call in np.flatnonzero(wanted)} == {"KESCO"}
    assert set(demand.menus[:200][~wanted]) == {8}
    assert demand.instead[:200][~wanted].tolist() == [OUTCOMES.index(Outcome.LEFT)] * sum(~wanted)


def test_the_time_after_a_call_is_its_own_where_the_log_tells_it() -> None:
    log = log_of(
        answered(0, talk=60),
        answered(50, waited=25.5, talk=60),
        answered(150, talk=60),
        answered(151, agent=None),
    )
    estimates = learned(log)
    drawn = np.array([estimates.demand(seed).wrap_up for seed in range(40)])
    assert set(drawn[:, 0]) == {15.5}
    # Of the second it is known to be 14.5 at most, and nothing of the others.
    assert drawn[:, 1].max() <= 14.5
    assert drawn[:, 2:].max() <= 16


def test_without_two_talks_of_an_agent_it_is_as_in_the_settings() -> None:
    log = log_of(answered(0), gave_up(3, 5))
    assert learned(log, wrap_up=12.0).demand(seed=1).wrap_up.tolist() == [12, 12]


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    log = log_of(*(answered(at) for at in range(20)), *(gave_up(at, at) for at in range(20)))
    one, same, other = (learned(log).demand(seed).patience.tolist() for seed in (1, 1, 2))
    assert one == same
    assert one != other


@pytest.mark.parametrize("outcome", [Outcome.BLOCKED, Outcome.DROPPED])
def test_a_log_may_have_no_caller_to_learn_from(outcome: Outcome) -> None:
    demand = learned(log_of(without_agent(0, outcome))).demand(seed=1)
    assert len(demand) == 1


kinds = st.sampled_from(["answered", "gave up", "blocked", "left"])


@given(st.lists(st.tuples(kinds, st.integers(0, 90)), min_size=1, max_size=30))
def test_nothing_that_is_drawn_is_nonsense(calls: list[tuple[str, int]]) -> None:
    made = {
        "answered": lambda at: answered(at, waited=at % 5),
        "gave up": lambda at: gave_up(at, at % 7),
        "blocked": lambda at: without_agent(at, Outcome.BLOCKED, menus=0),
        "left": lambda at: without_agent(at, Outcome.LEFT),
    }
    demand = learned(log_of(*(made[kind](at) for kind, at in calls))).demand(seed=1)
    for column in (demand.menus, demand.patience, demand.handling, demand.after, demand.wrap_up):
        assert (column >= 0).all()
    assert np.isfinite(demand.handling).all()
