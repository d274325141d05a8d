"""What calls cost is the difference between samples, per call that landed between them."""

import pytest

from ivr.measuring.costing import busy, costs_of
from tests.unit.ivr.measuring.samples import sample


def test_the_processor_time_of_a_span_is_shared_by_the_calls_that_landed_in_it():
    samples = [sample(10.0, worked=1.0), sample(12.0, worked=1.5), sample(14.0, worked=2.0)]
    cost = costs_of(samples, [9.9, 10.0, 11.0, 13.0, 13.9, 14.0])["service"]
    assert cost.per_call == pytest.approx(0.25)
    assert cost.share == pytest.approx(0.25)
    assert cost.growth is None


def test_a_trend_of_memory_needs_minutes():
    samples = [sample(at, worked=0.0, own=1_000_000 + 100 * at) for at in range(0, 601, 10)]
    cost = costs_of(samples, [])["service"]
    assert cost.growth == pytest.approx(360_000)
    assert cost.own == (1_000_000, 1_060_000)
    assert len(cost.course) <= 61


def test_one_sample_shows_no_cost():
    assert costs_of([sample(1.0, worked=1.0)], []) == {}


def test_the_machine_is_as_busy_as_it_worked():
    samples = [sample(0, worked=0, machine=5.0), sample(10, worked=0, machine=20.0)]
    assert busy(samples) == pytest.approx(1.5)
