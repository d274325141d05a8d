import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.agents import AgentCard
from routing.estimate import Expectation
from routing.line import Waiter
from routing.order import Order, Priority
from routing.overview import LineState, Standing
from routing.promise import LONGER, Prospect
from routing.waiting import WaitingRoom

KESCO, MVVNL = ("KESCO", "hi"), ("MVVNL", "hi")
CARDS = [
    AgentCard(name, frozenset({discom}), frozenset({"hi"}))
    for name, discom in (("asha", "KESCO"), ("vijay", "KESCO"), ("ravi", "MVVNL"))
]


def a_room(share_after: float = math.inf) -> WaitingRoom:
    room = WaitingRoom(CARDS, wrap_up=0.0, order=Order(share_after=share_after))
    for name, since in (("talks", 0.0), ("rung", 10.0), ("next", 20.0)):
        room.join(Waiter(name, *KESCO, Priority.ORDINARY, since))
    for _ in range(2):
        assert room.next_pair(20.0) is not None
    room.answered("talks", 30.0)
    return room


def longest_expected(room: WaitingRoom) -> float:
    wait = room.lines([KESCO], 40.0)[0].next.wait
    assert wait is not None
    return wait.most


def test_how_it_stands_with_a_line() -> None:
    kesco, mvvnl = a_room().lines([KESCO, MVVNL], 40.0)
    assert (kesco.waiting, kesco.longest) == (2, 30.0)
    assert (kesco.on_duty, kesco.free, kesco.talking) == (2, 0, 1)
    assert kesco.next.position == 3
    assert mvvnl == LineState(MVVNL, 0, 0.0, mvvnl.next, on_duty=1, free=1, talking=0)
    assert mvvnl.next == Prospect(1, Expectation(0.0, 0.0)), "who is free answers at once"


def test_what_nobody_asked_for_is_shown_when_somebody_is_there() -> None:
    room = a_room()
    assert [state.queue for state in room.lines([MVVNL], 40.0)] == [MVVNL, KESCO]
    assert [state.queue for state in WaitingRoom([], wrap_up=0.0).lines([MVVNL], 0.0)] == [MVVNL]
    (empty,) = WaitingRoom([], wrap_up=0.0).lines([MVVNL], 0.0)
    assert (empty.next.wait, empty.next.range) == (None, LONGER)


def test_everyone_in_line_with_their_place() -> None:
    room = a_room()
    room.join(Waiter("other", *MVVNL, Priority.DANGER, 35.0))
    found = room.standings()
    assert found[0] == Standing(Waiter("other", *MVVNL, Priority.DANGER, 35.0), 1, None)
    assert [(each.waiter.call_id, each.position, each.agent) for each in found[1:]] == [
        ("rung", 1, "vijay"),
        ("next", 2, None),
    ]


@given(st.lists(st.sampled_from([KESCO, MVVNL]), max_size=30), st.sampled_from([60.0, math.inf]))
def test_the_next_caller_is_told_what_they_hear_when_they_have_joined(
    queues: list[tuple[str, str]], share_after: float
) -> None:
    room = a_room(share_after)
    for number, queue in enumerate([MVVNL, *queues]):
        room.join(Waiter(str(number), *queue, Priority.ORDINARY, 40.0))
    assert room.next_pair(40.0) is not None
    for state in room.lines([KESCO, MVVNL], 40.0):
        room.join(Waiter("new", *state.queue, Priority.ORDINARY, 40.0))
        heard = room.prospect("new", 40.0)
        assert heard.position == state.next.position
        assert (heard.wait is None) is (state.next.wait is None)
        if heard.wait is not None and state.next.wait is not None:
            assert heard.wait.mean == pytest.approx(state.next.wait.mean)
        assert heard.range == state.next.range
        room.leave("new", 40.0)


def test_an_opened_line_is_helped_at_once_and_expects_it() -> None:
    room = a_room()
    assert room.next_pair(40.0) is None
    assert longest_expected(room) > 0.0
    room.share(["KESCO"], 40.0)
    assert longest_expected(room) == 0.0
    pair = room.next_pair(40.0)
    assert pair is not None
    assert (pair.call_id, pair.agent_id) == ("next", "ravi")
    room.share([], 40.0)
    room.join(Waiter("late", *KESCO, Priority.ORDINARY, 40.0))
    assert room.next_pair(9_999.0) is None


def test_who_is_put_first_goes_before_danger_and_back_again() -> None:
    room = a_room()
    room.join(Waiter("danger", *KESCO, Priority.DANGER, 0.0))
    late = Waiter("late", *KESCO, Priority.ORDINARY, 39.0)
    room.join(late)
    assert room.position("late") == 4
    room.change(Waiter("late", *KESCO, Priority.FIRST, 39.0), 40.0)
    assert room.position("late") == 1
    room.change(late, 40.0)
    assert room.position("late") == 4


def test_who_is_sent_to_another_line_keeps_the_time_of_joining() -> None:
    room = WaitingRoom([], wrap_up=0.0)
    for name, queue, since in (("k1", KESCO, 1.0), ("m1", MVVNL, 2.0), ("m2", MVVNL, 0.5)):
        room.join(Waiter(name, *queue, Priority.ORDINARY, since))
    room.change(Waiter("k1", *MVVNL, Priority.ORDINARY, 1.0), 5.0)
    assert [room.position(each) for each in ("m2", "k1", "m1")] == [1, 2, 3]


def test_only_who_waits_can_be_steered() -> None:
    room = a_room()
    assert room.waiter("next") == Waiter("next", *KESCO, Priority.ORDINARY, 20.0)
    assert room.waiter("talks") is None
    with pytest.raises(ValueError, match="call talks does not wait"):
        room.change(Waiter("talks", *KESCO, Priority.FIRST, 0.0), 40.0)
