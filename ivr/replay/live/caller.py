"""One caller of a live replay: keys by ear, waits as long as patience lasts, talks, hangs up."""

import asyncio
import math
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from ivr.phone.call import Call, CallRefused
from ivr.phone.consumer import Step
from ivr.phone.phone import Phone
from ivr.phone.placing import PlacedCall
from ivr.phone.recognition import Ear, KnownSounds
from ivr.phone.udp import Address
from ivr.replay.live.news import Fate, News
from ivr.replay.live.plan import LiveCall

HESITATION: Final = 1.0
"""Seconds of a prompt that are heard out before its answer is keyed."""
MOMENT: Final = 0.1
"""Seconds between two looks at what was heard."""
SAME_QUESTION: Final = 6.0
"""Seconds from an answer in which no question is taken for asked again."""
CHATTER: Final = 0.2
"""Seconds between packets in the menus, of a caller who says nothing."""
LIVELINESS: Final = 4
"""Packets that a silent leg sends within the time after which it would count as dead."""


@dataclass(frozen=True, slots=True)
class Line:
    """The way to the helpline: our address, its own, the number called, and its sounds.

    ``rtp_timeout`` is after how many seconds without sound it takes a leg for dead.
    """

    host: str
    remote: Address
    number: str
    known: KnownSounds
    rtp_timeout: float


def hush(call: Call, rtp_timeout: float) -> None:
    """Let a call cost next to nothing, and still not count as dead."""
    call.deafen()
    call.thin_out(rtp_timeout / LIVELINESS)


class Caller:
    """Somebody who calls. ``fate`` is there once the call is placed."""

    def __init__(self, planned: LiveCall, line: Line, news: News) -> None:
        self._planned, self._line, self._news = planned, line, news
        self.fate: Fate | None = None
        self.over = False

    async def call(self) -> None:
        """Place the call and behave as planned until it is over; cancelling it hangs up."""
        try:
            async with Phone(
                self._line.host, self._line.remote, user=self._planned.number
            ) as phone:
                call = phone.dial(self._line.number)
                self.fate = self._news.expect(call.call_id)
                with suppress(TimeoutError, CallRefused):
                    async with asyncio.timeout(self._planned.leaves):
                        await self._behave(call, self.fate)
        finally:
            self.over = True

    async def _behave(self, call: PlacedCall, fate: Fate) -> None:
        await call.answered()
        acting = asyncio.create_task(self._act(call, fate))
        ending = asyncio.create_task(call.ended())
        try:
            await asyncio.wait({acting, ending}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            acting.cancel()
            ending.cancel()
            await asyncio.wait({acting, ending})
        if not acting.cancelled() and (failed := acting.exception()):
            raise failed

    async def _act(self, call: PlacedCall, fate: Fate) -> None:
        """Behave until the caller wants to hang up."""
        call.thin_out(CHATTER)
        await self._key(call, fate)
        hush(call, self._line.rtp_timeout)
        queued = await asyncio.shield(fate.queued)
        try:
            async with asyncio.timeout(_left(queued, self._planned.patience)):
                answered = await asyncio.shield(fate.answered)
        except TimeoutError:
            return
        await asyncio.sleep(_left(answered, self._planned.talk) or 0.0)

    async def _key(self, call: PlacedCall, fate: Fate) -> None:
        """Answer each question as often as it is heard, until the helpline has the caller wait."""
        ear, answered = Ear(self._line.known), dict[Step, float]()
        now = asyncio.get_running_loop().time
        while not fate.queued.done():
            for heard in ear.listen(call.sound.sound):
                step = next((s for s in self._planned.steps if s.answers(heard.sound)), None)
                # After a gap in the sound the rest of a question is heard as a new one.
                if step and now() - answered.get(step, -math.inf) > SAME_QUESTION:
                    answered[step] = now()
                    await asyncio.sleep(HESITATION)
                    await call.press(step.keys)
            await asyncio.sleep(MOMENT)


def _left(since: datetime, seconds: float) -> float | None:
    """Give what is left of a time that began at ``since``; None if it never ends."""
    if seconds == math.inf:
        return None
    return max(0.0, seconds - (datetime.now(UTC) - since).total_seconds())
