import pytest

from ivr.load.result import LoadResult, most_at_once
from tests.unit.ivr.load.samples import BEGAN, RESULT, planned


def test_attempts_are_counted_and_redials_are_attempts_too() -> None:
    counts = (RESULT.placed, RESULT.blocked, RESULT.landed, RESULT.failed, RESULT.redials)
    assert counts == (5, 2, 2, 1, 1)


def test_lateness_is_that_of_first_attempts() -> None:
    assert RESULT.lateness == pytest.approx([0.001, 0.003, 0.002, 0.0])


def test_set_up_and_holds_are_those_of_landed_calls() -> None:
    assert RESULT.set_up == pytest.approx([0.01, 0.01])
    assert RESULT.holds == pytest.approx([4, 2])
    assert RESULT.most_at_once == 2


def test_calls_that_only_touch_are_not_there_at_the_same_time() -> None:
    assert most_at_once([(0, 2), (2, 4), (3, 5), (3.5, 3.9)]) == 3
    assert most_at_once([(0, 2), (2, 4)]) == 1


def test_of_nothing_there_is_nothing() -> None:
    empty = LoadResult(planned(1.0), BEGAN, [])
    assert (empty.placed, empty.most_at_once, len(empty.holds)) == (0, 0, 0)
