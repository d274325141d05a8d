import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.spoken.numbers import RANGES
from routing.estimate import Expectation
from routing.promise import LONGER, STEPS, Promise, fitting

expectations = st.none() | st.builds(Expectation, st.floats(0, 9_000), st.just(0.0))


def sure(minutes: float) -> Expectation:
    return Expectation(60 * minutes, 0.0)


def test_all_that_is_said_has_a_sound() -> None:
    assert (*RANGES, LONGER) == STEPS


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0.0, (1, 2)), (2.0, (1, 2)), (2.1, (2, 5)), (44.0, (30, 45)), (60.1, LONGER), (999, LONGER)],
)
def test_the_shortest_range_that_is_long_enough_is_said(
    minutes: float, said: tuple[int, int]
) -> None:
    assert fitting(sure(minutes)) == said


def test_what_is_unsure_is_said_with_care() -> None:
    assert fitting(Expectation(100.0, 0.0)) == (1, 2)
    assert fitting(Expectation(100.0, 100.0**2)) == (2, 5)


@given(st.lists(expectations, min_size=1))
def test_what_a_caller_hears_never_rises(every: list[Expectation | None]) -> None:
    promise = Promise()
    heard = [promise.say(expected) for expected in every]
    assert heard == sorted(heard, reverse=True)
    assert heard[-1] == min(map(fitting, every))


def test_what_was_said_before_a_restart_holds() -> None:
    assert Promise((2, 5)).say(sure(30)) == (2, 5)
    assert Promise((2, 5)).say(sure(1)) == (1, 2)
    assert Promise().say(None) == LONGER
