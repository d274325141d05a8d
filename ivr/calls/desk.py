"""The agents' desk: callers wait in line here, agents are rung, and both are joined.

Who is served next and by whom is decided by `routing.waiting`, which knows no telephones; here
its decisions are carried out. All times are seconds of the event loop's clock.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
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
ANY: Final = "any"
"""The waiting line of those whose discom is not known."""

RING_GRACE: Final = 2.0
"""Seconds that Asterisk may take longer than the ring time to say that nobody answered."""


@dataclass(frozen=True, slots=True)
class DeskRules:
    """How agents are rung; times in seconds."""

    ring: float
    wrap_up: float
    longest_wait: float
    unreachable_rest: float


@dataclass(frozen=True, slots=True)
class _Kept:
    """An agent's phone that was ringing for a call, or on which they talked, before a restart."""

    agent: str
    leg: Leg
    talking: bool


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
        self._kept: dict[str, _Kept] = {}
        self._awaited: set[str] = set()

    async def serve(
        self, caller: LineCaller, need: Need, story: Story, announcement: Sequence[str]
    ) -> WaitEnd:
        """Keep the caller in line with music, connect an agent, and stay until they part."""
        if story.text("parted") not in (None, NETWORK):
            return WaitEnd.TALKED
        if not story.knows("queued"):
            story.learn("priority", need.priority)
            story.learn("queued", need.discom or ANY)
        waiter = self._waiter(story)
        kept = self._kept.pop(story.call_id, None)
        if kept is not None:
            self._is_back(story.call_id)
        if kept is None or not kept.talking:
            await caller.entertain(*announcement)
        try:
            with self._in_line(waiter, joined=kept is not None):
                async with asyncio.timeout_at(waiter.since + self._rules.longest_wait) as patience:
                    while not await self._served(caller, waiter, story, patience, kept):
                        kept = None
        except TimeoutError:
            await caller.quieten()
            return WaitEnd.TOO_LONG
        return WaitEnd.TALKED

    @asynccontextmanager
    async def returning(self, story: Story) -> AsyncIterator[None]:
        """Keep what a call had before a restart until it comes for it: its place, its agent.

        Nobody is given an agent before all who waited are back in line, or are known to be gone.
        """
        last = story.newest("queued", "ringing", "missed", "answered", "parted")
        if last is None or (last.kind == "parted" and last.value != NETWORK):
            yield
            return
        self._awaited.add(story.call_id)
        if last.kind in ("ringing", "answered"):
            self._keep(story, talking=last.kind == "answered")
        try:
            yield
        finally:
            self._is_back(story.call_id)
            if kept := self._kept.pop(story.call_id, None):
                self.room.leave(story.call_id, self._now())
                self._match()
                await self._end_agent_leg(kept.leg)
                self._switchboard.forget(kept.leg)

    def duties(self) -> dict[str, Duty]:
        """Tell what each agent is doing."""
        return self.room.agents(self._now())

    def change(self, agents: Iterable[AgentCard], rules: DeskRules) -> None:
        """Take over changed settings; agents who talk finish first."""
        self._rules = rules
        self.room.wrap_up = rules.wrap_up
        self.room.replace_agents(agents, self._now())
        self._match()

    def _waiter(self, story: Story) -> Waiter:
        queued, priority = story.text("queued"), story.fact("priority")
        return Waiter(
            call_id=story.call_id,
            discom=None if queued == ANY else queued,
            language=story.text("language") or "",
            priority=int(priority.value) if priority and isinstance(priority.value, int) else 0,
            since=self._now() - story.seconds_since("queued"),
        )

    def _keep(self, story: Story, *, talking: bool) -> None:
        """Take the agent out of the line's reach, and listen for the agent's leg."""
        ringing = story.fact("ringing")
        if ringing is None or ringing.how is None:
            return
        agent = str(ringing.value)
        if self.room.resume(self._waiter(story), agent, self._now()):
            leg = self._switchboard.expect(ringing.how)
            self._kept[story.call_id] = _Kept(agent, leg, talking)

    def _is_back(self, call_id: str) -> None:
        if call_id in self._awaited:
            self._awaited.discard(call_id)
            self._match()

    async def _served(
        self,
        caller: LineCaller,
        waiter: Waiter,
        story: Story,
        patience: asyncio.Timeout,
        kept: "_Kept | None",
    ) -> bool:
        """Wait for the next free agent, ring, and talk; false when the caller waits on."""
        if kept is None:
            agent = await self._turn(caller, waiter)
            leg_id = f"{AGENT_LEG}{story.call_id}-{agent}-{len(story.facts)}"
            story.learn("ringing", agent, how=leg_id)
        else:
            agent, leg_id = kept.agent, kept.leg.id
        with self._switchboard.expecting(leg_id) as leg:
            try:
                missed = None
                if kept is None or not kept.talking:
                    missed = await self._rings_in_vain(agent, leg, caller, rung=kept is not None)
                if missed is None:
                    patience.reschedule(None)
                    await self._talk(caller, agent, leg, story)
            finally:
                await self._end_agent_leg(leg)
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

    async def _end_agent_leg(self, leg: Leg) -> None:
        leg.end(Ending(EndedBy.US, NORMAL_CLEARING))
        await self._telephone.part(bridge_of(leg))
        await self._telephone.hang_up(leg.id)

    async def _turn(self, caller: LineCaller, waiter: Waiter) -> str:
        """Wait until an agent is free for this caller."""
        turn: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._turns[waiter.call_id] = turn
        self._awaited.discard(waiter.call_id)
        self._match()
        async with hang_up_shows():
            await caller.leg.first(turn)
        return turn.result()

    async def _rings_in_vain(
        self, agent: str, leg: Leg, caller: LineCaller, *, rung: bool
    ) -> str | None:
        """Ring, unless the phone rings already, and join; None when both can talk, else why not."""
        ring = self._rules.ring
        try:
            if not rung:
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
        if story.newest("ringing", "answered") is story.fact("ringing"):
            story.learn("answered", agent)
        try:
            async with hang_up_shows():
                await caller.leg.first(leg.gone)
        finally:
            story.learn("parted", who_parted(caller.leg, leg))
            self.room.parted(agent, self._now())
            self._match()

    @contextmanager
    def _in_line(self, waiter: Waiter, *, joined: bool) -> Iterator[None]:
        if not joined:
            self.room.join(waiter)
        try:
            yield
        finally:
            self._turns.pop(waiter.call_id, None)
            self.room.leave(waiter.call_id, self._now())
            self._match()

    def _match(self) -> None:
        """Give every free agent to the caller whose turn it is, now and when time frees one."""
        if self._awaited:
            return
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
