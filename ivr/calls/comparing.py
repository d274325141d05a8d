"""Comparing our legs with Asterisk's channels, after events may have been missed.

While there is no connection, events are lost; and a service that was killed leaves its channels
behind. So after each (re)connection the two are brought together again.
"""

import asyncio
from datetime import datetime
from typing import Final

import structlog

from ivr.calls.leg import EndedBy, Ending, Leg
from ivr.calls.switchboard import AGENT_LEG, Switchboard
from ivr.calls.telephone import Telephone

log = structlog.get_logger()

NEWBORN: Final = 1.0
"""Seconds that a channel's first event may come after Asterisk lists the channel."""


SWEEP_AGAIN: Final = 5.0
"""Seconds between two looks for strays, while there are any."""


class Comparison:
    """Knows what was there the last time, so that a restarted Asterisk is noticed."""

    def __init__(self, switchboard: Switchboard, telephone: Telephone) -> None:
        self._switchboard = switchboard
        self._telephone = telephone
        self._asterisk_since: datetime | None = None

    async def run(self) -> None:
        """End legs whose channels are gone, wake those that wait in vain, sweep up strays."""
        legs = list(self._switchboard.legs.values())
        since = await self._telephone.started_at()
        crashed = self._asterisk_since not in (None, since)
        self._asterisk_since = since
        everywhere, ours = await self._telephone.channels(), await self._telephone.our_channels()
        for leg in legs:
            if leg.id not in everywhere:
                leg.end(Ending(EndedBy.CRASH if crashed else EndedBy.UNSEEN))
            elif leg.id in ours:
                leg.begin()
                await self._wake(leg)
        await asyncio.sleep(NEWBORN)
        await self._sweep_strays(ours)

    async def _sweep_strays(self, ours: set[str]) -> None:
        """Take care of channels that no call knows; people who talk are left alone."""
        while strays := ours - set(self._switchboard.legs):
            for channel in strays - await self._telephone.talking_channels():
                await self.sweep(channel)
            await asyncio.sleep(SWEEP_AGAIN)
            ours = await self._telephone.our_channels()

    async def sweep(self, channel: str) -> None:
        """Do the best for a channel that belongs to no call: callers go to the fallback."""
        log.warning("channel.stray", channel=channel)
        if channel.startswith(AGENT_LEG):
            await self._telephone.hang_up(channel)
        else:
            await self._telephone.give_to_fallback(channel)

    async def _wake(self, leg: Leg) -> None:
        for playback in leg.playing():
            if not await self._telephone.is_playing(playback):
                leg.played(playback)
