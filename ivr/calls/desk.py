"""The agents' desk: what happens to one caller there, from the first wait to the last word.

They wait in line (`ivr.calls.waiting_line`), an agent is rung, both are joined, and they part or
wait on. All times are seconds of the event loop's clock.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from dialplan.conversation import Announcer, CallerHungUp, Need, WaitEnd
from dialplan.story import Story
from ivr.calls.agent_line import NETWORK, AgentLine
from ivr.calls.beside import Beside
from ivr.calls.caller import LineCaller
from ivr.calls.in_line import InLine
from ivr.calls.kept_lines import KeptLines
from ivr.calls.recording import Recorder
from ivr.calls.returning import was_at_desk
from ivr.calls.supervising import Supervising
from ivr.calls.switchboard import AGENT_LEG, Switchboard
from ivr.calls.talks import Talks
from ivr.calls.telephone import Telephone
from ivr.calls.third_party import now
from ivr.calls.transfer_facts import PASSED_ON, talks_outside
from ivr.calls.waiting_line import ANY, WaitingLine
from routing.order import Order, Priority, standing
from routing.promise import Prospect
from routing.waiting import AgentCard


@dataclass(frozen=True, slots=True)
class DeskRules:
    """Who is answered next, and how agents are rung; times in seconds, numbers in E.164."""

    ring: float
    wrap_up: float
    longest_wait: float
    unreachable_rest: float
    order: Order = field(default_factory=Order)
    listed_numbers: frozenset[str] = frozenset()
    repeated_within: float = 0.0


class AgentDesk:
    """Where callers of one node are joined with agents; ``waiting`` says whose turn it is."""

    def __init__(
        self,
        agents: Iterable[AgentCard],
        rules: DeskRules,
        telephone: Telephone,
        switchboard: Switchboard,
    ) -> None:
        self.waiting = WaitingLine(agents, wrap_up=rules.wrap_up, order=rules.order)
        self.beside = Beside(Supervising(telephone, switchboard), Recorder(telephone, switchboard))
        self.talks = Talks(self.waiting.room, telephone, switchboard, self.waiting.match)
        self.talks.ring_time = rules.ring
        self._rules = rules
        self._telephone = telephone
        self._switchboard = switchboard
        self._kept = KeptLines(self.waiting, telephone, switchboard)

    def change(self, agents: Iterable[AgentCard], rules: DeskRules) -> None:
        """Take over changed settings; agents who talk finish first."""
        self._rules = rules
        self.talks.ring_time = rules.ring
        self.waiting.change(agents, wrap_up=rules.wrap_up, order=rules.order)

    def standing(self, number: str | None, in_vain: float | None) -> Priority:
        """Give a caller's priority; ``in_vain`` is how long ago they called without an answer."""
        rules = self._rules
        listed, within = rules.listed_numbers, rules.repeated_within
        return standing(number, listed=listed, in_vain=in_vain, within=within)

    def expect_back(self, story: Story) -> None:
        """Keep what a call had before a restart until it comes for it: its place, its agent."""
        self.talks.expect_back(story)
        taken_over = self.beside.expect_back(story)
        last = None if taken_over or talks_outside(story) else was_at_desk(story)
        if last == "reserved":
            self.waiting.resume(story, story.text("reserved") or "", to_be_called=True)
        elif last is not None:
            self.waiting.returning.await_caller(story.call_id)
        if last in ("ringing", "answered"):
            self._kept.keep(story, talking=last == "answered")

    async def let_go(self, story: Story) -> None:
        """End what a call had before a restart, if it has not come for it."""
        try:
            await self._kept.let_go(story)
        finally:
            await self.talks.let_go(story)
            await self.beside.let_go(story)

    async def serve(
        self, caller: LineCaller, need: Need, story: Story, announcer: Announcer
    ) -> WaitEnd:
        """Keep the caller in line with music, connect an agent, and stay until they part."""
        await self.beside.talk_on(caller, story)
        if story.text("parted") not in (None, NETWORK, PASSED_ON):
            return WaitEnd.TALKED
        if not story.knows("queued"):
            caller.leg.drop_keys()  # they were meant for the menus
            story.learn("priority", need.priority)
            story.learn("queued", need.discom or ANY)
        if await self.talks.take_up(caller, story):
            return WaitEnd.TALKED
        passed_on = self.talks.rings_next(story.call_id)
        kept = await self._welcome(caller, story, announcer)
        try:
            with self.waiting.standing(story, passed_on=passed_on):
                return await self._stay(self._company(caller, announcer, story), story, kept)
        except TimeoutError:
            await caller.quieten()
            return WaitEnd.TOO_LONG
        finally:
            await self.talks.let_go(story)

    async def _welcome(
        self, caller: LineCaller, story: Story, announcer: Announcer
    ) -> AgentLine | None:
        """Let the caller hear where they are; give the agent's line that was kept for them."""
        line = self._kept.line(story.call_id)
        if line is None or not line.talking:
            await caller.entertain(*announcer.lead())
        if line is not None:  # not before: an order that is lost is given again
            self._kept.taken(story.call_id)
        return line

    async def _stay(self, in_line: InLine, story: Story, line: AgentLine | None) -> WaitEnd:
        """Wait for one agent after the other until one has served the caller, or they leave.

        Raises TimeoutError when that took too long.
        """
        line = line or self._reserved_line(story)
        async with asyncio.timeout_at(self._patience_ends(story)) as patience:
            while True:
                found = line or await self._next_line(in_line, story)
                if isinstance(found, WaitEnd):
                    await in_line.caller.quieten()
                    return found
                if await self._served(in_line.caller, story, patience, found):
                    return WaitEnd.TALKED
                line = None

    async def _served(
        self, caller: LineCaller, story: Story, patience: asyncio.Timeout, line: AgentLine
    ) -> bool:
        """Ring the agent whose turn it is, and talk; false when the caller waits on."""
        missed = await self._connected(line, caller, story, patience)
        await self.beside.talk_on(caller, story)
        if missed is not None:
            story.learn("missed", line.agent, how=missed)
            await self.talks.missed(caller, story, missed, in_line=not line.engaged)
        elif await self._talked_out(caller, story):
            return True
        if not self.talks.rings_next(story.call_id):
            await caller.entertain()
            if missed is None:
                caller.leg.drop_keys()  # of the conversation
            self._wait_on(line, story, patience, missed)
        return False

    async def _talked_out(self, caller: LineCaller, story: Story) -> bool:
        """Tell whether a talk was the caller's last; else they wait on, or are passed on."""
        if story.text("parted") not in (NETWORK, PASSED_ON):
            return True
        return await self.talks.pass_on(caller, story)

    def _wait_on(
        self, line: AgentLine, story: Story, patience: asyncio.Timeout, missed: str | None
    ) -> None:
        """Put the caller back in line, or leave them there while the agent rests.

        From here to the next turn nothing may wait: who is in line must have a turn to take.
        """
        if missed is None or line.engaged:
            self.waiting.join(story)
            patience.reschedule(self._patience_ends(story))
        else:
            self.waiting.room.missed(story.call_id, now(), self._rules.unreachable_rest)
            self.waiting.watcher.missed(line.agent, missed)

    async def _connected(
        self, line: AgentLine, caller: LineCaller, story: Story, patience: asyncio.Timeout
    ) -> str | None:
        """Ring and talk; None when they talked, else why not. The phone is free at the end."""
        talked, missed = False, None
        try:
            missed = await self._rings_in_vain(line, caller, story)
            if missed is None:
                patience.reschedule(None)
                self._answered(line, story)
                talked = True
                await self._talk(line, caller, story)
        finally:
            rest = self._rules.unreachable_rest if missed is not None else 0.0
            await self._free(line, caller, story, talked=talked, rest=rest)
        return missed

    async def _rings_in_vain(self, line: AgentLine, caller: LineCaller, story: Story) -> str | None:
        try:
            return await line.rings_in_vain(caller, self._rules.ring)
        except CallerHungUp:
            story.learn("missed", line.agent, how="the caller hung up first")
            raise

    def _answered(self, line: AgentLine, story: Story) -> None:
        if line.engaged:
            self.waiting.room.engaged_talks(line.agent, now())
        else:
            self.waiting.room.answered(story.call_id, now())

    async def _talk(self, line: AgentLine, caller: LineCaller, story: Story) -> None:
        try:
            with self.talks.at(line, caller, story) as talk:
                async with self.beside.talk(line, caller, story):
                    await line.talk(caller, story, talk.stay)
        finally:  # before anything waits, so that no kill comes between
            wrap_up = self.waiting.room.wrap_up
            self.waiting.watcher.parted(line.agent, story.call_id, wrap_up)

    async def _free(
        self, line: AgentLine, caller: LineCaller, story: Story, *, talked: bool, rest: float
    ) -> None:
        """Hang up the agent's phone, and then let the agent wrap up or rest (in seconds)."""
        try:
            with self._switchboard.forgetting(line.leg):
                if talked:
                    await caller.leave(line.bridge)
                await line.end(story)
        finally:
            if talked:
                self.waiting.parted(line.agent)
            elif line.engaged:
                self.waiting.disengage(line.agent, rest=rest)

    async def _next_line(self, in_line: InLine, story: Story) -> AgentLine | WaitEnd:
        """Wait until an agent is free for this caller; the leg is there before it is asked for.

        Or until the caller waits no longer.
        """
        if (passed_on := self.talks.next_line(story.call_id)) is not None:
            self.waiting.returning.is_back(story.call_id)
            return passed_on
        turn = self.waiting.turn(story.call_id)
        end = await in_line.stand(turn)
        return self._line_to(turn.result(), story) if end is None else end

    def _reserved_line(self, story: Story) -> AgentLine | None:
        agent = self.waiting.room.agent_for(story.call_id)
        return None if agent is None else self._line_to(agent, story)

    def _line_to(self, agent: str, story: Story) -> AgentLine:
        leg = self._switchboard.expect(f"{AGENT_LEG}{story.call_id}-{agent}-{len(story.facts)}")
        story.learn("ringing", agent, how=leg.id)
        return AgentLine(agent, leg, self._telephone)

    def _company(self, caller: LineCaller, announcer: Announcer, story: Story) -> InLine:
        def prospect() -> Prospect:
            return self.waiting.room.prospect(story.call_id, now())

        ask_others = partial(self.waiting.ask_others, story.call_id)
        return InLine(caller, announcer, prospect, ask_others)

    def _patience_ends(self, story: Story) -> float:
        """Give the time at which the wait is too long.

        It begins when the caller is on the phone, and anew when a talk was cut off.
        """
        since = [kind for kind in ("queued", "landed", "parted") if story.knows(kind)]
        waited = min(map(story.seconds_since, since), default=0.0)
        return now() - waited + self._rules.longest_wait
