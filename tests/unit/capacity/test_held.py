import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.held import Steps, Stretches, union

EPOCH = 1_795_000_000.0


def stretches(*pairs: tuple[float, float]) -> Stretches:
    begun, ended = np.array(pairs, float).reshape(-1, 2).T
    return Stretches(begun, ended)


def test_lines_of_an_hour_worked_by_hand() -> None:
    held = stretches((-60, 60), (0, 30), (30, 90), (110, 110), (150, 300))
    edges = np.array([0.0, 60.0, 120.0, 240.0])
    # 60 + 30 + 30 of 60 s, 30 of 60 s, 90 of 120 s
    assert held.mean(edges).tolist() == [2.0, 0.5, 0.75]
    # one that begins as another ends is no more than one
    assert held.peak(edges).tolist() == [2, 1, 1]


def test_nothing_is_held() -> None:
    assert stretches().mean(np.array([0.0, 1.0])).tolist() == [0]
    assert stretches().peak(np.array([0.0, 1.0, 2.0])).tolist() == [0, 0]


PAIRS = st.lists(st.tuples(st.integers(-50, 150), st.integers(0, 80)), max_size=20)


@given(PAIRS)
def test_means_and_peaks_are_those_of_a_count_by_the_second(pairs: list[tuple[int, int]]) -> None:
    held = stretches(*((EPOCH + begun, EPOCH + begun + lasts) for begun, lasts in pairs))
    level = np.array(
        [sum(begun <= second < begun + lasts for begun, lasts in pairs) for second in range(100)]
    )
    edges = EPOCH + np.array([0.0, 25.0, 60.0, 100.0])
    parts = [level[:25], level[25:60], level[60:]]
    assert held.mean(edges) == pytest.approx([part.mean() for part in parts], abs=1e-9)
    assert held.peak(edges).tolist() == [part.max() for part in parts]


@given(PAIRS)
def test_joined_stretches_last_as_long_and_never_at_once(pairs: list[tuple[int, int]]) -> None:
    joined = union(stretches(*((begun, begun + lasts) for begun, lasts in pairs)))
    busy = {second for begun, lasts in pairs for second in range(begun, begun + lasts)}
    assert (joined.ended - joined.begun).sum() == len(busy)
    assert joined.peak(np.array([-100.0, 300.0])) <= 1


def test_a_size_holds_until_the_next_and_before_the_first() -> None:
    sizes = Steps(np.array([130.0, 60.0]), np.array([650.0, 350.0]))
    assert sizes.mean(np.array([0.0, 60.0, 120.0, 140.0])).tolist() == [350, 350, 500]
    assert sizes.mean(np.array([200.0, 300.0])).tolist() == [650]
    assert np.isnan(Steps(np.empty(0), np.empty(0)).mean(np.array([0.0, 1.0]))).all()
