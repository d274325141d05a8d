"""Who waits for an agent and whose turn it is, callers on the phone and people to be called.

Who is served next and by whom is decided by `routing.waiting`, which knows no clock; here it is
asked whenever something changed, and when time alone frees an agent. All times are seconds of the
event loop's clock.
"""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from dialplan.asked import wants_call_back
from dialplan.old_place import seconds_in_line
from dialplan.story import Story
from ivr.calls.returning import Returning
from ivr.calls.third_party import now
from ivr.calls.transfer_facts import priority_of
from ivr.calls.watching import DeskWatcher, Unwatched
from routing.order import Order
from routing.waiting import AgentCard, Duty, Waiter, WaitingRoom

ANY: Final = "any"
"""The waiting line of those whose discom is not known."""


class WaitingLine:
    """All who wait on one node, and the turns they are given."""

    def __init__(self, agents: Iterable[AgentCard], *, wrap_up: float, order: Order) -> None:
        self.room = WaitingRoom(agents, wrap_up=wrap_up, order=order)
        self.watcher: DeskWatcher = Unwatched()
        self.stories: dict[str, Story] = {}
        """Of those who wait or talk."""
        self.returning = Returning(self.match)
        self._turns: dict[str, asyncio.Future[str]] = {}
        self._timer: asyncio.TimerHandle | None = None

    def match(self) -> None:
        """Give every free agent to the caller whose turn it is, now and when time frees one."""
        if not self.returning.all_back:
            return
        while (pair := self.room.next_pair(now())) is not None:
            self._turns[pair.call_id].set_result(pair.agent_id)
        if self._timer is not None:
            self._timer.cancel()
        change = self.room.next_change(now())
        loop = asyncio.get_running_loop()
        self._timer = None if change is None else loop.call_at(change, self.match)

    def change(self, agents: Iterable[AgentCard], *, wrap_up: float, order: Order) -> None:
        """Take over changed settings; agents who talk finish first."""
        self.room.wrap_up = wrap_up
        self.room.change_order(order)
        self.room.replace_agents(agents, now())
        self.match()

    # Callers on the phone.

    @contextmanager
    def standing(self, story: Story, *, passed_on: bool) -> Iterator[None]:
        """Have a caller in line for the block; who was passed on to an agent is not in line yet."""
        call_id = story.call_id
        if self.room.waits(call_id):
            self.room.came(call_id)
        elif not passed_on:
            self.join(story)
        self.stories[call_id] = story
        try:
            yield
        finally:
            del self.stories[call_id]
            self._turns.pop(call_id, None)
            self.room.leave(call_id, now(), gave_up=not wants_call_back(story))
            self.match()

    def join(self, story: Story) -> None:
        """Put a caller in line; they must take a turn before anything else is waited for."""
        self.room.join(waiter_of(story))

    def resume(self, story: Story, agent: str, *, to_be_called: bool = False) -> bool:
        """Put a caller in line for whom this agent was taken before a restart.

        False, and nothing is changed, when the agent has another call.
        """
        waiter = replace(waiter_of(story), to_be_called=to_be_called)
        return self.room.resume(waiter, agent, now())

    def turn(self, call_id: str) -> "asyncio.Future[str]":
        """Let somebody in line have their turn; done with the agent whose it is."""
        turn: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._turns[call_id] = turn
        self.returning.is_back(call_id)
        return turn

    def ask_others(self, call_id: str) -> None:
        """Let agents of other discoms help a caller, and all in the same line."""
        self.room.ask_others(call_id)
        self.match()

    def move(self, story: Story) -> None:
        """Let a caller in line go to the place that the newest facts of their call give them."""
        before = self.room.waiter(story.call_id)
        if before is not None:
            self.room.change(replace(waiter_of(story), since=before.since), now())
            self.match()

    # People who are to be called.

    def reserve(self, story: Story) -> "asyncio.Future[str]":
        """Let somebody who is not on the phone have their turn; done with the agent reserved."""
        self._keep_place(story)
        self.room.go_on(story.call_id)
        turn = self.turn(story.call_id)
        agent = self.room.agent_for(story.call_id)
        if agent is not None and not turn.done():  # reserved before a restart
            turn.set_result(agent)
        self.match()
        return turn

    def hold(self, story: Story) -> None:
        """Keep the place of somebody who is not on the phone, and let others go first."""
        self._keep_place(story)
        self.room.hold(story.call_id, now())
        self.returning.is_back(story.call_id)
        self.match()

    def give_up_place(self, call_id: str) -> None:
        """Take somebody out of the line who is not on the phone any more."""
        self._turns.pop(call_id, None)
        self.stories.pop(call_id, None)
        self.room.leave(call_id, now())
        self.returning.is_back(call_id)
        self.match()

    def _keep_place(self, story: Story) -> None:
        if not self.room.waits(story.call_id):
            self.room.join(replace(waiter_of(story), to_be_called=True))
            self.stories[story.call_id] = story

    # Agents.

    def duties(self) -> dict[str, Duty]:
        """Tell what each agent is doing."""
        return self.room.agents(now())

    def share(self, discoms: Iterable[str]) -> None:
        """Let agents of all discoms answer callers of these, and of no others, without delay."""
        self.room.share(discoms, now())
        self.match()

    def set_away(self, agent_id: str, *, away: bool) -> None:
        """Ring an agent no more, or again."""
        self.room.set_away(agent_id, now(), away=away)
        if not away:
            self.match()

    def release(self, agent_id: str) -> None:
        """End an agent's wrap-up or rest, if there is one."""
        if self.room.release(agent_id, now()):
            self.match()

    def parted(self, agent_id: str) -> None:
        """Begin what is left of the wrap-up of an agent whose phone is free after a talk."""
        left = self.watcher.wrap_up(agent_id)
        self.room.parted(agent_id, now(), wrap_up=left)
        self.match()

    def disengage(self, agent_id: str, *, rest: float) -> None:
        """Free an agent who was rung for somebody not in line; ``rest`` in seconds."""
        self.room.disengage(agent_id, now(), rest=rest)
        self.match()


def waiter_of(story: Story) -> Waiter:
    """Say where a caller stands in line, by the facts of their call."""
    queued = story.text("sent") or story.text("queued")
    return Waiter(
        call_id=story.call_id,
        discom=None if queued == ANY else queued,
        language=story.text("language") or "",
        priority=priority_of(story),
        since=now() - seconds_in_line(story),
        reason=story.text("reason"),
    )
