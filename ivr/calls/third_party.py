"""Somebody to whom an agent passes a caller on: another agent, or a person over the trunk."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Final, Protocol

from capacity.lines import NoLineFree
from ivr.ari import AriError
from ivr.calls.agent_line import NOT_REGISTERED, RING_GRACE
from ivr.calls.leg import NORMAL_CLEARING, EndedBy, Ending, Leg
from ivr.calls.leg_facts import why_missed
from ivr.calls.telephone import Telephone
from ivr.calls.trunk import NoTrunk, Trunk
from routing.waiting import WaitingRoom

REST: Final = 10.0
"""Seconds for which an agent is not rung who did not take a transfer."""


class ThirdParty(Protocol):
    """A leg of ours from before it is rung until it is let go or handed on."""

    leg: Leg
    ring_time: float

    async def ring(self, caller: str) -> str | None:
        """Ring; None if that works, else why not, and nothing is left to let go."""

    def picked_up(self) -> None:
        """Note that they talk."""

    async def let_go(self) -> None:
        """Hang up, whatever they are doing."""


def bridge_of(third: ThirdParty) -> str:
    """Name the bridge in which they talk, with an agent first or with the caller."""
    return f"{third.leg.id}-talk"


class ThirdAgent:
    """Another agent, who counts as busy from before this is made (`WaitingRoom.engage`).

    ``freed`` is called when they can be rung for others again. Who is ``adopted`` was rung by an
    earlier process.
    """

    def __init__(
        self,
        agent: str,
        leg: Leg,
        telephone: Telephone,
        room: WaitingRoom,
        freed: Callable[[Leg], None],
        *,
        ring_time: float,
        adopted: bool = False,
    ) -> None:
        self.agent = agent
        self.leg = leg
        self.ring_time = ring_time
        self._telephone = telephone
        self._room = room
        self._freed = freed
        self._adopted = adopted
        self._talks = False

    async def ring(self, caller: str) -> str | None:
        """Ring the phone, unless it rang before a restart."""
        if self._adopted:
            return None
        try:
            await self._telephone.ring(
                self.agent, self.leg.id, caller=caller, seconds=self.ring_time
            )
        except AriError:
            self.leg.end(Ending(EndedBy.US))
            await self.let_go()
            return NOT_REGISTERED
        return None

    def picked_up(self) -> None:
        """Note that they talk."""
        self._talks = True
        self._room.engaged_talks(self.agent, now())

    async def let_go(self) -> None:
        """Hang up; who did not pick up rests."""
        rest = REST if self.leg.gone.done() else 0.0
        self.leg.end(Ending(EndedBy.US, NORMAL_CLEARING))
        try:
            await self._telephone.part(bridge_of(self))
            await self._telephone.hang_up(self.leg.id)
        finally:
            if self._talks:
                self._room.parted(self.agent, now(), wrap_up=0.0)
            else:
                self._room.disengage(self.agent, now(), rest=rest)
            self._freed(self.leg)


class ThirdOutside:
    """A person over the trunk, on a line of the outgoing pool. ``adopted`` is one who is there."""

    def __init__(self, number: str, leg: Leg, trunk: Trunk, *, adopted: bool = False) -> None:
        self.leg = leg
        self.ring_time = trunk.rules.ring
        self._number = number
        self._trunk = trunk
        self._adopted = adopted
        self._call = AsyncExitStack()

    async def ring(self, caller: str) -> str | None:  # noqa: ARG002 - the trunk shows its own number
        """Call the number; one who is there already keeps their line."""
        call = self._trunk.call(self.leg.id, self._number, adopted=self._adopted)
        try:
            await self._call.enter_async_context(call)
        except NoTrunk:
            why = "the settings name no outgoing trunk"
        except NoLineFree:
            why = "no outgoing line was free"
        except AriError:
            why = "the trunk cannot be reached"
        else:
            return None
        self._trunk.switchboard.forget(self.leg)
        return why

    def picked_up(self) -> None:
        """Do nothing: they are nobody's agent."""

    async def let_go(self) -> None:
        """Hang up, and give the line back."""
        self.leg.end(Ending(EndedBy.US, NORMAL_CLEARING))
        await self._trunk.telephone.part(bridge_of(self))
        await self._call.aclose()
        await self._trunk.telephone.hang_up(self.leg.id)  # one of an earlier process has no call
        self._trunk.switchboard.forget(self.leg)


async def rings_in_vain(third: ThirdParty, caller: Leg) -> str | None:
    """Wait while their phone rings; None when they have picked up, else why not.

    Raises `LegEnded` when the caller is gone.
    """
    await caller.first(third.leg.started, third.leg.gone, within=third.ring_time + RING_GRACE)
    if third.leg.started.done() and not third.leg.gone.done():
        return None
    return why_missed(third.leg.ending)


def now() -> float:
    """Give the time of the waiting room."""
    return asyncio.get_running_loop().time()
