"""What calls tell of their time in a waiting line: what was heard, and how it went."""

from collections.abc import Mapping
from typing import Final

from capacity.lately import Fared
from capacity.outcomes import LEFT_THE_LINE, Outcome
from capacity.thresholds import Thresholds
from dialplan.story import Story
from ivr.http.calls import shown
from ivr.http.queue_views import Told
from ivr.records import CallRecord
from ivr.storage import CallStory
from routing.promise import STEPS

THRESHOLDS: Final = Thresholds()


def what_became(story: CallStory) -> str:
    """Say of a call that is not in line where it is, or how it ended."""
    if story.record is not None:
        return f"the call is over: {shown(story).verdict}".rstrip(".")
    known = {fact.kind: fact for fact in story.facts}
    if "answered" in known:
        return f"the caller waits no more: {known['answered'].value} answered"
    if "queued" in known:
        return (
            "the caller is not in line just now; a restart, or the end of the call, takes a moment"
        )
    return "the caller is in the menus and does not wait yet"


def told(story: Story) -> Told | None:
    """Give what a caller heard last of place and wait; None if they heard nothing yet."""
    fact = story.fact("announced")
    if fact is None or not isinstance(fact.value, Mapping) or not fact.value:
        return None
    minutes = fact.value["minutes"]
    said = next(each for each in STEPS if each[1] == minutes)
    return Told(int(fact.value["position"]), said, fact.at)


def how_it_fared(record: CallRecord, thresholds: Thresholds = THRESHOLDS) -> Fared:
    """Say how a call that came to a waiting line fared there."""
    begin = record.queued_at or record.ended_at
    waited = ((record.answered_at or record.ended_at) - begin).total_seconds()
    served = record.answered_at is not None or record.outcome in LEFT_THE_LINE
    return Fared(
        at=record.ended_at,
        call_id=record.call_id,
        queue=(record.discom, record.language or ""),
        in_time=served and waited <= thresholds.service_level,
        abandoned=record.outcome is Outcome.ABANDONED,
    )
