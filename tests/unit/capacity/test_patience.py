import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.distribution import turnbull
from capacity.patience import kaplan_meier

REMISSION = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
ENDED = [True] * 9 + [False] * 12
"""Weeks in remission under 6-MP (E. J. Freireich and others, 1963), the textbook example."""
SURVIVAL = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
"""What textbooks print for it."""


def plain_kaplan_meier(lengths: list[float], ended: list[bool]) -> dict[float, float]:
    """The survival after each length, straight from the definition."""
    survival, left = 1.0, {}
    for length in sorted(set(lengths)):
        at_risk = sum(other >= length for other in lengths)
        ends = sum(other == length and end for other, end in zip(lengths, ended, strict=True))
        survival *= 1 - ends / at_risk
        left[length] = survival
    return left


def test_kaplan_meier_gives_what_textbooks_print() -> None:
    estimate = kaplan_meier(REMISSION, ENDED)
    for week, survival in SURVIVAL.items():
        assert estimate.longer_than(week) == pytest.approx(survival, abs=0.0006)


observations = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=40)


@given(observations)
def test_kaplan_meier_is_its_definition(watched: list[tuple[int, bool]]) -> None:
    lengths, ended = [float(length) for length, _ in watched], [end for _, end in watched]
    estimate = kaplan_meier(lengths, ended)
    for length, survival in plain_kaplan_meier(lengths, ended).items():
        assert estimate.longer_than(length) == pytest.approx(survival)


def test_turnbull_of_censored_lengths_is_kaplan_meier() -> None:
    lengths = np.array(REMISSION, float)
    most = np.where(ENDED, lengths, 99.0)
    # One censored at a length was still there after it.
    least = np.where(ENDED, lengths, lengths + 0.5)
    estimate = turnbull(least, most)
    for week, survival in SURVIVAL.items():
        longer = estimate.probabilities[estimate.lengths > week].sum()
        assert longer == pytest.approx(survival, abs=0.001)


def test_after_the_longest_wait_callers_give_up_at_the_rate_so_far() -> None:
    estimate = kaplan_meier(REMISSION, ENDED)
    assert estimate.longer_than(35) == pytest.approx(0.448, abs=0.0006)
    assert estimate.longer_than(70) == pytest.approx(0.448**2, abs=0.001)


def test_patience_beyond_a_wait_follows_those_who_waited_as_long() -> None:
    estimate = kaplan_meier(REMISSION, ENDED)
    chances = (np.arange(10_000) + 0.5) / 10_000
    drawn = estimate.draw_beyond(np.full(10_000, 12.0), chances)
    assert drawn.min() > 12
    for week in (13, 16, 23, 30, 60):
        expected = estimate.longer_than(week) / estimate.longer_than(12)
        assert (drawn > week).mean() == pytest.approx(expected, abs=0.001)


@given(observations, st.floats(0, 40), st.floats(0, 1, exclude_max=True))
def test_patience_is_longer_than_the_wait_so_far(
    watched: list[tuple[int, bool]], waited: float, chance: float
) -> None:
    lengths, ended = [float(length) for length, _ in watched], [end for _, end in watched]
    drawn = float(kaplan_meier(lengths, ended).draw_beyond([waited], [chance])[0])
    assert drawn >= waited
    assert not math.isnan(drawn)


def test_where_nobody_gave_up_nobody_does() -> None:
    drawn = kaplan_meier([3.0, 5.0], [False, False]).draw_beyond([0.0, 5.0], [0.2, 0.999])
    assert drawn.tolist() == [math.inf, math.inf]


def test_without_any_wait_nothing_is_known_of_patience() -> None:
    assert kaplan_meier([], []).draw_beyond([0.0], [0.5]).tolist() == [math.inf]
