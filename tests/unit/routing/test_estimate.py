import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.estimate import BUSY, PATIENCE, Estimator, Expectation
from routing.outlook import Outlook

LINE = ("MVVNL", "hi")
lengths = st.floats(0, 10_000)


def learnt(busy: float, *, calls: int = 1_000) -> Estimator:
    """An estimator of a line where calls are of one length and one in two gives up after 200 s."""
    found = Estimator()
    for call in range(calls):
        found.handled(LINE, busy)
        found.waited(LINE, 200.0, gave_up=call % 2 == 0)
    return found


def test_without_agents_nothing_can_be_expected() -> None:
    assert Estimator().expect(Outlook(LINE, 3.0, 0)) is None


def test_the_first_guess_holds_until_calls_have_shown_better() -> None:
    first = Estimator().expect(Outlook(LINE, 1.0, 2))
    assert first is not None
    assert first.mean == pytest.approx(BUSY / 2 + 1 / (2 / BUSY + 1 / PATIENCE))
    new, old = (learnt(60.0, calls=calls).expect(Outlook(LINE, 0.0, 1)) for calls in (1, 1_000))
    assert new is not None
    assert old is not None
    assert 60.0 < old.mean < 60.1 < new.mean < BUSY


def test_lines_learn_apart() -> None:
    other = learnt(999.0).expect(Outlook(("KESCO", "hi"), 0.0, 1))
    assert other is not None
    assert other.mean == BUSY


def test_calls_of_no_length_are_no_division_by_zero() -> None:
    found = learnt(0.0).expect(Outlook(LINE, 0.0, 1))
    assert found is not None
    assert found.mean > 0


@given(st.floats(0, 50), st.floats(0, 50), st.integers(1, 50))
def test_more_people_ahead_never_shorten_the_wait(fewer: float, more: float, agents: int) -> None:
    few, many = sorted((fewer, more))
    estimator = learnt(100.0, calls=30)
    short, long = (estimator.expect(Outlook(LINE, ahead, agents)) for ahead in (few, many))
    assert short is not None
    assert long is not None
    assert short.mean <= long.mean + 1e-9


@given(st.lists(lengths, max_size=30), st.floats(0, 500), st.integers(1, 500))
def test_whatever_was_seen_a_wait_is_a_number(seen: list[float], ahead: float, agents: int) -> None:
    estimator = Estimator()
    for seconds in seen:
        estimator.handled(LINE, seconds)
        estimator.waited(LINE, seconds, gave_up=seconds < 1)
    found = estimator.expect(Outlook(LINE, ahead, agents))
    assert found is not None
    assert 0 <= found.quantile(-1) <= found.quantile(0) <= found.quantile(1) < math.inf


def test_quantiles_are_those_of_the_gamma_distribution() -> None:
    drawn = np.random.default_rng(1).gamma(4.0, 50.0, 200_000)
    found = Expectation(mean=200.0, variance=4 * 50.0**2)
    ranks = [statistics.NormalDist().cdf(deviations) for deviations in (-1.0, 0.0, 1.0)]
    quantiles = [found.quantile(deviations) for deviations in (-1.0, 0.0, 1.0)]
    assert quantiles == pytest.approx(np.quantile(drawn, ranks).tolist(), rel=0.02)


def test_no_wait_is_no_wait() -> None:
    assert Expectation(0.0, 0.0).quantile(1.0) == 0.0


def test_help_from_others_ends_the_wait() -> None:
    own = Estimator().expect(Outlook(LINE, 30.0, 2, help_in=45.0))
    assert own is not None
    assert own.quantile(0.0) == own.quantile(1.0) == 45.0
    assert Estimator().expect(Outlook(LINE, 3.0, 0, help_in=45.0)) == Expectation(45.0, 0.0)
