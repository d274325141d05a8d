"""Percentiles are times that were measured, never between two."""

from hypothesis import given
from hypothesis import strategies as st

from capacity.percentiles import Percentiles, percentiles


def test_without_times_there_are_none():
    assert percentiles([]) is None


def test_of_a_thousand_times():
    found = percentiles([float(n) for n in range(1, 1001)])
    assert found == Percentiles(1000, 500.0, 950.0, 990.0, 999.0, 1000.0)


def test_of_few_times_the_highest_percentile_is_the_longest():
    assert percentiles([1.0, 2.0, 9.0]) == Percentiles(3, 2.0, 9.0, 9.0, 9.0, 9.0)


@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_each_was_measured_and_so_many_do_not_exceed_it(times):
    found = percentiles(times)
    for share, value in ((0.5, found.p50), (0.95, found.p95), (0.99, found.p99)):
        assert value in times
        assert sum(time <= value for time in times) >= share * len(times) - 1e-9
    assert found.longest == max(times)
