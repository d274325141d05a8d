"""The search for the highest rate ends near it, whatever it is."""

from hypothesis import given
from hypothesis import strategies as st

from capacity.limit import CLOSE, MOST_STEPS, Step, highest, lowest_failed, next_rate


def search(limit: float, first: float) -> list[Step]:
    steps: list[Step] = []
    while (rate := next_rate(steps, first)) is not None:
        steps.append(Step(rate, ("too many",) if rate > limit else ()))
    return steps


@given(st.floats(1, 1000), st.floats(1, 1000))
def test_it_ends_and_comes_near_where_the_first_guess_is_not_far_off(limit, first):
    steps = search(limit, first)
    assert len(steps) <= MOST_STEPS
    if 0.1 < limit / first < 8:
        assert highest(steps) <= limit < lowest_failed(steps) <= CLOSE * highest(steps) + 1e-9


def test_it_begins_with_the_first_guess_and_goes_up_while_all_goes_well():
    assert [step.rate for step in search(20, 10)][:3] == [10, 15, 22.5]


def test_it_goes_down_while_nothing_goes_well():
    assert [step.rate for step in search(3, 10)][:3] == [10, 5, 2.5]


def test_a_rate_above_one_that_failed_does_not_count():
    steps = [Step(10), Step(20, ("lines",)), Step(30)]
    assert (highest(steps), lowest_failed(steps)) == (10, 20)


def test_without_a_rate_that_went_well_there_is_none():
    assert highest([Step(10, ("lines",))]) is None
    assert lowest_failed([Step(10)]) is None
