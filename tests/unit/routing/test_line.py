from hypothesis import given
from hypothesis import strategies as st

from routing.line import Line, Waiter

HEAD_START = (100.0, 50.0, 10.0, 0.0)
callers = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 200)), max_size=20)


def joined(every: list[tuple[int, int]]) -> Line:
    line = Line(HEAD_START)
    for number, (priority, since) in enumerate(every):
        line.join(Waiter(str(number), "KESCO", "hi", priority, float(since)))
    return line


@given(callers)
def test_within_a_priority_it_goes_by_time_and_then_by_the_order_of_joining(every) -> None:
    went = [place.waiter for place in joined(every)]
    for priority in range(4):
        own = [(each.since, int(each.call_id)) for each in went if each.priority == priority]
        assert own == sorted(own)


@given(callers)
def test_nobody_is_overtaken_by_who_comes_more_than_a_head_start_later(every) -> None:
    line = joined(every)
    for place in line:
        for ahead in line.ahead(place):
            assert ahead.waiter.since <= place.waiter.since + HEAD_START[0]


@given(callers)
def test_new_head_starts_give_the_order_of_a_line_that_always_had_them(every) -> None:
    line = joined(every)
    line.reorder((0.0, 0.0, 0.0, 0.0))
    assert [place.waiter.since for place in line] == sorted(float(since) for _, since in every)


def test_who_leaves_is_ahead_of_nobody() -> None:
    line = joined([(3, 1), (3, 2), (3, 3)])
    first, second, third = line
    line.leave(first)
    assert list(line.ahead(third)) == [second]


def test_those_whose_turn_is_after_a_moment_are_found() -> None:
    line = joined([(3, 1), (3, 2), (3, 3)])
    assert [place.turn for place in line.since(12.0, lambda place: place.turn + 10.0)] == [3.0]
