"""The ideal pool is one, its share over long times is Erlang's, and the intervals hold."""

from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.blocking import Expected, Span, blocked_by_pool, expected_blocking, lines_to_keep
from capacity.erlang_b import blocking, lines_for

pauses, holds = st.floats(0, 3), st.floats(0.01, 10)


@given(st.lists(st.tuples(pauses, holds), max_size=60), st.integers(0, 5))
def test_a_call_is_refused_when_all_lines_hold_a_call_that_was_not(drawn, lines):
    at = accumulate(pause for pause, _ in drawn)
    calls = [(when, hold) for when, (_, hold) in zip(at, drawn, strict=True)]
    refused = blocked_by_pool(calls, lines)
    for place, (when, _) in enumerate(calls):
        held = sum(
            begun + hold > when
            for (begun, hold), no in zip(calls[:place], refused[:place], strict=True)
            if not no
        )
        assert refused[place] == (held >= lines)


def test_a_line_is_free_at_the_moment_at_which_its_call_ends():
    assert blocked_by_pool([(0.0, 1.0), (1.0, 1.0), (1.5, 1.0)], 1) == [False, False, True]


@pytest.mark.parametrize("draw", ["exponential", "always the same"])
def test_over_a_long_time_an_ideal_pool_blocks_what_erlang_says(draw):
    chance = np.random.default_rng(7)
    count, load, lines = 200_000, 8.0, 10
    at = np.cumsum(chance.exponential(1 / load, count))
    hold = chance.exponential(1.0, count) if draw == "exponential" else np.ones(count)
    refused = blocked_by_pool(zip(at.tolist(), hold.tolist(), strict=True), lines)
    assert np.mean(refused) == pytest.approx(blocking(load, lines), rel=0.03)


def test_a_long_span_is_expected_to_block_what_erlang_says_and_little_else():
    found = expected_blocking(8.0, 1.0, 10, Span(5.0, 2000.0), runs=50)
    assert found.share == blocking(8.0, 10)
    assert found.low < found.share < found.high
    assert found.high - found.low < 0.04


def test_nineteen_of_twenty_measurements_of_an_ideal_pool_lie_inside():
    span, load, lines = Span(3.0, 30.0), 8.0, 10
    expected = expected_blocking(load, 1.0, lines, span, runs=2000)
    inside = sum(expected.covers(_share(load, lines, span, seed)) for seed in range(400))
    assert 366 <= inside <= 396


def _share(load: float, lines: int, span: Span, seed: int) -> float:
    """What a pool blocks of one drawing, call by call."""
    chance = np.random.default_rng(seed)
    at = np.cumsum(chance.exponential(1 / load, int(2 * load * span.end)))
    at = at[at < span.end]
    calls = zip(at.tolist(), chance.exponential(1.0, len(at)).tolist(), strict=True)
    refused = np.array(blocked_by_pool(calls, lines))
    return float(refused[at >= span.warm_up].mean())


def test_independent_calls_would_give_a_far_narrower_interval():
    hold, load, lines = 15.0, 326.0, 350
    span = Span(45.0, 405.0)
    found = expected_blocking(load, hold, lines, span, runs=200)
    calls = load / hold * (span.end - span.warm_up)
    independent = 2 * 1.96 * (found.share * (1 - found.share) / calls) ** 0.5
    assert found.high - found.low > 3 * independent


def test_the_same_seed_gives_the_same_bounds():
    one, again, other = (
        expected_blocking(4.0, 1.0, 5, Span(3, 30), seed=s, runs=50) for s in (1, 1, 2)
    )
    assert one == again != other


def test_bounds_are_inside():
    assert Expected(0.1, 0.05, 0.2).covers(0.05)
    assert Expected(0.1, 0.05, 0.2).covers(0.2)
    assert not Expected(0.1, 0.05, 0.2).covers(0.049)


def test_keeping_a_goal_nearly_always_takes_more_lines_than_keeping_it_on_average():
    span = Span(9.0, 300.0)
    lines = lines_to_keep(20.0, 3.0, 0.01, span)
    assert lines > lines_for(20.0, 0.01)
    assert expected_blocking(20.0, 3.0, lines, span).high <= 0.01
    assert expected_blocking(20.0, 3.0, lines - 1, span).high > 0.01
