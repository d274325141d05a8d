"""Comparing our legs with Asterisk's channels, after events may have been missed.

While there is no connection, events are lost; and a service that was killed leaves its channels
behind. So after each (re)connection, and every so often, the two are brought together again.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Final

import structlog

from ivr.ari import AriError
from ivr.calls.leg import EndedBy, Ending, Leg
from ivr.calls.switchboard import ASKED_FOR, Switchboard
from ivr.calls.telephone import Telephone

log = structlog.get_logger()

NEWBORN: Final = 1.0
"""Seconds that a channel may take to be listed after we asked for it, or to tell of itself."""

EVERY: Final = 30.0
"""Seconds between two comparisons when nothing is amiss."""

COMPARE_AGAIN: Final = 1.0
"""Seconds until the next try when Asterisk did not answer."""

UP: Final = "Up"
"""What Asterisk calls a channel that was answered."""

BRIDGES: Final = ("-talk", "-ear")
"""How the ids of bridges end, after that of the leg for which they were made."""

SWEEP_AGAIN: Final = 5.0
"""Seconds between two looks for strays, while there are any."""


class Comparison:
    """Knows what was there the last time, so that a restarted Asterisk is noticed.

    ``alive_at`` is when an earlier process last knew of the legs with which we begin.
    """

    def __init__(
        self, switchboard: Switchboard, telephone: Telephone, alive_at: datetime | None = None
    ) -> None:
        self._switchboard = switchboard
        self._telephone = telephone
        self._alive_at = alive_at
        self._asterisk_since: datetime | None = None
        self._wanted = asyncio.Event()
        self.holds = False
        """Whether our legs are known to be those of Asterisk."""

    def soon(self) -> None:
        """Compare at once, as events may have been missed."""
        self._wanted.set()

    def legs_known_at(self, moment: datetime) -> None:
        """Note that the legs with which we begin were still known at this time."""
        self._alive_at = max(moment, self._alive_at or moment)

    async def keep(self) -> None:
        """Compare when it is wanted, first when there is a connection, and every so often."""
        await self._wanted.wait()
        while True:
            self._wanted.clear()
            pause = EVERY
            try:
                if await self.run():
                    pause = SWEEP_AGAIN
            except AriError as error:
                pause = COMPARE_AGAIN
                log.warning("ari.not_compared", error=type(error).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._wanted.wait()

    async def run(self) -> bool:
        """Bring our legs to what Asterisk has, then sweep up strays; tell whether some remain."""
        legs = list(self._switchboard.legs.values())
        known = set(self._switchboard.legs)
        since = await self._telephone.started_at()
        crashed = self._has_crashed(since)
        states, ours = await self._telephone.channels(), await self._telephone.our_channels()
        there = [leg for leg in legs if _is_there(leg, states, ours)]
        for leg in there:
            leg.begin()
        missing = _missing(legs, states, ours)
        await asyncio.sleep(NEWBORN)
        states, still_ours = await self._telephone.channels(), await self._telephone.our_channels()
        for leg in _missing(missing, states, still_ours):
            by = EndedBy.CRASH if crashed else EndedBy.UNSEEN
            leg.end(Ending(by, at=self._alive_at))
        self._alive_at, self._asterisk_since, self.holds = None, since, True
        for leg in there:
            await self._wake(leg)
        await self._sweep_bridges()
        return await self._sweep_strays(ours & still_ours - known)

    async def sweep(self, channel: str) -> None:
        """Do the best for a channel that belongs to no call: callers go to the fallback.

        Raises `AriError`.
        """
        log.warning("channel.stray", channel=channel)
        if channel.startswith(ASKED_FOR) or await self._telephone.is_agents(channel):
            await self._telephone.hang_up(channel)
        else:
            await self._telephone.give_to_fallback(channel)

    def _has_crashed(self, since: datetime) -> bool:
        """Tell whether this Asterisk began after our legs did."""
        if self._asterisk_since is None:
            return self._alive_at is not None and since > self._alive_at
        return since != self._asterisk_since

    async def _sweep_strays(self, ours: set[str]) -> bool:
        """Take care of channels that no call knows; people who talk are left alone."""
        strays = ours - set(self._switchboard.legs)
        if strays:
            for channel in strays - await self._telephone.talking_channels():
                await self.sweep(channel)
        return bool(strays)

    async def _sweep_bridges(self) -> None:
        """Remove bridges that were left empty; each is named by the leg it was made for."""
        empty = await self._telephone.empty_bridges()
        legs = tuple(self._switchboard.legs)
        for bridge in empty:
            if bridge.endswith(BRIDGES) and not bridge.startswith(legs):
                log.warning("bridge.stray", bridge=bridge)
                await self._telephone.part(bridge)

    async def _wake(self, leg: Leg) -> None:
        for playback in leg.playing():
            if not await self._telephone.is_playing(playback):
                leg.played(playback)


def _is_there(leg: Leg, states: Mapping[str, str], ours: Collection[str]) -> bool:
    """Tell whether a leg is ours; one that we asked for is listed at once, but rings at first."""
    if leg.id.startswith(ASKED_FOR):
        return leg.id in ours and states.get(leg.id) == UP
    return leg.id in ours


def _missing(legs: Iterable[Leg], states: Mapping[str, str], ours: Collection[str]) -> list[Leg]:
    """List the legs whose channels are gone, or callers' that went elsewhere in the dialplan."""
    return [
        leg
        for leg in legs
        if leg.id not in states or (leg.id not in ours and not leg.id.startswith(ASKED_FOR))
    ]
