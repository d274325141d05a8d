import pytest

from routing.agents import AgentCard, Duty
from routing.order import Order, Strategy
from routing.waiting import Pair, Waiter, WaitingRoom

WRAP_UP, REST = 10.0, 15.0


def card(agent_id: str, discoms: str = "", languages: str = "hi") -> AgentCard:
    return AgentCard(agent_id, frozenset(discoms.split()), frozenset(languages.split()))


def waiter(
    call_id: str,
    since: float = 0.0,
    *,
    discom: str | None = "MVVNL",
    language: str = "hi",
    priority: int = 3,
) -> Waiter:
    return Waiter(call_id, discom, language, priority, since)


def room(*cards: AgentCard, callers: tuple[Waiter, ...] = ()) -> WaitingRoom:
    waiting = WaitingRoom(cards, wrap_up=WRAP_UP)
    for caller in callers:
        waiting.join(caller)
    return waiting


def pairs(waiting: WaitingRoom, now: float) -> list[tuple[str, str]]:
    found = []
    while (pair := waiting.next_pair(now)) is not None:
        found.append((pair.call_id, pair.agent_id))
    return found


def test_nobody_waits_and_nobody_serves() -> None:
    assert room(card("asha")).next_pair(0.0) is None
    assert room(callers=(waiter("c1"),)).next_pair(0.0) is None


def test_a_whole_call() -> None:
    waiting = room(card("asha"), callers=(waiter("c1"),))
    assert waiting.next_pair(1.0) == Pair("c1", "asha")
    assert waiting.next_pair(1.0) is None
    assert waiting.agents(1.0) == {"asha": Duty.RINGING}
    waiting.answered("c1", 2.0)
    assert waiting.agents(2.0) == {"asha": Duty.TALKING}
    waiting.parted("asha", 60.0)
    assert waiting.agents(60.0) == {"asha": Duty.WRAP_UP}
    assert waiting.next_change(60.0) == 70.0
    assert waiting.agents(70.0) == {"asha": Duty.FREE}


def test_priority_goes_before_time_and_time_before_the_order_of_joining() -> None:
    late, early, danger = (
        waiter("late", 9.0),
        waiter("early", 3.0),
        waiter("danger", 9.5, priority=0),
    )
    waiting = room(card("a1"), card("a2"), card("a3"), callers=(late, early, danger))
    assert [call for call, _ in pairs(waiting, 10.0)] == ["danger", "early", "late"]


def test_equal_times_go_in_the_order_of_joining() -> None:
    waiting = room(card("asha"), callers=(waiter("c1"), waiter("c2")))
    assert pairs(waiting, 1.0) == [("c1", "asha")]


def test_the_longest_idle_agent_is_rung() -> None:
    waiting = room(card("asha"), card("vijay"))
    for call, now in (("c1", 0.0), ("c2", 1.0)):
        waiting.join(waiter(call, now))
        waiting.next_pair(now)
        waiting.answered(call, now)
    waiting.parted("vijay", 50.0)
    waiting.parted("asha", 51.0)
    waiting.join(waiter("c3", 90.0))
    assert pairs(waiting, 90.0) == [("c3", "vijay")]


def test_a_caller_is_served_by_who_answers_for_the_discom_and_speaks_the_language() -> None:
    waiting = room(
        card("other-discom", "PVVNL", "hi en"),
        card("other-language", "MVVNL", "hi"),
        card("suitable", "MVVNL KESCO", "en"),
        callers=(waiter("c1", language="en"),),
    )
    assert pairs(waiting, 0.0) == [("c1", "suitable")]


def test_a_caller_without_discom_is_served_by_any_speaker() -> None:
    waiting = room(card("asha", "PVVNL", "en"), card("vijay", "KESCO", "hi"))
    waiting.join(waiter("c1", discom=None))
    assert pairs(waiting, 0.0) == [("c1", "vijay")]


def test_whom_nobody_understands_is_served_by_any_agent_of_the_discom() -> None:
    waiting = room(card("far", "PVVNL", "en"), card("near", "MVVNL", "hi"))
    waiting.join(waiter("c1", language="en"))
    assert pairs(waiting, 0.0) == [("c1", "near")]


