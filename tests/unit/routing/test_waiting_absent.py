"""Places in line of people who are to be called back: kept, held, and an agent reserved."""

import pytest

from routing.agents import Duty
from routing.line import Waiter
from routing.waiting import AgentCard, Pair, WaitingRoom

ASHA = AgentCard("asha", frozenset(), frozenset({"hi"}))


def room_with(*calls: str, agents: tuple[AgentCard, ...] = (ASHA,)) -> WaitingRoom:
    """One line; whose id begins with "b" is to be called back."""
    room = WaitingRoom(agents, wrap_up=10)
    for since, call in enumerate(calls):
        room.join(Waiter(call, None, "hi", 3, since, to_be_called=call.startswith("b")))
    return room


def test_an_agent_is_reserved_and_rung_only_when_they_came() -> None:
    room = room_with("b1", "c2")
    assert room.next_pair(10) == Pair("b1", "asha")
    assert (room.agents(10), room.agent_for("b1")) == ({"asha": Duty.RESERVED}, "asha")
    assert room.next_pair(10) is None
    room.came("b1")
    assert room.agents(10) == {"asha": Duty.RINGING}
    room.answered("b1", 12)
    assert room.agents(12) == {"asha": Duty.TALKING}
    assert not room.waits("b1")


def test_who_is_not_reached_keeps_the_place_while_others_are_served() -> None:
    room = room_with("b1", "c2", "c3")
    room.next_pair(10)
    assert (room.position("c2"), room.position("c3")) == (2, 3)
    room.hold("b1", 11)
    assert (room.position("c2"), room.position("c3")) == (1, 2)
    assert room.next_pair(11) == Pair("c2", "asha")
    room.answered("c2", 12)
    room.parted("asha", 20)
    room.go_on("b1")
    assert room.position("b1") == 1
    assert room.next_pair(30) == Pair("b1", "asha")


def test_nobody_is_woken_for_a_held_place() -> None:
    room = room_with("b1")
    room.hold("b1", 1)
    assert room.next_pair(2) is None
    assert room.next_change(2) is None


def test_after_a_restart_the_agent_is_reserved_again() -> None:
    room = room_with()
    assert room.resume(Waiter("b1", None, "hi", 3, 0.0, to_be_called=True), "asha", 5)
    assert room.agents(5) == {"asha": Duty.RESERVED}
    room.leave("b1", 6)
    assert room.agents(6) == {"asha": Duty.FREE}


def test_waits_of_people_who_are_not_there_teach_nothing_of_patience() -> None:
    def expected(room: WaitingRoom) -> float:
        room.join(Waiter("new", None, "hi", 3, 50_000))
        room.join(Waiter("newer", None, "hi", 3, 50_001))
        found = room.expected_wait("newer", 50_001)
        assert found is not None
        return found.mean

    room = room_with("b1")
    room.leave("b1", 50_000)
    assert expected(room) == expected(room_with())


@pytest.mark.parametrize("what", ["hold", "go_on", "came"])
def test_only_who_is_in_line_can_be_held(what: str) -> None:
    room = room_with()
    with pytest.raises(ValueError, match="does not wait"):
        getattr(room, what)("b1", *([1.0] if what == "hold" else []))
