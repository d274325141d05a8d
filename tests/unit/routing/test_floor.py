import math

import pytest

from routing.agents import AgentCard, Duty, Matter
from routing.floor import Floor

LINE = Matter("MVVNL", "hi", None)


def floor(*ids: str) -> Floor:
    found = Floor()
    cards = [AgentCard(agent_id, frozenset(), frozenset({"hi"})) for agent_id in ids]
    found.replace(cards, -math.inf)
    return found


def test_agents_are_taken_in_the_order_of_their_cards_and_then_by_idle_time() -> None:
    agents = floor("asha", "vijay")
    first, second = agents.take(LINE), agents.take(LINE)
    assert first is not None
    assert second is not None
    assert [first.card.id, second.card.id] == ["asha", "vijay"]
    assert agents.take(LINE) is None
    assert not agents.anyone_free
    for agent, until in ((second, 5.0), (first, 6.0)):
        agent.ring("c")
        agent.talk()
        agent.wrap_up(until)
        agents.changed(agent)
    assert agents.next_change == 5.0
    agents.advance(6.0)
    assert agents.next_change is None
    assert agents.take(LINE) is second


def test_a_rest_that_was_ended_early_is_no_next_change() -> None:
    agents = floor("asha")
    asha = agents.take(LINE)
    assert asha is not None
    asha.ring("c")
    asha.rest(5.0)
    agents.changed(asha)
    assert agents.release(asha)
    assert agents.next_change is None


def test_who_is_away_is_not_taken_and_comes_back_last() -> None:
    agents = floor("asha", "vijay")
    asha = agents.agents["asha"]
    agents.set_away(asha, away=True)
    assert asha.duty_at(0.0) is Duty.AWAY
    agents.advance(9.0)
    agents.set_away(asha, away=False)
    taken = [agents.take(LINE), agents.take(LINE)]
    assert taken == [agents.agents["vijay"], asha]


def test_who_goes_away_in_a_call_finishes_it() -> None:
    agents = floor("asha")
    asha = agents.take(LINE)
    assert asha is not None
    asha.ring("c")
    asha.talk()
    agents.set_away(asha, away=True)
    assert asha.duty_at(0.0) is Duty.TALKING
    asha.wrap_up(5.0)
    agents.changed(asha)
    agents.advance(5.0)
    assert not agents.anyone_free
    agents.set_away(asha, away=False)
    assert agents.take(LINE) is asha


def test_being_told_twice_changes_nothing() -> None:
    agents = floor("asha")
    for away in (True, True, False, False):
        agents.set_away(agents.agents["asha"], away=away)
    assert agents.take(LINE) is agents.agents["asha"]
    assert agents.take(LINE) is None


def test_time_does_not_run_backwards() -> None:
    agents = floor()
    agents.advance(5.0)
    with pytest.raises(ValueError, match="backwards"):
        agents.advance(4.0)


def test_who_is_summoned_is_not_taken_again() -> None:
    agents = floor("asha", "vijay")
    vijay = agents.summon("vijay")
    assert vijay is agents.agents["vijay"]
    assert agents.take(LINE) is agents.agents["asha"]
    assert agents.take(LINE) is None


def test_who_is_summoned_without_a_card_goes_after_the_call() -> None:
    agents = floor("asha")
    gone = agents.summon("gone")
    gone.ring("c")
    agents.changed(gone)
    assert "gone" in agents.agents
    gone.stop_ringing()
    agents.changed(gone)
    assert list(agents.agents) == ["asha"]


def works(agents: Floor, until: float, *, wrap_up: float) -> None:
    """Let an agent be taken now, and talk and write down for so long."""
    agent = agents.take(LINE)
    assert agent is not None
    agent.ring("c")
    agent.talk()
    agents.advance(until)
    agent.wrap_up(until + wrap_up)
    agents.changed(agent)


def test_the_busy_time_counts_from_the_ring_to_the_end_of_the_wrap_up() -> None:
    agents = floor("asha", "vijay")
    agents.advance(100.0)
    assert agents.busy_seconds == 0.0
    works(agents, 130.0, wrap_up=10.0)
    assert agents.busy_seconds == 30.0
    agents.advance(150.0)
    assert agents.busy_seconds == 40.0, "the wrap-up was over at 140"
    works(agents, 160.0, wrap_up=10.0)
    agents.advance(165.0)
    assert agents.busy_seconds == 55.0, "what goes on counts too"


def test_the_busy_time_of_who_leaves_the_settings_stays() -> None:
    agents = floor("asha", "vijay")
    agents.advance(100.0)
    works(agents, 130.0, wrap_up=60.0)  # asha is cut off in her wrap-up, vijay in a talk
    vijay = agents.take(LINE)
    assert vijay is not None
    vijay.ring("d")
    vijay.talk()
    agents.replace([], 150.0)
    assert agents.busy_seconds == 50.0 + 20.0
    agents.advance(160.0)
    vijay.wrap_up(200.0)
    agents.changed(vijay)
    assert agents.agents == {}
    agents.advance(300.0)
    assert agents.busy_seconds == 50.0 + 30.0