def test_a_busy_speaker_is_waited_for() -> None:
    waiting = room(card("speaks", languages="en"), card("does-not", languages="hi"))
    waiting.join(waiter("c1", language="en"))
    waiting.join(waiter("c2", language="en"))
    assert pairs(waiting, 0.0) == [("c1", "speaks")]


def test_who_cannot_be_served_keeps_nobody_else_waiting() -> None:
    waiting = room(card("asha", "PVVNL"), card("busy", "MVVNL"))
    waiting.join(waiter("c0", discom="MVVNL"))
    pairs(waiting, 0.0)
    waiting.join(waiter("c1", discom="MVVNL", priority=1))
    waiting.join(waiter("c2", discom="PVVNL"))
    assert pairs(waiting, 0.0) == [("c2", "asha")]


def test_a_discom_for_which_nobody_answers_is_served_by_everyone() -> None:
    waiting = room(card("asha", "PVVNL"))
    waiting.join(waiter("c1", discom="KESCO", priority=0))
    assert pairs(waiting, 0.0) == [("c1", "asha")]


def test_a_caller_who_leaves_while_it_rings_costs_the_agent_no_turn() -> None:
    waiting = room(card("asha"), card("vijay"), callers=(waiter("c1"),))
    assert pairs(waiting, 1.0) == [("c1", "asha")]
    waiting.leave("c1", 5.0)
    waiting.join(waiter("c2", 5.0))
    assert pairs(waiting, 5.0) == [("c2", "asha")]


def test_leaving_is_nothing_for_those_who_are_not_in_line() -> None:
    waiting = room(card("asha"), callers=(waiter("c1"),))
    pairs(waiting, 0.0)
    waiting.answered("c1", 1.0)
    waiting.leave("c1", 2.0)
    waiting.leave("never-came", 2.0)
    assert waiting.agents(2.0) == {"asha": Duty.TALKING}


def test_an_agent_who_misses_a_call_rests_and_the_caller_keeps_the_place() -> None:
    waiting = room(card("asha"), card("vijay"), callers=(waiter("c1"),))
    assert pairs(waiting, 1.0) == [("c1", "asha")]
    waiting.join(waiter("c2", 2.0))
    waiting.missed("c1", 3.0, REST)
    assert waiting.agents(3.0) == {"asha": Duty.RESTING, "vijay": Duty.FREE}
    assert waiting.position("c1") == 1
    assert pairs(waiting, 3.0) == [("c1", "vijay")]
    assert waiting.next_change(3.0) == 18.0
    assert pairs(waiting, 18.0) == [("c2", "asha")]


def test_who_missed_comes_after_who_became_free_during_the_rest() -> None:
    waiting = room(card("asha"), card("vijay"), callers=(waiter("c1"), waiter("c2", 1.0)))
    assert pairs(waiting, 1.0) == [("c1", "asha"), ("c2", "vijay")]
    waiting.answered("c2", 1.0)
    waiting.parted("vijay", 2.0)
    waiting.missed("c1", 3.0, REST)
    assert pairs(waiting, 100.0) == [("c1", "vijay")]


def test_positions_count_those_of_the_same_waiting_line() -> None:
    waiting = room(
        callers=(
            waiter("c1", 1.0),
            waiter("c2", 2.0, discom="PVVNL"),
            waiter("c3", 3.0),
            waiter("c4", 4.0, language="en"),
            waiter("c5", 5.0, priority=0),
        )
    )
    calls = ("c1", "c2", "c3", "c4", "c5")
    assert [waiting.position(call) for call in calls] == [2, 1, 3, 1, 1]


def test_without_agents_bound_by_the_clock_there_is_no_next_change() -> None:
    assert room(card("asha")).next_change(0.0) is None


def test_a_change_that_is_due_is_due_now() -> None:
    waiting = room(card("asha"), callers=(waiter("c1"),))
    pairs(waiting, 0.0)
    waiting.missed("c1", 0.0, REST)
    assert waiting.next_change(99.0) == 99.0


