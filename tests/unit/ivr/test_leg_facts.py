"""What the story keeps of legs that ended."""

import pytest

from dialplan.story import Story
from ivr.ari.messages import Channel, ChannelDestroyed, ChannelHangupRequest, StasisStart
from ivr.calls.leg import STATISTICS, EndedBy, Ending, Leg
from ivr.calls.leg_facts import learn_agent_leg, learn_caller_leg, why_missed
from tests.flow.exchange import SOUND
from tests.unit.ivr.samples import OFFERED

LOUD = Channel("c", channelvars={STATISTICS: SOUND})
MUTE = Channel("c", channelvars={STATISTICS: ""})


def a_story(*known: str) -> Story:
    story = Story("c", now=lambda: OFFERED)
    for kind in known:
        story.learn(kind)
    return story


def learned(story: Story) -> dict[str, object]:
    return {fact.kind: fact.value for fact in story.facts}


async def test_statistics_come_with_the_hang_up_or_just_after_it() -> None:
    at_once, after = Leg("c"), Leg("c")
    at_once.receive(ChannelHangupRequest(channel=LOUD))
    after.receive(ChannelHangupRequest(channel=MUTE, cause=1, soft=True))
    after.receive(StasisStart(channel=LOUD, args=("ended",)))
    for leg in (at_once, after):
        story = a_story("landed")
        await learn_caller_leg(story, leg, rtp_timeout=20)
        assert learned(story)["rtp"]["lost"] == 14
    assert learned(story)["sound-lost"] == 20


@pytest.mark.looptime
async def test_nobody_waits_long_for_statistics_that_do_not_come() -> None:
    leg = Leg("c")
    leg.receive(ChannelHangupRequest(channel=MUTE))
    story = a_story("landed")
    began = leg._loop.time()
    await learn_caller_leg(story, leg, rtp_timeout=20)
    assert leg._loop.time() - began == pytest.approx(0.5)
    assert "rtp" not in learned(story)


@pytest.mark.looptime
@pytest.mark.parametrize("by", [EndedBy.CRASH, EndedBy.UNSEEN])
async def test_an_end_that_nobody_saw_is_not_waited_for(by: EndedBy) -> None:
    leg = Leg("c")
    leg.end(Ending(by))
    began = leg._loop.time()
    await learn_caller_leg(a_story("landed"), leg, rtp_timeout=20)
    assert leg._loop.time() == began


async def test_a_call_that_was_never_answered_has_no_sound() -> None:
    leg, story = Leg("c"), a_story()
    leg.end(Ending(EndedBy.US))
    await learn_caller_leg(story, leg, rtp_timeout=20)
    assert story.facts == []


async def test_a_refusal_keeps_both_of_its_causes() -> None:
    leg, story = Leg("c"), a_story()
    leg.receive(ChannelHangupRequest(channel=MUTE, cause=17, tech_cause=486))
    await learn_agent_leg(story, leg)
    (fact,) = story.facts
    assert (fact.kind, fact.value, fact.how) == (
        "agent-end",
        {"cause": 17, "sip": 486},
        "far end",
    )


async def test_the_sip_status_that_asterisk_invents_for_silence_is_left_out() -> None:
    leg, story = Leg("c"), a_story()
    leg.receive(ChannelDestroyed(channel=MUTE, cause=19, tech_cause=480))
    await learn_agent_leg(story, leg)
    assert story.facts[0].value == {"cause": 19}


async def test_a_phone_that_is_no_longer_wanted_explains_nothing() -> None:
    leg, story = Leg("c"), a_story()
    leg.end(Ending(EndedBy.US, 16))
    await learn_agent_leg(story, leg)
    assert story.facts == []


@pytest.mark.parametrize(
    ("ending", "why"),
    [
        (Ending(EndedBy.FAR_END, 17, 486), "the phone is busy"),
        (Ending(EndedBy.FAR_END, 17), "the phone is busy"),
        (Ending(EndedBy.FAR_END, 17, 600), "the phone is busy"),
        (Ending(EndedBy.FAR_END, 21, 603), "the call was declined"),
        (Ending(EndedBy.FAR_END, 20, 480), "the phone refused with SIP 480"),
        (Ending(EndedBy.FAR_END, 19), "the phone was not picked up"),
        (Ending(EndedBy.UNSEEN), "the phone was not picked up"),
    ],
)
def test_why_a_phone_did_not_take_a_call(ending: Ending, why: str) -> None:
    assert why_missed(ending) == why
