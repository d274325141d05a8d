import dataclasses
import math

from capacity.outcomes import Outcome
from tests.unit.capacity.logs import after, answered, gave_up, log_of, seconds, without_agent


def test_calls_come_back_as_they_went_in_but_for_their_ids() -> None:
    calls = [
        answered(0, 5, 60, agent="asha", language="en", priority=0),
        gave_up(3, 20.5, queue=None),
        without_agent(7, Outcome.SELF_SERVED),
    ]
    given = [dataclasses.replace(call, call_id="") for call in log_of(*calls).calls()]
    assert given == calls


def test_calls_are_put_in_the_order_of_their_offers() -> None:
    log = log_of(gave_up(9, 1), answered(3, agent="a"), answered(3, agent="b"))
    assert seconds(log.offered) == [3, 3, 9]
    assert [log.agent[call] for call in range(3)] == ["a", "b", None]


def test_times_are_lengths_or_nan() -> None:
    log = log_of(
        answered(0, 5, 60),
        gave_up(0, 20, offered=after(-10)),
        without_agent(0, Outcome.LEFT, menus=30),
    )
    assert log.before_queue.tolist() == [10, 0, 30]
    assert log.waited.tolist()[:2] == [20, 5]
    assert math.isnan(log.waited[2])
    assert log.handled[1] == 60
    assert [math.isnan(each) for each in log.handled] == [True, False, True]


def test_a_talk_without_end_lasts_to_the_end_of_the_call() -> None:
    assert log_of(answered(0, 5, 60, parted=None)).handled.tolist() == [60]


def test_clocks_that_went_backwards_give_no_negative_lengths() -> None:
    log = log_of(answered(0, 5, -3, offered=after(2)), gave_up(10, -4))
    assert (log.before_queue >= 0).all()
    assert log.waited.tolist() == [5, 0]
    assert log.handled[0] == 0


def test_calls_are_found_by_outcome_and_by_name() -> None:
    log = log_of(answered(0), gave_up(1, 1, queue="KESCO"), gave_up(2, 1, queue=None))
    assert log.ended_as(Outcome.ABANDONED).tolist() == [False, True, True]
    assert log.queue.are("KESCO").tolist() == [False, True, False]
    assert log.queue.are(None).tolist() == [False, False, True]


def test_a_part_of_a_log() -> None:
    log = log_of(answered(0), gave_up(1, 4), gave_up(2, 5)).part(slice(1, 3))
    assert log.waited.tolist() == [4, 5]
    assert [log.queue[call] for call in range(2)] == ["MVVNL", "MVVNL"]