def test_replaced_agents_keep_their_duty_and_turn() -> None:
    waiting = room(card("asha"), card("vijay"), callers=(waiter("c1"),))
    pairs(waiting, 0.0)
    waiting.replace_agents([card("new"), card("vijay", "MVVNL"), card("asha")], 1.0)
    assert waiting.agents(1.0) == {"new": Duty.FREE, "vijay": Duty.FREE, "asha": Duty.RINGING}
    waiting.join(waiter("c2", 1.0))
    waiting.join(waiter("c3", 1.0))
    assert pairs(waiting, 1.0) == [("c2", "vijay"), ("c3", "new")]


def test_an_agent_who_is_taken_out_finishes_the_call_and_goes() -> None:
    waiting = room(card("asha"), card("vijay"), callers=(waiter("c1"), waiter("c2")))
    pairs(waiting, 0.0)
    waiting.replace_agents([], 1.0)
    waiting.answered("c1", 2.0)
    assert waiting.agents(2.0) == {"asha": Duty.TALKING, "vijay": Duty.RINGING}
    waiting.parted("asha", 3.0)
    waiting.missed("c2", 3.0, REST)
    assert waiting.agents(3.0) == {}
    assert waiting.position("c2") == 1


def test_an_agent_who_is_taken_out_goes_when_the_caller_hangs_up_during_the_ringing() -> None:
    waiting = room(card("asha"), callers=(waiter("c1"),))
    pairs(waiting, 0.0)
    waiting.replace_agents([], 1.0)
    waiting.leave("c1", 2.0)
    assert waiting.agents(2.0) == {}


def test_an_agent_who_is_taken_out_does_not_count_as_a_speaker() -> None:
    waiting = room(card("asha", languages="en"), card("vijay"))
    waiting.join(waiter("c1", language="en"))
    pairs(waiting, 0.0)
    waiting.replace_agents([card("vijay")], 1.0)
    waiting.join(waiter("c2", 1.0, language="en"))
    assert pairs(waiting, 1.0) == [("c2", "vijay")]


def test_an_agent_who_comes_back_during_the_talk_stays() -> None:
    waiting = room(card("asha"), callers=(waiter("c1"),))
    pairs(waiting, 0.0)
    waiting.answered("c1", 0.0)
    waiting.replace_agents([], 1.0)
    waiting.replace_agents([card("asha")], 2.0)
    waiting.parted("asha", 3.0)
    assert waiting.agents(3.0) == {"asha": Duty.WRAP_UP}


def test_what_cannot_happen_is_an_error() -> None:
    waiting = room(card("asha"), callers=(waiter("c1"),))
    with pytest.raises(ValueError, match="call c1 waits or talks already"):
        waiting.join(waiter("c1"))
    with pytest.raises(ValueError, match="no agent is rung for call c1"):
        waiting.answered("c1", 0.0)
    with pytest.raises(ValueError, match="no agent is rung for call c2"):
        waiting.missed("c2", 0.0, REST)
    with pytest.raises(ValueError, match="agent asha is free, must be talking"):
        waiting.parted("asha", 0.0)
    with pytest.raises(ValueError, match="no agent is called ravi"):
        waiting.parted("ravi", 0.0)
    with pytest.raises(ValueError, match="call c2 does not wait"):
        waiting.position("c2")
    pairs(waiting, 5.0)
    waiting.answered("c1", 5.0)
    with pytest.raises(ValueError, match="call c1 waits or talks already"):
        waiting.join(waiter("c1"))
    with pytest.raises(ValueError, match=r"time runs backwards, from 5\.0 to 4\.0"):
        waiting.next_pair(4.0)


def test_who_is_away_is_not_rung_but_counts_as_someone_who_serves() -> None:
    waiting = room(card("asha", "MVVNL"), card("vijay", "KESCO"), callers=(waiter("c1"),))
    waiting.set_away("asha", 0.0, away=True)
    assert pairs(waiting, 1.0) == []
    assert waiting.agents(1.0) == {"asha": Duty.AWAY, "vijay": Duty.FREE}
    waiting.set_away("asha", 2.0, away=False)
    assert pairs(waiting, 2.0) == [("c1", "asha")]


