"""The agents' desk: callers wait in line here, agents are rung, and both are joined.

Who is served next and by whom is decided by `routing.waiting`, which knows no telephones; here
its decisions are carried out. All times are seconds of the event loop's clock.
"""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final

from dialplan.asked import wants_call_back
from dialplan.conversation import Announcer, CallerHungUp, Need, WaitEnd
from dialplan.old_place import seconds_in_line
from dialplan.story import Story
from ivr.calls.agent_line import NETWORK, AgentLine
from ivr.calls.beside import Beside
from ivr.calls.caller import LineCaller
from ivr.calls.in_line import InLine
from ivr.calls.recording import Recorder
from ivr.calls.returning import Returning, was_at_desk
from ivr.calls.supervising import Supervising
from ivr.calls.switchboard import AGENT_LEG, Switchboard
from ivr.calls.talks import Talks
from ivr.calls.telephone import Telephone
from ivr.calls.transfer_facts import PASSED_ON, priority_of, talks_outside
from ivr.calls.watching import DeskWatcher, Unwatched
from routing.order import Order, Priority, standing
from routing.promise import Prospect
from routing.waiting import AgentCard, Duty, Waiter, WaitingRoom

ANY: Final = "any"
"""The waiting line of those whose discom is not known."""

RETURN_WITHIN: Final = 15.0
"""Seconds in which those who waited before a restart are waited for before others are served."""


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
    """All agents and all who wait for them, on one node."""

    def __init__(
        self,
        agents: Iterable[AgentCard],
        rules: DeskRules,
        telephone: Telephone,
        switchboard: Switchboard,
    ) -> None:
        self.room = WaitingRoom(agents, wrap_up=rules.wrap_up, order=rules.order)
        self.watcher: DeskWatcher = Unwatched()
        self._rules = rules
        self._telephone = telephone
        self._switchboard = switchboard
        self.stories: dict[str, Story] = {}
        """Of those who wait or talk."""
        self._turns: dict[str, asyncio.Future[str]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self.beside = Beside(Supervising(telephone, switchboard), Recorder(telephone, switchboard))
        self._returning = Returning()
        self.talks = Talks(self.room, telephone, switchboard, self._match)
        self.talks.ring_time = rules.ring
        self._deadline: asyncio.TimerHandle | None = None

    def standing(self, number: str | None, in_vain: float | None) -> Priority:
        """Give a caller's priority; ``in_vain`` is how long ago they called without an answer."""
        rules = self._rules
        listed, within = rules.listed_numbers, rules.repeated_within
        return standing(number, listed=listed, in_vain=in_vain, within=within)

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
        waiter = self._waiter(story)
        line = self._returning.line(story.call_id)
        if line is None or not line.talking:
            await caller.entertain(*announcer.lead())
        if line is not None:  # not before: an order that is lost is given again
            self._returning.take(story.call_id)
            self._is_back(story.call_id)
        in_line = self._company(caller, announcer, story.call_id)
        try:
            with self._in_line(waiter, story, passed_on=passed_on):
                line = line or self._reserved_line(story)
                async with asyncio.timeout_at(self._patience_ends(story)) as patience:
                    while True:
                        found = line or await self._next_line(in_line, waiter, story)
                        if isinstance(found, WaitEnd):
                            await caller.quieten()
                            return found
                        if await self._served(caller, story, patience, found):
                            break
                        line = None
        except TimeoutError:
            await caller.quieten()
            return WaitEnd.TOO_LONG
        finally:
            await self.talks.let_go(story)
        return WaitEnd.TALKED

    def expect_back(self, story: Story) -> None:
        """Keep what a call had before a restart until it comes for it: its place, its agent."""
        self.talks.expect_back(story)
        taken_over = self.beside.expect_back(story)
        last = None if taken_over or talks_outside(story) else was_at_desk(story)
        if last == "reserved":
            waiter = replace(self._waiter(story), to_be_called=True)
            self.room.resume(waiter, story.text("reserved") or "", self._now())
        elif last is not None:
            self._returning.await_caller(story.call_id)
        if last in ("ringing", "answered"):
            self._keep(story, talking=last == "answered")

    def seen(self) -> None:
        """Note that a call was found again; from now on the others are waited for, not for ever."""
        if self._deadline is None and not self._returning.all_back:
            loop = asyncio.get_running_loop()
            self._deadline = loop.call_later(RETURN_WITHIN, self._await_nobody)

    async def let_go(self, story: Story) -> None:
        """End what a call had before a restart, if it has not come for it."""
        line = self._returning.take(story.call_id)
        try:
            if line is not None:
                with self._switchboard.forgetting(line.leg):
                    await line.end(story)
        finally:
            if line is not None:
                self.room.leave(story.call_id, self._now())
            self._is_back(story.call_id)
            await self.talks.let_go(story)
            await self.beside.let_go(story)

    def reserve(self, story: Story) -> "asyncio.Future[str]":
        """Let somebody who is not on the phone have their turn; done with the agent reserved."""
        self._keep_place(story)
        self.room.go_on(story.call_id)
        turn = self._await_turn(story.call_id)
        agent = self.room.agent_for(story.call_id)
        if agent is not None and not turn.done():  # reserved before a restart
            turn.set_result(agent)
        self._match()
        return turn

    def hold(self, story: Story) -> None:
        """Keep the place of somebody who is not on the phone, and let others go first."""
        self._keep_place(story)
        self.room.hold(story.call_id, self._now())
        self._is_back(story.call_id)
        self._match()

    def give_up_place(self, call_id: str) -> None:
        """Take somebody out of the line who is not on the phone any more."""
        self._turns.pop(call_id, None)
        self.stories.pop(call_id, None)
        self.room.leave(call_id, self._now())
        self._is_back(call_id)
        self._match()

    def duties(self) -> dict[str, Duty]:
        """Tell what each agent is doing."""
        return self.room.agents(self._now())

    def move(self, story: Story) -> None:
        """Let a caller in line go to the place that the newest facts of their call give them."""
        before = self.room.waiter(story.call_id)
        if before is not None:
            waiter = replace(self._waiter(story), since=before.since)
            self.room.change(waiter, self._now())
            self._match()

    def share(self, discoms: Iterable[str]) -> None:
        """Let agents of all discoms answer callers of these, and of no others, without delay."""
        self.room.share(discoms, self._now())
        self._match()

    def set_away(self, agent_id: str, *, away: bool) -> None:
        """Ring an agent no more, or again."""
        self.room.set_away(agent_id, self._now(), away=away)
        if not away:
            self._match()

    def release(self, agent_id: str) -> None:
        """End an agent's wrap-up or rest, if there is one."""
        if self.room.release(agent_id, self._now()):
            self._match()

    def change(self, agents: Iterable[AgentCard], rules: DeskRules) -> None:
        """Take over changed settings; agents who talk finish first."""
        self._rules = rules
        self.room.wrap_up = rules.wrap_up
        self.room.change_order(rules.order)
        self.room.replace_agents(agents, self._now())
        self.talks.ring_time = rules.ring
        self._match()

    def _waiter(self, story: Story) -> Waiter:
        queued = story.text("sent") or story.text("queued")
        return Waiter(
            call_id=story.call_id,
            discom=None if queued == ANY else queued,
            language=story.text("language") or "",
            priority=priority_of(story),
            since=self._now() - seconds_in_line(story),
            reason=story.text("reason"),
        )

    def _keep(self, story: Story, *, talking: bool) -> None:
        """Take the agent out of the line's reach, and listen for the agent's leg."""
        ringing = story.fact("ringing")
        if ringing is None or ringing.how is None:
            return
        agent = str(ringing.value)
        if self.room.resume(self._waiter(story), agent, self._now()):
            leg = self._switchboard.expect(ringing.how)
            line = AgentLine(agent, leg, self._telephone, rung=True, talking=talking)
            self._returning.keep(story.call_id, line)

    def _is_back(self, call_id: str) -> None:
        self._returning.is_back(call_id)
        if self._returning.all_back:
            self._await_nobody()

    def _await_nobody(self) -> None:
        self._returning.forget_awaited()
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        self._match()

    def _patience_ends(self, story: Story) -> float:
        """Give the time at which the wait is too long.

        It begins when the caller is on the phone, and anew when a talk was cut off.
        """
        since = [kind for kind in ("queued", "landed", "parted") if story.knows(kind)]
        waited = min(map(story.seconds_since, since), default=0.0)
        return self._now() - waited + self._rules.longest_wait

    async def _served(
        self,
        caller: LineCaller,
        story: Story,
        patience: asyncio.Timeout,
        line: AgentLine,
    ) -> bool:
        """Ring the agent whose turn it is, and talk; false when the caller waits on."""
        missed = await self._connected(line, caller, story, patience)
        await self.beside.talk_on(caller, story)
        if missed is None and story.text("parted") not in (NETWORK, PASSED_ON):
            return True
        if missed is not None:
            story.learn("missed", line.agent, how=missed)
            await self.talks.missed(caller, story, missed, in_line=not line.engaged)
        elif await self.talks.pass_on(caller, story):
            return True
        if self.talks.rings_next(story.call_id):
            return False
        await caller.entertain()
        if missed is None:
            caller.leg.drop_keys()  # of the conversation
        # From here to the next turn nothing may wait: who is in line must have a turn to take.
        if missed is None or line.engaged:
            self.room.join(self._waiter(story))
            patience.reschedule(self._patience_ends(story))
        else:
            self.room.missed(story.call_id, self._now(), self._rules.unreachable_rest)
            self.watcher.missed(line.agent, missed)
        return False

    async def _connected(
        self, line: AgentLine, caller: LineCaller, story: Story, patience: asyncio.Timeout
    ) -> str | None:
        """Ring and talk; None when they talked, else why not. The phone is free at the end."""
        talked, missed = False, None
        try:
            with self._switchboard.forgetting(line.leg):
                try:
                    missed = await line.rings_in_vain(caller, self._rules.ring)
                    if missed is None:
                        patience.reschedule(None)
                        self._answered(line, story)
                        talked = True
                        with self.talks.at(line, caller, story) as talk:
                            async with self.beside.talk(line, caller, story):
                                await line.talk(caller, story, talk.stay)
                except CallerHungUp:
                    if not talked:
                        story.learn("missed", line.agent, how="the caller hung up first")
                    raise
                finally:
                    if talked:  # before anything waits, so that no kill comes between
                        self.watcher.parted(line.agent, story.call_id, self.room.wrap_up)
                    await line.end(story)
        finally:
            if talked:
                left = self.watcher.wrap_up(line.agent)
                self.room.parted(line.agent, self._now(), wrap_up=left)
                self._match()
            elif line.engaged:
                rest = self._rules.unreachable_rest if missed is not None else 0.0
                self.room.disengage(line.agent, self._now(), rest=rest)
                self._match()
        return missed

    def _answered(self, line: AgentLine, story: Story) -> None:
        if line.engaged:
            self.room.engaged_talks(line.agent, self._now())
        else:
            self.room.answered(story.call_id, self._now())

    async def _next_line(
        self, in_line: InLine, waiter: Waiter, story: Story
    ) -> AgentLine | WaitEnd:
        """Wait until an agent is free for this caller; the leg is there before it is asked for.

        Or until the caller waits no longer.
        """
        if (passed_on := self.talks.next_line(story.call_id)) is not None:
            self._is_back(story.call_id)
            return passed_on
        turn = self._await_turn(waiter.call_id)
        end = await in_line.stand(turn)
        return self._line_to(turn.result(), story) if end is None else end

    def _reserved_line(self, story: Story) -> AgentLine | None:
        agent = self.room.agent_for(story.call_id)
        return None if agent is None else self._line_to(agent, story)

    def _line_to(self, agent: str, story: Story) -> AgentLine:
        leg = self._switchboard.expect(f"{AGENT_LEG}{story.call_id}-{agent}-{len(story.facts)}")
        story.learn("ringing", agent, how=leg.id)
        return AgentLine(agent, leg, self._telephone)

    def _company(self, caller: LineCaller, announcer: Announcer, call_id: str) -> InLine:
        def prospect() -> Prospect:
            return self.room.prospect(call_id, self._now())

        def ask_others() -> None:
            self.room.ask_others(call_id)
            self._match()

        return InLine(caller, announcer, prospect, ask_others)

    def _await_turn(self, call_id: str) -> "asyncio.Future[str]":
        turn: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._turns[call_id] = turn
        self._is_back(call_id)
        return turn

    def _keep_place(self, story: Story) -> None:
        if not self.room.waits(story.call_id):
            self.room.join(replace(self._waiter(story), to_be_called=True))
            self.stories[story.call_id] = story

    @contextmanager
    def _in_line(self, waiter: Waiter, story: Story, *, passed_on: bool) -> Iterator[None]:
        if self.room.waits(waiter.call_id):
            self.room.came(waiter.call_id)
        elif not passed_on:
            self.room.join(waiter)
        self.stories[waiter.call_id] = story
        try:
            yield
        finally:
            del self.stories[waiter.call_id]
            self._turns.pop(waiter.call_id, None)
            gave_up = not wants_call_back(story)
            self.room.leave(waiter.call_id, self._now(), gave_up=gave_up)
            self._match()

    def _match(self) -> None:
        """Give every free agent to the caller whose turn it is, now and when time frees one."""
        if not self._returning.all_back:
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
