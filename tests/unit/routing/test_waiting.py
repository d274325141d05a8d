"""Callers in line and agents: who is rung for whom, from joining to the end of the wrap-up."""

import pytest

from routing.agents import Duty
from routing.waiting import Pair, WaitingRoom
from tests.unit.routing.rooms import REST, card, pairs, room, waiter


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
