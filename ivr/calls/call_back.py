"""One call-back: somebody waits in line who is not on the phone, and is called at their turn."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from capacity.lines import NoLineFree
from dialplan.asked import (
    ASKED_IN,
    CONFIRMED,
    DIALLED,
    NOT_DIALLED,
    NOT_REACHED,
    OFF,
    Q850,
    RESERVED,
    in_vain,
    is_over,
    under_way,
)
from dialplan.story import Story
from ivr.ari import AriError, AriRefused
from ivr.calls.desk import AgentDesk
from ivr.calls.leg import EndedBy, Ending, Leg
from ivr.calls.leg_facts import learn_caller_leg, why_missed
from ivr.calls.switchboard import OUTGOING_LEG
from ivr.calls.trunk import NoTrunk, Trunk
from routing.call_backs import Attempts

LOOK_AGAIN: Final = 30.0
"""Seconds after which a call-back in line looks anew at hours, lines and settings."""

HINDERED_FOR: Final = 10.0
"""Seconds for which others go first when somebody cannot be called just now."""

RING_GRACE: Final = 2.0
"""Seconds that Asterisk may take longer than the ring time to say that nobody answered."""

CLOSING: Final = "the helpline was closing"


class State(StrEnum):
    """How it stands with a call-back."""

    IN_LINE = "in-line"
    PAUSING = "pausing"
    """Nobody picked up; the next attempt comes at a time."""
    OUT_OF_HOURS = "out-of-hours"
    HINDERED = "hindered"
    """The turn has come, or may, but the call cannot be made just now."""
    CALLING = "calling"
    """An agent is reserved, and the person's phone rings."""
    ON_THE_PHONE = "on-the-phone"


@dataclass(frozen=True, slots=True)
class Means:
    """What call-backs are made with; ``serve`` leads a person who has picked up.

    ``hindrance`` says why a number cannot be called just now, if it cannot. ``rtp_timeout`` is in
    seconds.
    """

    desk: AgentDesk
    trunk: Trunk
    attempts: Callable[[], Attempts]
    hindrance: Callable[[str], Awaitable[str | None]]
    serve: Callable[[Leg, Story], Awaitable[None]]
    rtp_timeout: float


