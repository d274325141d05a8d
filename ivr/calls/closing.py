"""Closing a call: one frozen record, with exactly one outcome, from all that became known."""

from datetime import datetime
from typing import Final

from capacity.lines import Direction
from capacity.outcomes import Outcome
from dialplan.asked import ASKED_IN, DIALLED, is_call_back, wants_call_back
from dialplan.story import Fact, Story
from ivr.calls.agent_line import TAKEN_OVER
from ivr.calls.leg import NETWORK_CAUSES, EndedBy, Ending
from ivr.calls.leg_facts import UNSEEN
from ivr.calls.transfer_facts import OFFICER, TRANSFER, talks_outside, was_passed_on
from ivr.records import CallRecord, Side

CLOSING: Final = "closing"

DROPS: Final = {
    EndedBy.SOUND_LOST: "media",
    EndedBy.TIME_LIMIT: "too-long",
    EndedBy.ORDER: "ordered",
    EndedBy.CRASH: "system",
}
"""Ends of the caller's leg that nobody on the call chose. What nobody saw counts as chosen."""


def close_call(
    story: Story, ending: Ending, *, node: str, now: datetime, short_abandon: float
) -> CallRecord:
    """Make the record of a call that is over. Pure and total; ``short_abandon`` in seconds."""
    drop = why_dropped(story, ending)
    last_known = story.text(UNSEEN)
    ended_at = datetime.fromisoformat(last_known) if last_known else now
    outcome = decide_outcome(story, drop, now=ended_at, short_abandon=short_abandon)
    return CallRecord(
        call_id=story.call_id,
        node=node,
        direction=Direction.OUTGOING if is_call_back(story) else Direction.INCOMING,
        offered_at=time_of(story, "offered") or time_of(story, ASKED_IN) or now,
        ended_at=ended_at,
        outcome=outcome,
        stage=stage_of(story),
        side=side_of(story, ending, drop),
        cause=ending.cause,
        drop=drop,
        landed_at=time_of(story, "landed"),
        queued_at=time_of(story, "queued"),
        answered_at=answered_at(story),
        parted_at=time_of(story, "parted"),
        called_raw=story.text("offered") or "",
        called_std=story.text("called-std"),
        caller_raw=story.text("caller-raw") or "",
        caller=story.text("caller"),
        caller_kind=how(story.fact("caller")) or "unknown",
        language=story.text("language"),
        discom=story.text("discom"),
        discom_how=first_word(how(story.fact("discom"))),
        reason=story.text("reason"),
        priority=number(story.fact("priority")),
        agent=story.text("answered"),
        trunk=story.text("trunk"),
        line_level=number(story.fact("line-level")),
        line_size=number(story.fact("line-size")),
        continues=story.text("old-place"),
        ticket=story.text("ticket"),
        taken_over_by=story.text(TAKEN_OVER),
    )


def why_dropped(story: Story, ending: Ending) -> str | None:
    """Say why the call ended by neither side's choice, or None if it was somebody's choice.

    Whatever happens to the line after the conversation or the service is no drop any more, nor
    what happens to an attempt to call somebody back. A refused call was not dropped either, but
    may have been refused because of closing.
    """
    if story.knows("refused"):
        return CLOSING if story.text("refused") == CLOSING else None
    if story.knows("ticket") or wants_call_back(story):
        return None  # what was promised to them holds
    cut_off = story.text("cut-off")
    if cut_off is not None:
        return cut_off
    if story.text("parted") == "network":
        return "media"
    in_vain = is_call_back(story) and not story.knows("answered")
    if in_vain or story.text("parted") in ("agent", OFFICER) or was_served(story):
        return None
    return "network" if ending.cause in NETWORK_CAUSES else DROPS.get(ending.by)


def decide_outcome(
    story: Story, drop: str | None, *, now: datetime, short_abandon: float
) -> Outcome:
    """Count the call as exactly one thing."""
    first_that_holds = (
        (story.knows("refused"), Outcome.BLOCKED),
        (story.knows("ticket"), Outcome.TICKET),
        (wants_call_back(story), Outcome.CALL_BACK),
        (drop is not None, Outcome.DROPPED),
        (story.knows("answered"), Outcome.ANSWERED),
        (was_served(story), Outcome.SELF_SERVED),
        (is_call_back(story), Outcome.UNREACHED),
    )
    for holds, outcome in first_that_holds:
        if holds:
            return outcome
    queued = time_of(story, "queued")
    if queued is None:
        return Outcome.LEFT
    short = (now - queued).total_seconds() < short_abandon
    return Outcome.SHORT_ABANDONED if short else Outcome.ABANDONED


def was_served(story: Story) -> bool:
    """Tell whether the caller had what they wanted, and no agent was asked for after that."""
    last = story.newest("served", "answered")
    return last is not None and last.kind == "served" and last.value is not None


def side_of(story: Story, ending: Ending, drop: str | None) -> Side:
    """Tell who ended the call."""
    if drop in ("network", "media"):
        return Side.NETWORK
    if drop is None and ending.by in (EndedBy.FAR_END, EndedBy.UNSEEN):
        return Side.CALLER
    return Side.AGENT if story.text("parted") in ("agent", OFFICER) else Side.HELPLINE


def stage_of(story: Story) -> str:
    """Name the step at which the call ended, by the last thing that had come about."""
    if was_passed_on(story):
        return "talking" if talks_outside(story) else "waiting"
    if story.knows("parted") and story.text("parted") != "caller":
        return "goodbye"
    if story.knows("ticket") or wants_call_back(story):
        return "goodbye"
    if is_call_back(story) and not story.knows("answered"):
        return "calling" if story.knows(DIALLED) else "waiting"
    reached = (
        ("answered", "talking"),
        ("queued", "waiting"),
        ("reason", "service"),
        ("language", "reason" if story.knows("discom") else "discom"),
        ("landed", "language"),
    )
    return next((stage for kind, stage in reached if story.knows(kind)), "ringing")


def answered_at(story: Story) -> datetime | None:
    """Give when the talk began; who was passed on has talked since the first who answered."""
    if not story.knows(TRANSFER):
        return time_of(story, "answered")
    return next((fact.at for fact in story.facts if fact.kind == "answered"), None)


def time_of(story: Story, kind: str) -> datetime | None:
    """Give the time at which something became known."""
    fact = story.fact(kind)
    return fact.at if fact else None


def how(fact: Fact | None) -> str | None:
    """Give the way in which something became known."""
    return fact.how if fact else None


def first_word(text: str | None) -> str | None:
    """Leave out which call it was that something was known from."""
    return text.partition(" ")[0] if text else None


def number(fact: Fact | None) -> int | None:
    """Give a fact's value if it is a number."""
    return fact.value if fact and isinstance(fact.value, int) else None
