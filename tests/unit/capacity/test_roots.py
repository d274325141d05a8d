import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.roots import fewest, root


@given(st.floats(-50, 50), st.floats(0.01, 9), st.floats(0, 2))
def test_the_root_of_a_rising_function_is_found(zero: float, slope: float, bend: float) -> None:
    found = root(lambda at: slope * (at - zero) + bend * (at - zero) ** 3, -60, 60)
    assert found == pytest.approx(zero, abs=1e-6)


def test_few_looks_are_enough() -> None:
    looks: list[float] = []

    def bent(at: float) -> float:
        looks.append(at)
        return math.exp(at) - 20

    assert root(bent, 0, 10) == pytest.approx(math.log(20), rel=1e-10)
    assert len(looks) < 25


def test_without_a_root_it_is_the_nearer_end() -> None:
    assert root(lambda at: at + 1, 0, 1) == 0
    assert root(lambda at: at - 2, 0, 1) == 1


@given(st.integers(1, 40), st.integers(0, 10_000))
def test_the_fewest_are_found(least: int, more: int) -> None:
    assert fewest(lambda number: number >= least + more, least) == least + more
    assert fewest(lambda _number: True, least) == least
