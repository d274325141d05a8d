"""Head starts, helping other discoms, strategies, what waits are expected, agents engaged."""

import pytest

from routing.agents import AgentCard, Duty
from routing.order import Order, Strategy
from routing.waiting import Waiter, WaitingRoom
from tests.unit.routing.rooms import REST, WRAP_UP, card, pairs, room, waiter


def test_a_head_start_counts_like_waiting_so_nobody_starves() -> None:
    order = Order(head_start=(3600.0, 600.0, 90.0, 0.0))
    waiting = WaitingRoom([card("a1")], wrap_up=0.0, order=order)
    for caller in (
        waiter("ordinary", 100.0),
        waiter("overtakes", 189.0, priority=2),
        waiter("comes too late for it", 191.0, priority=2),
    ):
        waiting.join(caller)
    answered = []
    for now in (200.0, 201.0, 202.0):
        ((call, agent),) = pairs(waiting, now)
        waiting.answered(call, now)
        waiting.parted(agent, now)
        answered.append(call)
    assert answered == ["overtakes", "ordinary", "comes too late for it"]


def shared_room(share_after: float, *cards: AgentCard) -> WaitingRoom:
    return WaitingRoom(cards, wrap_up=WRAP_UP, order=Order(share_after=share_after))


def test_others_help_who_has_waited_long_enough_and_time_alone_tells() -> None:
    waiting = shared_room(60.0, card("near", "MVVNL"), card("far", "PVVNL"))
    waiting.join(waiter("c1", 0.0))
    waiting.join(waiter("c2", 5.0))
    assert pairs(waiting, 5.0) == [("c1", "near")]
    assert waiting.next_change(5.0) == 65.0
    assert pairs(waiting, 64.0) == []
    assert pairs(waiting, 65.0) == [("c2", "far")]
    assert waiting.next_change(65.0) is None


def test_an_opening_that_nobody_looked_at_is_due_now() -> None:
    waiting = shared_room(60.0, card("far", "PVVNL"), card("away", "MVVNL"))
    waiting.set_away("away", 0.0, away=True)
    waiting.join(waiter("c1", 0.0))
    assert pairs(waiting, 1.0) == []
    assert waiting.next_change(99.0) == 99.0


def test_own_callers_go_before_those_of_other_discoms_however_long_these_wait() -> None:
    waiting = shared_room(60.0, card("busy", "MVVNL"), card("far", "PVVNL"))
    waiting.join(waiter("c0", -1.0))
    assert pairs(waiting, 0.0) == [("c0", "busy")]
    waiting.join(waiter("storm", 0.0))
    waiting.join(waiter("own", 99.0, discom="PVVNL"))
    assert pairs(waiting, 100.0) == [("own", "far")]


def test_danger_asks_everyone_at_once() -> None:
    waiting = shared_room(60.0, card("away", "MVVNL"), card("far", "PVVNL"))
    waiting.set_away("away", 0.0, away=True)
    waiting.join(waiter("own", 1.0, discom="PVVNL"))
    waiting.join(waiter("danger", 9.0, priority=0))
    assert pairs(waiting, 9.0) == [("danger", "far")]


def test_reasons_are_asked_for_after_language() -> None:
    waiting = room(
        AgentCard("bill", frozenset(), frozenset({"hi"}), frozenset({"bill"})),
        AgentCard("supply", frozenset(), frozenset({"hi"}), frozenset({"supply"})),
        AgentCard("english-bill", frozenset(), frozenset({"en"}), frozenset({"bill"})),
    )
    waiting.join(Waiter("c1", None, "en", 3, 0.0, "supply"))
    waiting.join(Waiter("c2", None, "hi", 3, 0.0, "supply"))
    assert pairs(waiting, 0.0) == [("c1", "english-bill"), ("c2", "supply")]


def test_the_most_skilled_are_rung_first_where_that_is_the_strategy() -> None:
    cards = [AgentCard(each, frozenset(), frozenset({"hi"}), level=ord(each)) for each in "abc"]
    skilled = Order(strategy=Strategy.MOST_SKILLED_FIRST)
    waiting = WaitingRoom(cards, wrap_up=0.0, order=skilled)
    waiting.join(waiter("c1"))
    assert pairs(waiting, 0.0) == [("c1", "c")]
    waiting.change_order(Order())
    waiting.join(waiter("c2"))
    assert pairs(waiting, 0.0) == [("c2", "a")]


