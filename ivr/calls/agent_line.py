"""An agent's phone, rung for one caller: it rings, both talk, and it is hung up."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from dialplan.conversation import CallerHungUp
from dialplan.story import Story
from ivr.ari import AriError
from ivr.calls.caller import LineCaller, hang_up_shows
from ivr.calls.leg import NORMAL_CLEARING, EndedBy, Ending, Leg, lost_by_network
from ivr.calls.leg_facts import last_seen, learn_agent_leg, why_missed
from ivr.calls.telephone import Telephone
from ivr.calls.transfer_facts import PASSED_ON, open_transfer

log = structlog.get_logger()

NETWORK: Final = "network"

TAKEN_OVER: Final = "taken-over"
"""The fact that a supervisor talks in the agent's place; None if that failed after all."""

NOT_REGISTERED: Final = "the phone is not registered"

RING_GRACE: Final = 2.0
"""Seconds that Asterisk may take longer than the ring time to say that nobody answered."""


@dataclass(frozen=True, slots=True)
class AgentLine:
    """The leg to an agent; ``rung`` or ``talking`` when that came about before.

    An agent is ``engaged`` for one caller who is not in line for them: the caller was passed on.
    """

    agent: str
    leg: Leg
    telephone: Telephone
    rung: bool = False
    talking: bool = False
    engaged: bool = False

    async def rings_in_vain(self, caller: LineCaller, ring: float) -> str | None:
        """Ring for ``ring`` seconds and join; None when both can talk now, else why not."""
        if self.talking:
            return None
        try:
            if not self.rung:
                await self.telephone.ring(
                    self.agent, self.leg.id, caller=caller.leg.id, seconds=ring
                )
        except AriError as error:
            log.warning(
                "agent.not_reached",
                agent=self.agent,
                call=caller.leg.id,
                why=NOT_REGISTERED,
                asterisk=str(error),
            )
            return NOT_REGISTERED
        async with hang_up_shows():
            await caller.leg.first(self.leg.started, self.leg.gone, within=ring + RING_GRACE)
        if not self.leg.started.done() or self.leg.gone.done():
            return why_missed(self.leg.ending)
        return await self._joins_in_vain(caller)

    async def _joins_in_vain(self, caller: LineCaller) -> str | None:
        await caller.quieten()
        try:
            await self.telephone.join(self.bridge, caller.leg.id, self.leg.id)
        except AriError as error:
            if caller.leg.gone.done():
                raise CallerHungUp from error
            return "the phone was hung up at once"
        return None

    async def talk(
        self, caller: LineCaller, story: Story, stay: Callable[[], Awaitable[None]]
    ) -> None:
        """Stay until one of them is gone, or the caller passed on; learns ``answered``, ``parted``.

        ``stay`` returns or raises `CallerHungUp` when that is so. An agent whose call was taken
        over is gone, but caller and supervisor have not parted.
        """
        if not self.talking:
            story.learn("answered", self.agent)
        how = None
        try:
            await stay()
            how = PASSED_ON if open_transfer(story) is not None else None
        finally:
            if caller.leg.gone.done() or who_talks(story) == self.agent:
                how = how or who_parted(caller.leg, self.leg)
                story.learn("parted", how, at=self._parted_at(story))

    async def stay(self, caller: LineCaller) -> None:
        """Stay until one of them is gone; raises `CallerHungUp`."""
        async with hang_up_shows():
            await caller.leg.first(self.leg.gone)

    async def end(self, story: Story) -> None:
        """Hang up, whatever the phone is doing, and keep what is known of its leg."""
        self.leg.end(Ending(EndedBy.US, NORMAL_CLEARING))
        await self.telephone.part(self.bridge)
        await self.telephone.hang_up(self.leg.id)
        await learn_agent_leg(story, self.leg)

    def _parted_at(self, story: Story) -> datetime | None:
        """Give the last time at which both were known to talk, if nobody saw them part."""
        return last_seen(story, self.leg.ending) if self.leg.gone.done() else None

    @property
    def bridge(self) -> str:
        """The bridge in which the two talk."""
        return f"{self.leg.id}-talk"


def who_talks(story: Story) -> str | None:
    """Name who is on the line with the caller: who answered, or the supervisor who took over."""
    last = story.newest("answered", TAKEN_OVER)
    taken = last.value if last is not None else None
    return taken if isinstance(taken, str) else story.text("answered")


def who_parted(caller: Leg, agent: Leg) -> str:
    """Tell who ended a conversation: caller, agent, network or (when both are there) helpline."""
    if caller.gone.done():
        return "caller"
    if not agent.gone.done():
        return "helpline"
    return NETWORK if lost_by_network(agent.ending) else "agent"
