import numpy as np
import pytest

from capacity.history import FEW, exponential_patience, measured
from capacity.outcomes import Outcome
from capacity.planning import Callers, Size, outlook
from capacity.staffing import AfterCalls
from tests.unit.capacity.helpline import happen
from tests.unit.capacity.logs import BEGIN, answered, gave_up, log_of, without_agent

NOTHING = AfterCalls(np.empty(0, np.intp), np.empty(0), np.empty(0))


def test_what_a_log_shows() -> None:
    log = log_of(
        *(answered(number * 60, waited=10, talk=100) for number in range(30)),
        *(gave_up(number * 60 + 1, waited=20) for number in range(30)),
        *(without_agent(number * 60 + 2, Outcome.SELF_SERVED, menus=45) for number in range(30)),
        *(without_agent(number * 60 + 3, Outcome.BLOCKED, menus=0) for number in range(30)),
    )
    found = measured(log, NOTHING)
    assert (found.calls, found.begins) == (120, BEGIN.timestamp())
    assert found.menus == pytest.approx(15)  # 45 s in the menus for one landed call of three
    assert found.self_served == pytest.approx(1 / 3)
    assert found.talk == 100
    assert found.patience == pytest.approx((30 * 10 + 30 * 20) / 30)
    assert (found.rest, found.wrap_up) == (0, None)


def test_too_few_calls_show_nothing() -> None:
    found = measured(log_of(answered(0), gave_up(5, 3)), NOTHING)
    assert found.calls == 2
    assert {found.menus, found.talk, found.self_served, found.patience, found.rest} == {None}


def test_the_time_after_calls_is_taken_where_enough_of_it_is_known() -> None:
    calls = np.arange(FEW)
    known = AfterCalls(calls, np.full(FEW, 12.0), np.full(FEW, 12.0))
    assert measured(log_of(answered(0)), known).wrap_up == pytest.approx(12)
    bounded = AfterCalls(calls, np.full(FEW, 0.0), np.full(FEW, 12.0))
    assert measured(log_of(answered(0)), bounded).wrap_up is None


def test_patience_needs_who_gave_up() -> None:
    assert exponential_patience(np.full(90, 9.0), np.zeros(90, bool)) is None
    assert exponential_patience(np.zeros(90), np.ones(90, bool)) is None


def test_what_was_put_in_is_found_again() -> None:
    callers = Callers(
        calls=900, menus=25, talk=110, wrap_up=15, self_served=0.25, patience=90
    )  # fmt: skip
    size = Size(60, 21)
    log = happen(callers, size, 8000, seed=5)
    found = measured(log, NOTHING)
    assert found.talk == pytest.approx(110, rel=0.05)
    assert found.menus == pytest.approx(25)
    assert found.self_served == pytest.approx(0.25, abs=0.02)
    assert found.patience == pytest.approx(90, rel=0.1)
    # The busiest of several hours has more calls than they have on average.
    assert 900 < found.calls < 1.15 * 900
    lost = log.ended_as(Outcome.ABANDONED).sum() + log.ended_as(Outcome.SHORT_ABANDONED).sum()
    in_line = (~np.isnan(log.queued)).sum()
    assert lost / in_line == pytest.approx(outlook(callers, size, 20).abandoned, abs=0.03)
