import pytest

from routing.agents import AgentCard
from routing.prospect import HANDLING, Prospect, rough_foresight
from routing.waiting import Waiter, WaitingRoom


def room(agents: int, callers: int) -> WaitingRoom:
    cards = [AgentCard(f"a{n}", frozenset(), frozenset({"hi"})) for n in range(agents)]
    waiting = WaitingRoom(cards, wrap_up=10)
    for n in range(callers):
        waiting.join(Waiter(f"c{n}", "MVVNL", "hi", 2, float(n)))
    return waiting


@pytest.mark.parametrize(
    ("agents", "call", "position", "high"), [(1, "c0", 1, 1), (2, "c3", 4, 2), (4, "c0", 1, 0.25)]
)
def test_agents_take_one_call_after_another(agents, call, position, high) -> None:
    prospect = rough_foresight(room(agents, 5), call, 10.0)
    assert prospect == Prospect(position, high * HANDLING / 2, high * HANDLING)


def test_without_agents_only_the_place_is_known() -> None:
    waiting = room(1, 2)
    waiting.set_away("a0", 5.0, away=True)
    assert rough_foresight(waiting, "c1", 10.0) == Prospect(2)
