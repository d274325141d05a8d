"""A caller on a line: sounds that Asterisk could not play, and those it broke off at the end."""

import asyncio
from collections.abc import Sequence

import pytest

from dialplan.conversation import CallerHungUp
from ivr.ari.messages import Channel, Playback, PlaybackFinished, StasisEnd
from ivr.calls.caller import LineCaller
from ivr.calls.leg import Leg


class BrokenTelephone:
    """Fails to play anything; ``ends`` if that is because the channel ends."""

    def __init__(self, leg: Leg, *, ends: bool) -> None:
        self.failed: list[Sequence[str]] = []
        self._leg, self._ends = leg, ends

    async def play(self, channel: str, media: Sequence[str], playback: str) -> None:
        failed = Playback(playback, "failed", f"channel:{channel}")
        self._leg.receive(PlaybackFinished(playback=failed))
        if self._ends:
            end = StasisEnd(channel=Channel(channel))
            asyncio.get_running_loop().call_later(0.1, self._leg.receive, end)

    def not_played(self, sounds: Sequence[str]) -> None:
        self.failed.append(sounds)


@pytest.mark.looptime
async def test_a_sound_that_is_not_played_is_told() -> None:
    leg = Leg("c")
    telephone = BrokenTelephone(leg, ends=False)
    await LineCaller(leg, telephone, lambda *sounds: sounds).say("hi/thanks")
    assert telephone.failed == [("hi/thanks",)]


@pytest.mark.looptime
async def test_a_sound_that_the_end_of_the_call_broke_off_is_not_told() -> None:
    leg = Leg("c")
    telephone = BrokenTelephone(leg, ends=True)
    with pytest.raises(CallerHungUp):
        await LineCaller(leg, telephone, lambda *sounds: sounds).say("hi/thanks")
    assert telephone.failed == []