class CallBack:
    """Somebody who is to be called back, from the asking until they talked or are given up."""

    def __init__(self, story: Story, means: Means) -> None:
        self.story = story
        self.state = State.IN_LINE
        self.why: str | None = None
        self.until: datetime | None = None
        self.ending = Ending(EndedBy.US)
        self.stopped = False
        self._means = means
        self._waiting = means.desk.waiting
        self._off: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def number(self) -> str:
        """The number to be called, in E.164."""
        return self.story.text("caller") or ""

    @property
    def reserved(self) -> str | None:
        """The agent who is kept for this person now."""
        return self._waiting.room.agent_for(self.story.call_id)

    def call_off(self, why: str, how: str | None = None) -> bool:
        """Let nobody be called any more; false when the person is on the phone already."""
        if self.state is State.ON_THE_PHONE or is_over(self.story):
            return False
        self.story.learn(OFF, why, how=how)
        self._off.set_result(None)
        return True

    async def run(self) -> None:
        """Wait for the turn and call, again and again, until the story is over or we stop."""
        story = self.story
        try:
            if under_way(story) is not None and not self._off.done():
                await self._attempt(adopted=True)
            while not is_over(story) and not self.stopped:
                if await self._turn_has_come():
                    await self._attempt()
        finally:
            self._waiting.give_up_place(story.call_id)

    async def _turn_has_come(self) -> bool:
        """Keep the place until an agent is reserved for a call that can be made now."""
        story, now = self.story, self.story.now()
        asked = story.fact(ASKED_IN)
        at = self._means.attempts().next_call(
            asked=asked.at if asked else now, in_vain=in_vain(story), now=now
        )
        if at is None:
            story.learn(OFF, "unreached")
            return False
        if at > now:
            pauses = self._means.attempts().hours.next_open(now) == now
            state = State.PAUSING if pauses else State.OUT_OF_HOURS
            await self._hold(state, until=at, seconds=min(LOOK_AGAIN, (at - now).total_seconds()))
            return False
        return not await self._is_hindered() and await self._reserves_agent()

    async def _reserves_agent(self) -> bool:
        self._stands(State.IN_LINE)
        turn = self._waiting.reserve(self.story)
        await self._first(turn, within=LOOK_AGAIN)
        if not turn.done() or is_over(self.story) or await self._is_hindered():
            return False
        self.story.learn(RESERVED, turn.result())
        return True

    async def _is_hindered(self) -> bool:
        why = await self._means.hindrance(self.number)
        if why is not None and not is_over(self.story):
            await self._hold(State.HINDERED, why=why, seconds=HINDERED_FOR)
        return why is not None

    async def _attempt(self, *, adopted: bool = False) -> None:
        """Call once; the agent who was reserved is free again if it came to no talk."""
        story = self.story
        why: str | None = CLOSING
        cause: int | None = None
        try:
            channel = under_way(story) if adopted else self._note_dialling()
            async with self._means.trunk.call(channel or "", self.number, adopted=adopted) as leg:
                why = await self._no_talk(leg, adopted=adopted)
                cause = leg.ending.cause
        except (NoLineFree, NoTrunk, AriRefused) as error:
            why = None
            story.learn(NOT_DIALLED, how=type(error).__name__)
            await self._hold(State.HINDERED, why=str(error), seconds=HINDERED_FOR)
        except AriError as error:  # perhaps it rings all the same: that must count
            why = f"the order was lost ({type(error).__name__})"
        finally:
            if why is not None and not is_over(story):
                story.learn(NOT_REACHED, why, how=None if cause is None else f"{Q850}{cause}")
                self._waiting.hold(story)
            if adopted:
                await self._means.desk.let_go(story)

    def _note_dialling(self) -> str:
        story = self.story
        if story.text(CONFIRMED):
            story.learn(CONFIRMED, None)
        channel = f"{OUTGOING_LEG}{story.call_id}-{len(story.facts)}"
        story.learn(DIALLED, len(in_vain(story)) + 1, how=channel)
        return channel

    async def _no_talk(self, leg: Leg, *, adopted: bool) -> str | None:
        """Let the person be led once they have picked up; say why they did not talk, if so."""
        story, means = self.story, self._means
        newest = story.newest(DIALLED, "landed")
        ringing = newest is not None and newest.kind == DIALLED
        self._stands(State.CALLING if ringing else State.ON_THE_PHONE)
        ring = means.trunk.rules.ring + RING_GRACE
        await self._first(leg.started, leg.gone, within=None if adopted else ring)
        self._waiting.returning.seen()
        if self._off.done():
            return None
        if not leg.started.done() or (ringing and leg.gone.done()):
            return why_missed(leg.ending)
        if ringing:
            story.learn("landed")
        self._stands(State.ON_THE_PHONE)
        if not leg.gone.done():
            await means.serve(leg, story)
        self.ending = leg.ending
        if story.knows("answered"):
            await learn_caller_leg(story, leg, rtp_timeout=means.rtp_timeout)
        return None if is_over(story) else _why_not_talked(story, leg)

    async def _hold(
        self, state: State, *, seconds: float, why: str | None = None, until: datetime | None = None
    ) -> None:
        """Let others go first for so long, or until it is called off."""
        self._stands(state, why, until)
        self._waiting.hold(self.story)
        await self._first(within=seconds)

    async def _first(self, *futures: "asyncio.Future[Any]", within: float | None) -> None:
        waits = [*futures, self._off]
        await asyncio.wait(waits, timeout=within, return_when=asyncio.FIRST_COMPLETED)

    def _stands(self, state: State, why: str | None = None, until: datetime | None = None) -> None:
        self.state, self.why, self.until = state, why, until


def _why_not_talked(story: Story, leg: Leg) -> str:
    if story.text("cut-off") is not None:
        return CLOSING
    if story.text(CONFIRMED):
        return "they hung up before an agent answered"
    return "no key was pressed" if leg.ending.by is EndedBy.US else "they hung up, without a key"
