import pytest

from routing.agents import AgentAtWork, AgentCard, Duty

CARD = AgentCard("asha", frozenset({"MVVNL"}), frozenset({"hi"}))


def test_an_agent_without_discoms_serves_all() -> None:
    assert AgentCard("asha", frozenset(), frozenset({"hi"})).serves("MVVNL")


def test_an_agent_serves_own_discoms_and_callers_whose_discom_is_unknown() -> None:
    assert [CARD.serves(discom) for discom in ("MVVNL", "PVVNL", None)] == [True, False, True]


def test_a_call_from_ringing_to_wrap_up() -> None:
    agent = AgentAtWork(CARD, idle_since=1.0)
    agent.ring("c1")
    agent.talk()
    assert (agent.duty, agent.call_id) == (Duty.TALKING, "c1")
    agent.wrap_up(50.0)
    assert (agent.duty, agent.call_id) == (Duty.WRAP_UP, None)
    assert (agent.duty_at(49.9), agent.duty_at(50.0)) == (Duty.WRAP_UP, Duty.FREE)
    agent.wake(49.9)
    assert agent.duty is Duty.WRAP_UP
    agent.wake(60.0)
    assert (agent.duty, agent.idle_since, agent.until) == (Duty.FREE, 50.0, None)


def test_who_stops_ringing_was_idle_all_along() -> None:
    agent = AgentAtWork(CARD, idle_since=1.0)
    agent.ring("c1")
    agent.stop_ringing()
    assert (agent.duty, agent.idle_since, agent.call_id) == (Duty.FREE, 1.0, None)


def test_who_rested_is_idle_since_the_end_of_the_rest() -> None:
    agent = AgentAtWork(CARD, idle_since=1.0)
    agent.ring("c1")
    agent.rest(20.0)
    assert (agent.duty, agent.call_id) == (Duty.RESTING, None)
    agent.wake(20.0)
    assert (agent.duty, agent.idle_since) == (Duty.FREE, 20.0)


def test_changes_that_cannot_be() -> None:
    agent = AgentAtWork(CARD, idle_since=1.0)
    for change in (agent.stop_ringing, agent.talk, lambda: agent.rest(2.0)):
        with pytest.raises(ValueError, match="agent asha is free, must be ringing"):
            change()
    with pytest.raises(ValueError, match="agent asha is free, must be talking"):
        agent.wrap_up(2.0)
    agent.ring("c1")
    with pytest.raises(ValueError, match="agent asha is ringing, must be free"):
        agent.ring("c2")
