"""Percentiles and ratios."""

import math

import pytest

from tests.bench.figures import percentile, ratio


@pytest.mark.parametrize(
    ("share", "value"), [(0.0, 1.0), (0.5, 5.0), (0.9, 9.0), (0.91, 10.0), (1.0, 10.0)]
)
def test_a_percentile_is_one_of_the_values(share: float, value: float) -> None:
    assert percentile([float(n) for n in range(10, 0, -1)], share) == value


def test_nothing_has_no_percentile() -> None:
    assert math.isnan(percentile([], 0.5))


def test_a_ratio_of_nothing_is_a_dash() -> None:
    assert ratio(7, 10) == "0.70"
    assert ratio(7, 0) == "–"
    assert ratio(math.nan, 2) == "–"
