"""Landed calls per hour, and how sure that is."""

import numpy as np
import pytest

from capacity.blocking import Span
from capacity.landing import landed_per_hour


def test_calls_outside_the_span_do_not_count():
    found = landed_per_hour([1.0, 10.0, 11.0, 109.9, 110.1], Span(10.0, 110.0))
    assert found.mean == pytest.approx(3 * 36)


def test_an_even_flow_is_sure():
    found = landed_per_hour(np.arange(0.5, 100, 1.0), Span(0.0, 100.0))
    assert (found.low, found.mean, found.high) == (3600, 3600, 3600)


def test_the_interval_holds_the_rate_of_a_poisson_process_19_times_in_20():
    chance, inside = np.random.default_rng(3), 0
    for _ in range(300):
        at = np.cumsum(chance.exponential(0.5, 500))
        found = landed_per_hour(at, Span(0.0, 200.0))
        inside += found.low <= 7200 <= found.high
    assert 270 <= inside <= 297
