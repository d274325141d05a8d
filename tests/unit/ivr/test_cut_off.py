from datetime import timedelta

import pytest

from capacity.outcomes import CUT_OFF, Outcome
from dialplan.story import Fact, Story
from ivr.calls.cut_off import CutOffCalls
from tests.unit.ivr.samples import OFFERED, a_record, after

NUMBER = "+915222345678"
KNOWN = [Fact("language", "hi", after(5)), Fact("queued", "MVVNL", after(20))]


def a_story(call_id: str, seconds: float) -> Story:
    story = Story(call_id, now=lambda: after(seconds))
    story.learn("offered", "1912")
    story.learn("caller", NUMBER)
    return story


def a_call(call_id: str = "first", ended: float = 60, **changes: object) -> object:
    fields = {"outcome": Outcome.ABANDONED, "ended_at": after(ended)} | changes
    return a_record(call_id, **fields)


@pytest.mark.parametrize("outcome", Outcome)
def test_only_what_broke_off_is_remembered(outcome: Outcome) -> None:
    calls = CutOffCalls()
    calls.note(a_call(ended=50), KNOWN)
    calls.note(a_call("second", outcome=outcome), KNOWN)
    found = calls.find(a_story("again", 70), 60)
    assert (found is not None) == (outcome in CUT_OFF)
    assert found is None or found.call_id == "second"


@pytest.mark.parametrize(("drop", "kept"), [("network", True), ("too-long", False)])
def test_not_every_drop_is_gone_on_with(drop: str, kept: bool) -> None:
    calls = CutOffCalls()
    calls.note(a_call(outcome=Outcome.DROPPED, drop=drop), KNOWN)
    assert (calls.find(a_story("again", 70), 60) is not None) == kept


@pytest.mark.parametrize(("seconds", "kept"), [(59, False), (60, True), (120, True), (121, False)])
def test_only_for_a_while_and_never_for_a_call_that_began_before(
    seconds: float, kept: bool
) -> None:
    calls = CutOffCalls()
    calls.note(a_call(), KNOWN)
    assert (calls.find(a_story("again", seconds), 60) is not None) == kept


def test_it_is_given_to_one_call_as_often_as_that_asks() -> None:
    calls = CutOffCalls()
    calls.note(a_call(), KNOWN)
    found = [calls.find(a_story(each, 70), 60) is not None for each in ("a", "b", "a")]
    assert found == [True, False, True]


def test_who_hung_up_before_they_were_told_still_may_go_on() -> None:
    calls = CutOffCalls()
    calls.note(a_call(), KNOWN)
    calls.find(a_story("second", 70), 60)
    calls.note(a_call("second", ended=110, outcome=Outcome.LEFT), [])
    found = calls.find(a_story("third", 160), 60)
    assert found is not None
    assert found.call_id == "first"


def test_of_whom_nothing_is_known_there_is_nothing_to_go_on_with() -> None:
    calls = CutOffCalls()
    calls.note(a_call(outcome=Outcome.LEFT), [])
    calls.note(a_call(caller=None), KNOWN)
    assert calls.find(a_story("again", 70), 60) is None


def test_what_this_process_saw_goes_before_the_records() -> None:
    calls = CutOffCalls()
    calls.note(a_call("seen"), KNOWN)
    calls.fill([(a_call("old", ended=30), KNOWN)])
    found = calls.find(a_story("again", 70), 60)
    assert found is not None
    assert found.call_id == "seen"


def test_the_records_are_taken_in_order() -> None:
    calls = CutOffCalls()
    ended = [a_call("old", ended=30), a_call("answered", outcome=Outcome.ANSWERED)]
    calls.fill((record, KNOWN) for record in ended)
    assert calls.find(a_story("again", 70), 60) is None


def test_after_ten_minutes_nothing_is_left() -> None:
    calls = CutOffCalls()
    for n in range(20):
        ended_at = OFFERED + timedelta(minutes=n)
        calls.note(a_call(f"c{n}", ended_at=ended_at, caller=f"+91{n}"), KNOWN)
    assert len(calls._broken) == 11
