"""One supervisor at one talk: hears both, speaks to the agent alone, or takes the call over.

A snoop channel on the agent's leg carries it: it hears both sides, and what it says reaches the
agent's ear alone. So the talk itself stays as it is, and goes on when the supervisor leaves.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import structlog

from dialplan.story import Story
from ivr.ari import AriError
from ivr.calls.agent_line import RING_GRACE, TAKEN_OVER, AgentLine
from ivr.calls.caller import LineCaller
from ivr.calls.leg import NORMAL_CLEARING, EndedBy, Ending, Leg, LegEnded
from ivr.calls.switchboard import SNOOP_LEG, Switchboard
from ivr.calls.telephone import Telephone

log = structlog.get_logger()

SUPERVISED: Final = "supervised"
SUPERVISED_UNTIL: Final = "supervised-until"

RING: Final = 20.0
"""Seconds that a supervisor's phone rings."""

BEGINS_WITHIN: Final = 3.0
"""Seconds that Asterisk may take to have a snoop channel ready."""

HUNG_UP: Final = "the supervisor hung up"
TALK_ENDED: Final = "the talk ended"
TOOK_OVER: Final = "the supervisor took the call over"


class How(StrEnum):
    """What a supervisor does at a talk."""

    LISTEN = "listen"
    WHISPER = "whisper"
    TAKE_OVER = "take-over"


KEYS: Final = {"1": How.LISTEN, "2": How.WHISPER, "3": How.TAKE_OVER}
"""What a supervisor presses; the same digits follow ``*7`` in the codes that are dialled."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Two who talk: a caller, and the agent on a line."""

    line: AgentLine
    caller: LineCaller
    story: Story


