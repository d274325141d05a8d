"""What a story tells of holding and passing on."""

from datetime import UTC, datetime, timedelta

import pytest

from dialplan.story import Story
from ivr.calls.destinations import Destination, To
from ivr.calls.transfer_facts import (
    CONNECTED,
    PASSED_ON,
    TRANSFER,
    TRANSFER_END,
    Kind,
    Transfer,
    is_held,
    learn_held,
    learn_transfer,
    open_transfer,
    priority_of,
    talks_outside,
    was_passed_on,
)

START = datetime(2026, 6, 1, 12, tzinfo=UTC)
KESCO = Destination(To.LINE, "KESCO")
OFFICER = Destination(To.OFFICER, "J. K. Singh", "+919415099999")


@pytest.fixture
def story() -> Story:
    seconds = iter(range(1_000))
    found = Story("c", now=lambda: START + timedelta(seconds=next(seconds)))
    found.learn("priority", 3)
    found.learn("queued", "MVVNL")
    found.learn("answered", "asha")
    return found


def test_a_transfer_is_read_back_and_is_open_until_it_is_known_how_it_went(story):
    assert open_transfer(story) is None
    learn_transfer(story, Kind.ATTENDED, OFFICER, "asha", "outgoing-c-3")
    wanted = Transfer(Kind.ATTENDED, To.OFFICER, "J. K. Singh", "asha", "outgoing-c-3")
    assert open_transfer(story) == wanted
    story.learn(TRANSFER_END, "taken back")
    assert open_transfer(story) is None


def test_only_the_number_of_somebody_unknown_is_private(story):
    learn_transfer(story, Kind.BLIND, OFFICER, "asha", "x")
    assert not story.fact(TRANSFER).private
    somebody = Destination(To.MOBILE, "+919415012345", "+919415012345")
    learn_transfer(story, Kind.BLIND, somebody, "asha", "x")
    assert story.fact(TRANSFER).private


def test_who_was_passed_on_goes_before_ordinary_callers(story):
    assert priority_of(story) == 3
    learn_transfer(story, Kind.BLIND, KESCO, "asha", "")
    story.learn("parted", PASSED_ON)
    assert priority_of(story) == 2
    story.learn("answered", "vijay")
    assert not was_passed_on(story)
    assert priority_of(story) == 3


def test_whoever_talks_outside_is_in_no_line(story):
    learn_transfer(story, Kind.BLIND, OFFICER, "asha", "outgoing-c-3")
    assert not talks_outside(story)
    story.learn("parted", PASSED_ON)
    assert talks_outside(story)
    story.learn(TRANSFER_END, CONNECTED)
    assert talks_outside(story)
    story.learn("parted", "officer")
    assert not talks_outside(story)


def test_who_could_not_be_reached_outside_has_no_talk(story):
    learn_transfer(story, Kind.BLIND, OFFICER, "asha", "outgoing-c-3")
    story.learn("parted", PASSED_ON)
    story.learn(TRANSFER_END, "the phone is busy")
    assert not talks_outside(story)


def test_how_long_a_caller_was_on_hold(story):
    learn_held(story)
    assert not story.knows("held")
    story.learn("hold", "asha", how="key")
    assert is_held(story) == "key"
    learn_held(story)
    assert is_held(story) is None
    assert (story.fact("held").value, story.fact("held").how) == (1.0, "key")
