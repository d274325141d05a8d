"""What the story keeps of a leg that has ended: its causes, and the statistics of its sound."""

from datetime import datetime
from typing import Final

from dialplan.story import Story, Value
from ivr.calls.leg import EndedBy, Ending, Leg
from ivr.rtp_statistics import read_statistics

CALLER_RTP: Final = "rtp"
AGENT_RTP: Final = "agent-rtp"
AGENT_END: Final = "agent-end"
SOUND_LOST: Final = "sound-lost"
UNSEEN: Final = "ended-unseen"

BUSY: Final = (486, 600)
DECLINED: Final = (603,)


async def learn_caller_leg(story: Story, leg: Leg, *, rtp_timeout: float) -> None:
    """Keep what is known of the caller's leg, which ends after so many seconds without sound."""
    if leg.ending.by in (EndedBy.UNSEEN, EndedBy.CRASH):
        seen = last_seen(story, leg.ending)
        story.learn(UNSEEN, seen.isoformat() if seen else None, how=leg.ending.by)
    if leg.ending.by is EndedBy.SOUND_LOST:
        story.learn(SOUND_LOST, rtp_timeout)
    if story.knows("landed"):
        await _learn_statistics(story, CALLER_RTP, leg)


async def learn_agent_leg(story: Story, leg: Leg) -> None:
    """Keep what is known of an agent's leg, unless it ended because nobody wanted it any more."""
    if leg.started.done():
        await _learn_statistics(story, AGENT_RTP, leg)
    elif leg.ending.by is EndedBy.US:
        return
    numbers = {"cause": leg.ending.cause, "sip": leg.ending.sip}
    known: Value = {name: number for name, number in numbers.items() if number is not None}
    story.learn(AGENT_END, known, how=leg.ending.by)


def last_seen(story: Story, ending: Ending) -> datetime | None:
    """Give the last time at which a leg was known to be there, if that was not just now."""
    if ending.at is None:
        return None
    return max(ending.at, story.known_until or ending.at)


def why_missed(ending: Ending) -> str:
    """Say why an agent's phone did not take a call that reached it."""
    if ending.by is not EndedBy.FAR_END:
        return "the phone was not picked up"
    if ending.sip in BUSY or ending.cause == 17:  # noqa: PLR2004 - Q.850: user busy
        return "the phone is busy"
    if ending.sip in DECLINED or ending.cause == 21:  # noqa: PLR2004 - Q.850: call rejected
        return "the call was declined"
    if ending.sip is not None:
        return f"the phone refused with SIP {ending.sip}"
    return "the phone was not picked up"


async def _learn_statistics(story: Story, kind: str, leg: Leg) -> None:
    statistics = read_statistics(await leg.statistics())
    if statistics is not None:
        story.learn(kind, statistics.as_fact())