class Supervision:
    """A supervisor's leg at a conversation. ``how`` is what is wished or already so."""

    def __init__(
        self,
        supervisor: str,
        leg: Leg,
        talk: Conversation,
        telephone: Telephone,
        switchboard: Switchboard,
        *,
        how: How,
    ) -> None:
        self.supervisor = supervisor
        self.leg = leg
        self.how = how
        self.takes_over = False
        """Whether the supervisor has the call, or is just being joined with the caller."""
        self._talk = talk
        self._telephone = telephone
        self._switchboard = switchboard
        self._snoop = switchboard.expect(snoop_id(leg.id))
        there = supervised_leg(talk.story)
        self._in_force = there[1] if there is not None else None
        self._wished = asyncio.Event()
        self.reached: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        """Whether the supervisor's phone rings, or was there already."""

    def wish(self, how: How) -> None:
        """Do something else from now on."""
        self.how = how
        self._wished.set()

    async def run(self) -> None:
        """Stay until the supervisor has hung up or has the call; cancelled when the talk ends."""
        why = TALK_ENDED
        try:
            await self._reach()
            await self.leg.first(self.leg.started, within=RING + RING_GRACE)
            if self.leg.started.done():
                await self._supervise()
                why = TOOK_OVER if self.takes_over else TALK_ENDED
        except LegEnded:
            why = HUNG_UP if self.leg.gone.done() else TALK_ENDED
        except AriError as error:
            why = f"an order to Asterisk failed ({type(error).__name__})"
            log.warning("supervision.failed", call=self._talk.story.call_id, error=str(error))
        except Exception as error:  # which must not cost the talk
            why = f"our own software failed ({type(error).__name__})"
            log.exception("supervision.failed", call=self._talk.story.call_id)
        finally:
            await self._leave(why)

    async def _reach(self) -> None:
        """Ring the phone, or answer the call with which it dialled a code."""
        if self._in_force is None and self.leg.started.done():
            await self._telephone.answer(self.leg.id)
        elif self._in_force is None:
            caller = self._talk.caller.leg.id
            await self._telephone.ring(self.supervisor, self.leg.id, caller=caller, seconds=RING)
        self.reached.set_result(True)

    async def _supervise(self) -> None:
        while self.how is not How.TAKE_OVER:
            if self.how is not self._in_force:
                await self._begin(self.how)
            if await self._told_otherwise():
                return
        await self._take_over()

    async def _begin(self, how: How) -> None:
        """Let the supervisor hear, and be heard by the agent if they whisper; nobody else hears.

        The fact comes before the legs, so that the next process knows them.
        """
        if how is How.WHISPER:
            await self._telephone.unmute(self.leg.id)
        else:
            await self._telephone.mute(self.leg.id)
        self._in_force = how
        self._talk.story.learn(SUPERVISED, (self.supervisor, str(how)), how=self.leg.id)
        if not self._snoop.started.done():
            await self._telephone.snoop(self._talk.line.leg.id, self._snoop.id, whisper=True)
            await self._snoop.first(self._snoop.started, within=BEGINS_WITHIN)
            await self._telephone.join(self._ear, self.leg.id, self._snoop.id)

    async def _told_otherwise(self) -> bool:
        """Wait until something else is wished, by key or from outside; true if the talk is over."""
        wished = asyncio.ensure_future(self._wished.wait())
        try:
            await self.leg.first(self.leg.key(), wished, self._snoop.gone)
        finally:
            wished.cancel()
        self._wished.clear()
        while (key := self.leg.take_key()) is not None:
            self.how = KEYS.get(key, self.how)
        return self._snoop.gone.done()

    async def _take_over(self) -> None:
        """Join the supervisor with the caller, and let the agent go.

        The fact comes first: a process that begins in the midst of it then finishes it.
        """
        story, line = self._talk.story, self._talk.line
        self.takes_over = True
        story.learn(TAKEN_OVER, self.supervisor, how=self.leg.id)
        try:
            await self._telephone.unmute(self.leg.id)
            await self._telephone.join(f"{self.leg.id}-talk", self._talk.caller.leg.id, self.leg.id)
        except AriError:
            self.takes_over = False
            story.learn(TAKEN_OVER, None, how="an order to Asterisk failed")
            with suppress(AriError):
                await self._telephone.join(line.bridge, self._talk.caller.leg.id, line.leg.id)
            raise
        line.leg.end(Ending(EndedBy.US, NORMAL_CLEARING))

    async def _leave(self, why: str) -> None:
        """End all legs of the supervision but the one that has the call now."""
        if not self.reached.done():
            self.reached.set_result(False)
        self._snoop.end(Ending(EndedBy.US, NORMAL_CLEARING))
        await self._telephone.hang_up(self._snoop.id)
        self._switchboard.forget(self._snoop)
        if not self.takes_over:
            self.leg.end(Ending(EndedBy.US, NORMAL_CLEARING))
            await self._telephone.hang_up(self.leg.id)
            self._switchboard.forget(self.leg)
        await self._telephone.part(self._ear)
        close_fact(self._talk.story, why)

    @property
    def _ear(self) -> str:
        """The bridge in which the supervisor hears the snoop channel and speaks to it."""
        return f"{self.leg.id}-ear"


def snoop_id(leg: str) -> str:
    """Name the snoop channel of a supervisor's leg."""
    return f"{SNOOP_LEG}{leg}"


def supervised_leg(story: Story) -> tuple[str, How, str] | None:
    """Give who is at a talk, what they do, and the id of their leg, if somebody is there."""
    last = story.newest(SUPERVISED, SUPERVISED_UNTIL)
    if last is None or last.kind == SUPERVISED_UNTIL or last.how is None:
        return None
    who, how = last.value if isinstance(last.value, list | tuple) else ("", How.LISTEN)
    return who, How(how), last.how


def close_fact(story: Story, why: str = TALK_ENDED) -> None:
    """Note until when somebody was at a talk, if that was not noted yet."""
    there = supervised_leg(story)
    if there is not None:
        story.learn(SUPERVISED_UNTIL, there[0], how=why)
