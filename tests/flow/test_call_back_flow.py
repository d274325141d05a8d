"""What is said to people whom we call back, and what a call-back takes over; without telephones."""

from datetime import UTC, datetime, timedelta

import pytest

from dialplan.asked import (
    THEIR_PLACE,
    begin_call_back,
    in_vain,
    is_over,
    under_way,
    waits_since,
    wants_call_back,
)
from dialplan.call_back import call_back
from dialplan.conversation import CallerHungUp, WaitEnd
from dialplan.story import Story
from routing.order import Priority
from tests.flow.script import HANG_UP, MANNERS, ScriptedCaller, ScriptedDesk

NOON = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


def asking(*, danger: bool = False) -> Story:
    story = Story("c1", now=lambda: NOON)
    story.learn("language", "hi", how="key")
    story.learn("discom", "MVVNL", how="pin-code")
    story.learn("reason", "danger" if danger else "bill", how="key")
    story.learn("priority", Priority.DANGER if danger else Priority.ORDINARY)
    story.learn("queued", "MVVNL", at=NOON - timedelta(minutes=7))
    story.learn("call-back", "+919415012345", private=True)
    return story


def begun(asked_in: Story | None = None) -> Story:
    asked_in = asked_in or asking()
    story = Story("c1-back", now=lambda: NOON + timedelta(seconds=1))
    begin_call_back(story, asked_in)
    return story


async def led(script: dict, story: Story | None = None, **desk: object) -> ScriptedCaller:
    story = story or begun()
    caller, at_desk = ScriptedCaller(script), ScriptedDesk(**desk)
    at_desk.caller = caller
    await call_back(caller, at_desk, story, MANNERS)
    caller.desk, caller.story = at_desk, story
    return caller


def test_a_call_back_takes_over_what_was_known_and_the_place() -> None:
    story = begun()
    assert story.text("caller") == "+919415012345"
    assert story.fact("caller").private
    assert [story.text(kind) for kind in ("language", "discom", "reason")] == [
        "hi",
        "MVVNL",
        "bill",
    ]
    assert waits_since(story) == NOON - timedelta(minutes=7)
    assert wants_call_back(asking())


def test_it_is_begun_once_however_often_a_killed_process_tries() -> None:
    whole = begun()
    for known in range(len(whole.facts)):
        story = Story("c1-back", now=lambda: NOON, known=whole.facts[:known])
        begin_call_back(story, asking())
        assert [(f.kind, f.value) for f in story.facts] == [(f.kind, f.value) for f in whole.facts]


def test_an_older_place_is_kept_and_who_asked_for_nothing_gets_nothing() -> None:
    asked_in = asking()
    asked_in.learn(THEIR_PLACE, "c0", at=NOON - timedelta(hours=1))
    assert waits_since(begun(asked_in)) == NOON - timedelta(hours=1)
    with pytest.raises(ValueError, match="no call-back"):
        begun(Story("c2", now=lambda: NOON))


def test_attempts_are_read_from_the_story() -> None:
    story = begun()
    assert under_way(story) is None
    story.learn("dialled", 1, how="outgoing-1")
    assert under_way(story) == "outgoing-1"
    story.learn("landed")
    assert under_way(story) == "outgoing-1"
    story.learn("not-reached", "no key was pressed")
    assert (under_way(story), len(in_vain(story)), is_over(story)) == (None, 1, False)
    story.learn("called-off", "cancelled")
    assert is_over(story)


async def test_one_key_connects_with_what_was_needed() -> None:
    caller = await led({"callback.asked-for": ["1"]}, begun(asking(danger=True)))
    (need,) = caller.desk.needs
    assert (need.discom, need.reason, need.priority) == ("MVVNL", "danger", Priority.DANGER)
    assert caller.heard_keys()[-1] == "thanks"
    assert "wait.start" in caller.heard_keys()


async def test_who_needs_nothing_any_more_is_thanked() -> None:
    caller = await led({"callback.asked-for": ["7", "2"]})
    assert (caller.desk.needs, caller.story.text("served")) == ([], "not-needed")
    assert caller.heard_keys()[-1] == "thanks"
    assert "wrong-key" in caller.heard_keys()


async def test_a_machine_hears_it_twice_and_reaches_nobody() -> None:
    caller = await led({})
    assert caller.desk.needs == []
    assert caller.heard_keys().count("callback.asked-for") == 2
    assert not is_over(caller.story)


async def test_what_was_keyed_is_not_asked_again_and_a_long_wait_ends_with_words() -> None:
    story = begun()
    story.learn("confirmed", "wanted", how="key")
    caller = await led({}, story, end=WaitEnd.TOO_LONG)
    assert "callback.asked-for" not in caller.heard_keys()
    assert "wait.too-long" in caller.heard_keys()
    assert story.knows("ticket")
    assert not story.knows("call-back")
    assert is_over(story)


async def test_a_hang_up_shows() -> None:
    with pytest.raises(CallerHungUp):
        await led({"callback.asked-for": [HANG_UP]})
