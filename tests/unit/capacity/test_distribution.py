import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.distribution import Distribution, empirical, turnbull


def test_turnbull_shares_a_range_in_the_proportions_of_what_is_known() -> None:
    estimate = turnbull([1, 1, 1, 5, 0], [1, 1, 1, 5, 5])
    assert estimate.lengths.tolist() == [1, 5]
    assert estimate.probabilities == pytest.approx([0.75, 0.25], abs=1e-5)


def test_turnbull_knows_what_a_lower_bound_excludes() -> None:
    estimate = turnbull([1, 9, 4], [1, 9, 9])
    assert estimate.probabilities == pytest.approx([1 / 3, 2 / 3], abs=1e-5)


@given(
    st.lists(st.integers(0, 50), min_size=1, max_size=30),
    st.integers(0, 50),
    st.integers(0, 50),
    st.floats(0, 1, exclude_max=True),
)
def test_what_is_drawn_lies_between_the_bounds(
    lengths: list[int], one: int, other: int, chance: float
) -> None:
    least, most = min(one, other), max(one, other)
    drawn = float(empirical(lengths).draw([least], [most], [chance])[0])
    possible = {length for length in lengths if least <= length <= most}
    assert drawn in possible if possible else drawn == least


def test_draws_follow_the_probabilities_within_the_bounds() -> None:
    distribution = Distribution(np.array([1.0, 2.0, 3.0]), np.array([0.5, 0.125, 0.375]))
    chances = (np.arange(1000) + 0.5) / 1000
    drawn = distribution.draw(np.full(1000, 2.0), np.full(1000, math.inf), chances)
    assert [(drawn == length).mean() for length in (1, 2, 3)] == [0, 0.25, 0.75]


def test_the_mean_of_all_that_is_known_is_their_mean() -> None:
    assert empirical([1, 2, 2, 7]).mean == 3