def test_only_known_agents_go_away() -> None:
    with pytest.raises(ValueError, match="nobody"):
        room(card("asha")).set_away("nobody", 0.0, away=True)


def test_one_wrap_up_can_be_longer_than_usual() -> None:
    waiting = room(card("asha"), callers=(waiter("c1"),))
    pairs(waiting, 0.0)
    waiting.answered("c1", 0.0)
    waiting.parted("asha", 60.0, wrap_up=100.0)
    assert waiting.next_change(60.0) == 160.0


def test_a_wrap_up_can_end_before_the_clock_does_and_the_next_lasts_its_time() -> None:
    waiting = room(card("asha"), callers=(waiter("c1"), waiter("c2")))
    pairs(waiting, 0.0)
    waiting.answered("c1", 0.0)
    assert not waiting.release("asha", 5.0), "who talks is not released"
    waiting.parted("asha", 60.0)
    assert waiting.release("asha", 63.0)
    assert waiting.agents(63.0) == {"asha": Duty.FREE}
    assert pairs(waiting, 63.0) == [("c2", "asha")]
    waiting.answered("c2", 64.0)
    waiting.parted("asha", 65.0)
    assert waiting.agents(70.0) == {"asha": Duty.WRAP_UP}, "the end of the first is no end of it"
    assert waiting.agents(75.0) == {"asha": Duty.FREE}


def test_who_rests_after_a_miss_can_be_released() -> None:
    waiting = room(card("asha"), callers=(waiter("c1"),))
    pairs(waiting, 0.0)
    waiting.missed("c1", 15.0, 60.0)
    assert pairs(waiting, 20.0) == []
    assert waiting.release("asha", 20.0)
    assert not waiting.release("asha", 20.0)
    assert pairs(waiting, 20.0) == [("c1", "asha")]


def test_a_wrap_up_goes_on_after_a_restart_unless_it_is_over_or_there_is_a_call() -> None:
    waiting = room(card("asha"), callers=(waiter("c1"), waiter("c2")))
    waiting.resume_wrap_up("asha", 100.0, 90.0)
    assert waiting.agents(100.0) == {"asha": Duty.FREE}
    waiting.resume_wrap_up("asha", 100.0, 107.0)
    assert waiting.agents(106.0) == {"asha": Duty.WRAP_UP}
    assert waiting.next_change(106.0) == 107.0
    assert pairs(waiting, 107.0) == [("c1", "asha")]
    waiting.resume_wrap_up("asha", 107.0, 120.0)
    assert waiting.agents(107.0) == {"asha": Duty.RINGING}


def test_an_early_end_of_the_wrap_up_makes_the_expected_wait_shorter() -> None:
    def expected(released_at: float | None) -> float:
        waiting = WaitingRoom([card("asha")], wrap_up=100.0)
        waiting.join(waiter("c1"))
        pairs(waiting, 0.0)
        waiting.answered("c1", 0.0)
        waiting.parted("asha", 60.0)
        if released_at is not None:
            waiting.release("asha", released_at)
        waiting.join(waiter("c2", 200.0))
        found = waiting.expected_wait("c2", 200.0)
        assert found is not None
        return found.mean

    assert expected(70.0) < expected(160.0) == expected(None)


def test_the_room_tells_since_when_an_agent_does_something() -> None:
    waiting = room(card("asha"), callers=(waiter("c1"),))
    since = []
    for now, happens in (
        (1.0, lambda: waiting.next_pair(1.0)),
        (2.0, lambda: waiting.answered("c1", 2.0)),
        (60.0, lambda: waiting.parted("asha", 60.0)),
        (65.0, lambda: waiting.replace_agents([card("asha")], 65.0)),
        (75.0, lambda: None),
    ):
        happens()
        since.append(waiting.at_work("asha", now).since)
    assert since == [1.0, 2.0, 60.0, 60.0, 70.0]


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
