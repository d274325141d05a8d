"""What a story knows of a call-back: who asked for it, whose place it has, and how it stands."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from dialplan.story import Story

SUFFIX: Final = "-back"
"""What the id of a call-back has after that of the call in which it was asked for."""

ASKED: Final = "call-back"
"""The fact that a caller wants to be called back; its value is the number in E.164, private."""

ASKED_IN: Final = "asked-in"
"""The first fact of a call-back: the id of the call in which it was asked for."""

THEIR_PLACE: Final = "called-back-place"
"""The call-back or call whose place a call has; ``at`` is from when on that one waited."""

PLACE_SINCE: Final = "place-since"
"""From when on the caller waited in a call that was cut off, as ISO 8601."""

RESERVED: Final = "reserved"
"""The agent who is kept for the person who is just being called."""

DIALLED: Final = "dialled"
"""Which attempt to reach the person begins; ``how`` is the channel."""

NOT_DIALLED: Final = "not-dialled"
"""Why an attempt could not be made; it does not count."""

NOT_REACHED: Final = "not-reached"
"""Why an attempt came to no talk; ``at`` is its end, ``how`` the cause, as in Q.850 17."""

Q850: Final = "Q.850 "
"""What stands before the cause with which an attempt ended."""

CONFIRMED: Final = "confirmed"
"""What the person keyed: ``wanted`` or ``not-needed``."""

OFF: Final = "called-off"
"""Why nobody is called any more, before anybody talked."""

TAKEN_OVER: Final = ("language", "discom", "reason", "priority")
ATTEMPT: Final = (DIALLED, NOT_DIALLED, "landed", NOT_REACHED)


def wants_call_back(story: Story) -> bool:
    """Tell whether the caller of an ended call is to be called back."""
    return story.text(ASKED) is not None and not story.knows("answered")


def is_call_back(story: Story) -> bool:
    """Tell whether we are the ones who call."""
    return story.knows(ASKED_IN)


def is_over(story: Story) -> bool:
    """Tell whether a call-back has come to its end: nobody is to be called any more."""
    ended = story.knows("ticket") or story.text("cut-off") == "system"
    return story.knows("answered") or bool(story.text("served") or story.text(OFF)) or ended


def under_way(story: Story) -> str | None:
    """Name the channel of an attempt that goes on, as far as the story knows."""
    newest, dialled = story.newest(*ATTEMPT), story.fact(DIALLED)
    going_on = newest is not None and newest.kind in (DIALLED, "landed")
    return dialled.how if going_on and dialled is not None else None


def in_vain(story: Story) -> Sequence[datetime]:
    """Give the times at which attempts ended that came to no talk."""
    return [fact.at for fact in story.facts if fact.kind == NOT_REACHED]


def waits_since(story: Story) -> datetime | None:
    """Give the time from which on a call has its place in line."""
    known = (story.fact("queued"), story.fact(THEIR_PLACE))
    times = [fact.at for fact in known if fact is not None]
    since = story.text(PLACE_SINCE)
    if since is not None and story.knows("queued"):
        times.append(datetime.fromisoformat(since))
    return min(times, default=None)


def begin_call_back(story: Story, asked_in: Story) -> None:
    """Take over what the call that asked knew; what is known already stays as it is."""
    number = asked_in.fact(ASKED)
    if number is None:
        raise ValueError(f"call {asked_in.call_id} asked for no call-back")
    if not story.knows(ASKED_IN):
        story.learn(ASKED_IN, asked_in.call_id)
    if not story.knows("caller"):
        story.learn("caller", number.value, how=number.how, private=True)
    for kind in TAKEN_OVER:
        known = asked_in.fact(kind)
        if known is not None and not story.knows(kind):
            story.learn(kind, known.value, how=known.how)
    if not story.knows("queued"):  # the last one: whoever knows it knows all
        line = asked_in.text("sent") or asked_in.text("queued") or asked_in.text("discom") or "any"
        story.learn("queued", line, at=waits_since(asked_in) or number.at)
