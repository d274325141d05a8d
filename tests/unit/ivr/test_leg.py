"""A leg takes in events at once and wakes whoever waits."""

import asyncio

import pytest

from ivr.ari.messages import (
    Channel,
    ChannelDestroyed,
    ChannelDtmfReceived,
    ChannelHangupRequest,
    ChannelHold,
    ChannelUnhold,
    Playback,
    PlaybackFinished,
    StasisEnd,
)
from ivr.calls.leg import MOST_KEYS_AHEAD, EndedBy, Ending, Leg, LegEnded

CHANNEL = Channel("c")


def press(leg: Leg, keys: str) -> None:
    for key in keys:
        leg.receive(ChannelDtmfReceived(channel=CHANNEL, digit=key))


async def test_keys_are_kept_in_order():
    leg = Leg("c")
    press(leg, "12")
    assert (leg.take_key(), leg.take_key(), leg.take_key()) == ("1", "2", None)


async def test_a_key_wakes_who_waits_for_it():
    leg = Leg("c")
    key = leg.key()
    asyncio.get_running_loop().call_soon(press, leg, "7")
    await leg.first(key, within=5)
    assert key.done()


async def test_too_many_keys_are_ignored():
    leg = Leg("c")
    press(leg, "1" * (MOST_KEYS_AHEAD + 9))
    taken = 0
    while leg.take_key():
        taken += 1
    assert taken == MOST_KEYS_AHEAD


@pytest.mark.looptime
async def test_a_late_key_is_ignored_only_for_a_while():
    leg = Leg("c")
    leg.ignore("#", 3)
    press(leg, "#5")
    assert leg.take_key() == "5"
    await asyncio.sleep(4)
    press(leg, "#")
    assert leg.take_key() == "#"


async def test_a_playback_ends_well_or_not():
    leg = Leg("c")
    good, bad = leg.playback("p1"), leg.playback("p2")
    for name, state in (("p1", "done"), ("p2", "failed"), ("stranger", "done")):
        leg.receive(PlaybackFinished(playback=Playback(name, state, "channel:c")))
    assert (good.result(), bad.result()) == (True, False)


async def test_missed_news_of_sounds_can_be_made_up_for():
    leg = Leg("c")
    sound = leg.playback("p1")
    (name,) = leg.playing()
    leg.played(name)
    assert sound.result() is True


@pytest.mark.parametrize(
    ("event", "ending"),
    [
        (ChannelHangupRequest(channel=CHANNEL), Ending(EndedBy.FAR_END, 16)),
        (ChannelHangupRequest(channel=CHANNEL, cause=41), Ending(EndedBy.FAR_END, 41)),
        (
            ChannelHangupRequest(channel=CHANNEL, cause=1, soft=True),
            Ending(EndedBy.SOUND_LOST),
        ),
        (ChannelHangupRequest(channel=CHANNEL, cause=32, soft=True), Ending(EndedBy.ORDER)),
        (ChannelDestroyed(channel=CHANNEL, cause=17), Ending(EndedBy.FAR_END, 17)),
        (
            ChannelHangupRequest(channel=CHANNEL, cause=21, tech_cause=603),
            Ending(EndedBy.FAR_END, 21, 603),
        ),
        (
            ChannelDestroyed(channel=CHANNEL, cause=17, tech_cause=486),
            Ending(EndedBy.FAR_END, 17, 486),
        ),
        (
            ChannelDestroyed(channel=CHANNEL, cause=19, tech_cause=480),
            Ending(EndedBy.FAR_END, 19),
        ),
        (StasisEnd(channel=CHANNEL), Ending(EndedBy.TIME_LIMIT)),
    ],
)
async def test_the_end_is_understood(event, ending):
    leg = Leg("c")
    leg.receive(event)
    assert leg.gone.done()
    assert leg.ending == ending
    with pytest.raises(LegEnded):
        await leg.first(within=5)


async def test_the_first_ending_holds():
    leg = Leg("c")
    leg.receive(ChannelHangupRequest(channel=CHANNEL, cause=17))
    leg.receive(StasisEnd(channel=CHANNEL))
    leg.receive(ChannelDestroyed(channel=CHANNEL, cause=31))
    assert leg.ending == Ending(EndedBy.FAR_END, 17)


async def test_the_phones_own_hold_wakes_who_waits_for_it():
    leg = Leg("c")
    change = leg.hold_change()
    leg.receive(ChannelHold(channel=CHANNEL))
    assert change.done()
    assert leg.on_hold
    leg.receive(ChannelUnhold(channel=CHANNEL))
    assert not leg.on_hold
