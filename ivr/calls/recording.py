"""Recording talks: a snoop channel on the caller's leg, which Asterisk writes to a file.

It hears what the caller says and hears, so neither the talk's bridge nor its sound is touched,
what a supervisor whispers is not in it, and it goes on without the service until the talk ends.
"""

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

from dialplan.flow import RECORDING_TOLD
from dialplan.story import Story
from ivr.ari import AriError
from ivr.calls.caller import LineCaller
from ivr.calls.leg import NORMAL_CLEARING, EndedBy, Ending, Leg
from ivr.calls.switchboard import SNOOP_LEG, Switchboard
from ivr.calls.telephone import Telephone
from ivr.instants import in_ist

log = structlog.get_logger()

RECORDING: Final = "recording"
RECORDING_ENDED: Final = "recording-ended"

TALK_ENDED: Final = "the talk ended"
NOT_WRITTEN: Final = "no more could be written: is the disk full?"
NO_ROOM: Final = "too little space is free"

EVERYONE: Final = "all"

BEGINS_WITHIN: Final = 3.0
"""Seconds that Asterisk may take to have a snoop channel ready."""

END_LATE: Final = 1.0
"""Seconds by which a leg may be told to be over after the recording of it."""


class Recorder:
    """Records the callers of some discoms. ``room`` tells whether there is room for more."""

    def __init__(
        self,
        telephone: Telephone,
        switchboard: Switchboard,
        room: Callable[[], bool] = lambda: True,
    ) -> None:
        self.discoms: frozenset[str] = frozenset()
        self.room = room
        self._telephone = telephone
        self._switchboard = switchboard
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def wanted(self, discom: str | None) -> bool:
        """Tell whether talks with this discom's callers are recorded."""
        return EVERYONE in self.discoms or discom in self.discoms

    def expect_back(self, story: Story) -> None:
        """Listen for the leg of a recording that an earlier process began."""
        if (leg := _open_leg(story)) is not None:
            self._switchboard.expect(leg)

    def begin(self, caller: LineCaller, story: Story) -> None:
        """Record from now on, or go on with it, if the caller was told; returns at once."""
        if story.call_id not in self._tasks and story.knows(RECORDING_TOLD):
            work = self._record(caller, story)
            self._tasks[story.call_id] = asyncio.create_task(work, name=f"rec {story.call_id}")

    async def end(self, story: Story) -> None:
        """Record no more."""
        task = self._tasks.pop(story.call_id, None)
        if task is not None:
            task.cancel()
            await asyncio.wait([task])

    async def let_go(self, story: Story) -> None:
        """End a recording that an earlier process began and whose talk is over."""
        await self.end(story)
        if (leg := _open_leg(story)) is not None:
            await self._leave(self._switchboard.expect(leg), story, TALK_ENDED)

    async def _record(self, caller: LineCaller, story: Story) -> None:
        known = _open_leg(story)
        if known is None and not self.room():
            story.learn(RECORDING_ENDED, how=NO_ROOM)
            log.warning("talk.not_recorded", call=story.call_id, why=NO_ROOM)
            return
        leg = self._switchboard.expect(known or f"{SNOOP_LEG}{story.call_id}-{len(story.facts)}")
        why = TALK_ENDED
        try:
            if known is None:
                await self._start(leg, caller, story)
            why = await self._until_over(leg, caller) or TALK_ENDED
        except AriError as error:
            why = f"an order to Asterisk failed ({type(error).__name__})"
        except Exception as error:  # which must not cost the talk
            why = f"our own software failed ({type(error).__name__})"
            log.exception("talk.recorder_failed", call=story.call_id)
        finally:
            if why != TALK_ENDED:
                log.warning("talk.not_recorded", call=story.call_id, why=why)
            await self._leave(leg, story, why)

    async def _start(self, leg: Leg, caller: LineCaller, story: Story) -> None:
        """Begin a file. The fact comes first, so that the next process knows the leg."""
        name = _name(story)
        story.learn(RECORDING, f"{name}.wav", how=leg.id)
        await self._telephone.snoop(caller.leg.id, leg.id, whisper=False)
        over = [leg.started, leg.gone]
        await asyncio.wait(over, timeout=BEGINS_WITHIN, return_when=asyncio.FIRST_COMPLETED)
        await self._telephone.record_leg(leg.id, name)

    async def _until_over(self, leg: Leg, caller: LineCaller) -> str | None:
        """Wait for the end of a recording; give the reason if the talk goes on."""
        over = [leg.gone, caller.leg.gone]
        await asyncio.wait([leg.recorded, *over], return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait([caller.leg.gone], timeout=END_LATE)
        return None if caller.leg.gone.done() else NOT_WRITTEN

    async def _leave(self, leg: Leg, story: Story, why: str) -> None:
        leg.end(Ending(EndedBy.US, NORMAL_CLEARING))
        try:
            await self._telephone.hang_up(leg.id)
        finally:  # also if the end of the talk cancels us meanwhile
            self._switchboard.forget(leg)
            story.learn(RECORDING_ENDED, how=why)


def _open_leg(story: Story) -> str | None:
    """Name the leg of the recording that goes on, if one does."""
    last = story.newest(RECORDING, RECORDING_ENDED)
    return last.how if last is not None and last.kind == RECORDING else None


def _name(story: Story) -> str:
    """Name a new file: the day of the call in India, and its id; then a number, if it has more."""
    before = sum(fact.kind == RECORDING for fact in story.facts)
    day = in_ist(story.facts[0].at, "%Y-%m-%d")
    return f"{day}/{story.call_id}" + (f"-{before + 1}" if before else "")
