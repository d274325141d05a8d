"""The agents' desk: callers wait in line here, agents are rung, and both are joined.

Who is served next and by whom is decided by `routing.waiting`, which knows no telephones; here
its decisions are carried out. All times are seconds of the event loop's clock.
"""

import asyncio
import itertools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import structlog

from dialplan.conversation import CallerHungUp, Need, WaitEnd
from dialplan.story import Story
from ivr.ari import AriError
from ivr.calls.caller import LineCaller, hang_up_shows
from ivr.calls.earlier import EarlierCalls
from ivr.calls.leg import NORMAL_CLEARING, EndedBy, Ending, Leg, lost_by_network
from ivr.calls.switchboard import AGENT_LEG, Switchboard
from ivr.calls.telephone import Telephone
from routing.waiting import AgentCard, Duty, Waiter, WaitingRoom

log = structlog.get_logger()

NETWORK: Final = "network"

RING_GRACE: Final = 2.0
"""Seconds that Asterisk may take longer than the ring time to say that nobody answered."""


@dataclass(frozen=True, slots=True)
class DeskRules:
    """How agents are rung; times in seconds."""

    ring: float
    wrap_up: float
    longest_wait: float
    unreachable_rest: float


class AgentDesk:
    """All agents and all who wait for them, on one node."""

    def __init__(
        self,
        agents: Iterable[AgentCard],
        rules: DeskRules,
        telephone: Telephone,
        switchboard: Switchboard,
    ) -> None:
        self.room = WaitingRoom(agents, wrap_up=rules.wrap_up)
        self._rules = rules
        self._telephone = telephone
        self._switchboard = switchboard
        self._turns: dict[str, asyncio.Future[str]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._numbers = itertools.count(1)

    async def serve(
        self, caller: LineCaller, need: Need, story: Story, announcement: Sequence[str]
    ) -> WaitEnd:
        """Keep the caller in line with music, connect an agent, and stay until they part."""
        waiter = Waiter(story.call_id, need.discom, need.language, need.priority, self._now())
        story.learn("priority", need.priority)
        story.learn("queued", need.discom or "any")
        await caller.entertain(*announcement)
        try:
            with self._in_line(waiter):
                async with asyncio.timeout(self._rules.longest_wait) as patience:
                    while not await self._served(caller, waiter, story, patience):
                        pass
        except TimeoutError:
            await caller.quieten()
            return WaitEnd.TOO_LONG
        return WaitEnd.TALKED

    def duties(self) -> dict[str, Duty]:
        """Tell what each agent is doing."""
        return self.room.agents(self._now())

    def change(self, agents: Iterable[AgentCard], rules: DeskRules) -> None:
        """Take over changed settings; agents who talk finish first."""
        self._rules = rules
        self.room.wrap_up = rules.wrap_up
        self.room.replace_agents(agents, self._now())
        self._match()

    async def _served(
        self, caller: LineCaller, waiter: Waiter, story: Story, patience: asyncio.Timeout
    ) -> bool:
        """Wait for the next free agent, ring, and talk; false when the caller waits on."""
        agent = await self._turn(caller, waiter)
        story.learn("ringing", agent)
        number = next(self._numbers)
        with self._switchboard.expecting(f"{AGENT_LEG}{story.call_id}-{agent}-{number}") as leg:
            try:
                missed = await self._rings_in_vain(agent, leg, caller)
                if missed is None:
                    patience.reschedule(None)
                    await self._talk(caller, agent, leg, story)
            finally:
                leg.end(Ending(EndedBy.US, NORMAL_CLEARING))
                await self._telephone.part(bridge_of(leg))
                await self._telephone.hang_up(leg.id)
        if missed is None and story.text("parted") != NETWORK:
            return True
        await caller.entertain()
        # From here to the next turn nothing may wait: who is in line must have a turn to take.
        if missed is None:  # the same place in line: it was not the caller's doing
            self.room.join(waiter)
            patience.reschedule(self._now() + self._rules.longest_wait)
        else:
            story.learn("missed", agent, how=missed)
            self.room.missed(story.call_id, self._now(), self._rules.unreachable_rest)
        return False

    async def _turn(self, caller: LineCaller, waiter: Waiter) -> str:
        """Wait until an agent is free for this caller."""
        turn: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._turns[waiter.call_id] = turn
        self._match()
        async with hang_up_shows():
            await caller.leg.first(turn)
        return turn.result()

    async def _rings_in_vain(self, agent: str, leg: Leg, caller: LineCaller) -> str | None:
        """Ring and join; None when both can talk now, else why not."""
        ring = self._rules.ring
        try:
            await self._telephone.ring(agent, leg.id, caller=caller.leg.id, seconds=ring)
        except AriError as error:
            log.warning("agent.not_reached", agent=agent, call=caller.leg.id, error=str(error))
            return "the phone is not registered"
        async with hang_up_shows():
            await caller.leg.first(leg.started, leg.gone, within=ring + RING_GRACE)
        if not leg.started.done() or leg.gone.done():
            return "the phone was not picked up"
        await caller.quieten()
        try:
            await self._telephone.join(bridge_of(leg), caller.leg.id, leg.id)
        except AriError as error:
            if caller.leg.gone.done():
                raise CallerHungUp from error
            return "the phone was hung up at once"
        return None

    async def _talk(self, caller: LineCaller, agent: str, leg: Leg, story: Story) -> None:
        self.room.answered(story.call_id, self._now())
        story.learn("answered", agent)
        try:
            async with hang_up_shows():
                await caller.leg.first(leg.gone)
        finally:
            story.learn("parted", who_parted(caller.leg, leg))
            self.room.parted(agent, self._now())
            self._match()

    @contextmanager
    def _in_line(self, waiter: Waiter) -> Iterator[None]:
        self.room.join(waiter)
        try:
            yield
        finally:
            self._turns.pop(waiter.call_id, None)
            self.room.leave(waiter.call_id, self._now())
            self._match()

    def _match(self) -> None:
        """Give every free agent to the caller whose turn it is, now and when time frees one."""
        while (pair := self.room.next_pair(self._now())) is not None:
            self._turns[pair.call_id].set_result(pair.agent_id)
        if self._timer is not None:
            self._timer.cancel()
        change = self.room.next_change(self._now())
        loop = asyncio.get_running_loop()
        self._timer = None if change is None else loop.call_at(change, self._match)

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


@dataclass(frozen=True, slots=True)
class DeskForCaller:
    """`dialplan.conversation.Desk` for one caller on a real line."""

    desk: AgentDesk
    caller: LineCaller
    earlier: EarlierCalls

    def earlier_discom(self, caller_number: str) -> str | None:
        """Name the discom of the same caller's last call."""
        return self.earlier.discom(caller_number)

    async def wait_and_talk(self, need: Need, story: Story, *announcement: str) -> WaitEnd:
        """Keep the caller in line with music, connect an agent, and stay until they part."""
        return await self.desk.serve(self.caller, need, story, announcement)


def who_parted(caller: Leg, agent: Leg) -> str:
    """Tell who ended a conversation: caller, agent, network or (when both are there) helpline."""
    if caller.gone.done():
        return "caller"
    if not agent.gone.done():
        return "helpline"
    return NETWORK if lost_by_network(agent.ending) else "agent"


def bridge_of(leg: Leg) -> str:
    """Name the bridge in which the agent on this leg talks."""
    return f"{leg.id}-talk"