def test_the_least_occupied_are_rung_first_where_that_is_the_strategy() -> None:
    order = Order(strategy=Strategy.LEAST_OCCUPIED)
    waiting = WaitingRoom([card("asha"), card("vijay")], wrap_up=0.0, order=order)
    for call, agent, begin, end in (("long", "asha", 0.0, 300.0), ("short", "vijay", 301.0, 302.0)):
        waiting.join(waiter(call, begin))
        assert pairs(waiting, begin) == [(call, agent)]
        waiting.answered(call, begin)
        waiting.parted(agent, end)
    waiting.join(waiter("c3", 500.0))  # asha is idle for longer
    assert pairs(waiting, 500.0) == [("c3", "vijay")]


def test_changed_head_starts_hold_for_those_who_wait_already() -> None:
    waiting = room(card("asha"), callers=(waiter("c1"), waiter("c2", 50.0, priority=2)))
    assert [waiting.position(call) for call in ("c1", "c2")] == [2, 1]
    waiting.change_order(Order(head_start=(0.0, 0.0, 0.0, 0.0)))
    assert [waiting.position(call) for call in ("c1", "c2")] == [1, 2]


def test_the_expected_wait_is_learnt_from_the_calls_before() -> None:
    waiting = room(card("asha"), callers=(waiter("c0"),))
    now = 0.0
    for number in range(200):
        pairs(waiting, now)
        waiting.answered(f"c{number}", now)
        waiting.join(waiter(f"c{number + 1}", now))
        now += 50.0
        waiting.parted("asha", now)
        now += WRAP_UP
    expected = waiting.expected_wait("c200", now)
    assert expected is not None
    assert expected.mean == pytest.approx(60.0, rel=0.2)


def test_who_gives_up_shortens_the_wait_of_who_stays() -> None:
    def after(leaving: int) -> float:
        waiting = room(card("asha"), callers=(waiter("c"), waiter("d"), waiter("last")))
        pairs(waiting, 0.0)
        waiting.answered("c", 0.0)
        for number in range(leaving):
            waiting.join(waiter(f"x{number}", 0.0, priority=0))
            waiting.leave(f"x{number}", 5.0)
        expected = waiting.expected_wait("last", 5.0)
        assert expected is not None
        return expected.mean

    assert after(50) < after(0) * 0.9


def test_while_nobody_is_there_nothing_can_be_expected() -> None:
    waiting = room(card("gone"), callers=(waiter("c1"), waiter("c2")))
    waiting.set_away("gone", 0.0, away=True)
    assert waiting.expected_wait("c2", 0.0) is None
    with pytest.raises(ValueError, match="call c9 does not wait"):
        waiting.expected_wait("c9", 0.0)


def test_free_agents_of_others_end_the_wait_when_they_may_help() -> None:
    waiting = shared_room(60.0, card("busy", "MVVNL"), card("far", "PVVNL"))
    waiting.join(waiter("c0", -1.0))
    assert pairs(waiting, 0.0) == [("c0", "busy")]
    waiting.join(waiter("c1", 0.0))
    expected = waiting.expected_wait("c1", 20.0)
    assert expected is not None
    assert expected.quantile(1.0) == 40.0


def test_an_agent_is_engaged_for_somebody_who_is_not_in_line() -> None:
    waiting = room(card("asha"), card("vijay"), callers=(waiter("c"),))
    assert waiting.engage("asha", "leg", 0.0)
    assert not waiting.engage("asha", "other", 0.0)
    assert not waiting.engage("nobody", "leg", 0.0)
    assert pairs(waiting, 0.0) == [("c", "vijay")]
    waiting.engaged_talks("asha", 5.0)
    waiting.engaged_talks("asha", 5.0)
    assert waiting.agents(5.0)["asha"] is Duty.TALKING
    waiting.parted("asha", 9.0)
    assert waiting.agents(9.0)["asha"] is Duty.WRAP_UP
    assert not waiting.engage("asha", "leg", 9.0)


@pytest.mark.parametrize(("rest", "duty"), [(0.0, Duty.FREE), (REST, Duty.RESTING)])
def test_who_was_engaged_and_did_not_talk_is_free_or_rests(rest: float, duty: Duty) -> None:
    waiting = room(card("asha"))
    waiting.engage("asha", "leg", 0.0)
    waiting.disengage("asha", 3.0, rest=rest)
    assert waiting.agents(3.0)["asha"] is duty
    waiting.join(waiter("c"))
    assert pairs(waiting, 3.0 + rest) == [("c", "asha")]


def test_an_agent_who_is_away_is_not_engaged() -> None:
    waiting = room(card("asha"))
    waiting.set_away("asha", 0.0, away=True)
    assert not waiting.engage("asha", "leg", 0.0)
