import pytest

from prompts.spoken.numbers import RANGES
from routing.estimate import Expectation
from routing.promise import LONGER, STEPS, Prospect


def test_all_that_is_said_has_a_sound() -> None:
    assert (*RANGES, LONGER) == STEPS


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0.0, (1, 2)), (2.0, (1, 2)), (2.1, (2, 5)), (44.0, (30, 45)), (60.1, LONGER), (999, LONGER)],
)
def test_the_shortest_range_that_is_long_enough_is_said(
    minutes: float, said: tuple[int, int]
) -> None:
    assert Prospect(1, Expectation(60 * minutes, 0.0)).range == said


def test_what_is_unsure_is_said_with_care() -> None:
    assert Prospect(1, Expectation(100.0, 0.0)).range == (1, 2)
    assert Prospect(1, Expectation(100.0, 100.0**2)).range == (2, 5)


def test_while_nobody_is_there_no_short_wait_is_promised() -> None:
    assert Prospect(1, None).range == LONGER
