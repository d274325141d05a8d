"""A talk of an agent with a caller: hold, and passing the caller on, by the agent's keys or API."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import structlog

from dialplan.conversation import CallerHungUp
from dialplan.story import Story
from ivr.ari import AriError
from ivr.calls.agent_line import RING_GRACE
from ivr.calls.caller import hang_up_shows
from ivr.calls.destinations import Destination, Destinations, To
from ivr.calls.leg_facts import why_missed
from ivr.calls.talking_pair import BY_PHONE, NEXT_KEY, TalkingPair
from ivr.calls.third_party import ThirdParty, bridge_of
from ivr.calls.transfer_facts import (
    CONSULTED,
    HOLD,
    TAKEN_BACK,
    TRANSFER_END,
    Kind,
    is_held,
    learn_held,
    learn_transfer,
    open_transfer,
)

log = structlog.get_logger()

HOLD_KEY: Final = "2"
KINDS: Final = {"3": Kind.BLIND, "4": Kind.ATTENDED}
"""What an agent presses after ``*``."""

BACK_KEY: Final = "4"
"""What an agent presses after ``*`` to come back to the caller from the third party."""

BY_API: Final = "api"
FOR_TRANSFER: Final = "transfer"

NOT_FREE: Final = "busy, or not on duty"
HUNG_UP: Final = "hung up on the agent"
CALLER_LEFT: Final = "the caller hung up"
ORDER_FAILED: Final = "an order to Asterisk failed"

WRONG: Final = "wrong-key"
NOT_REACHED: Final = "transfer.not-reached"

END_LATE: Final = 3.0
"""Seconds by which a refused order may tell of a hang-up before its event does."""

REPAIRS: Final = 3
RECONNECTED_WITHIN: Final = 60.0
"""How often, and for how many seconds each, a talk in which an order was lost is mended."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What an agent wants: the key after ``*``, and where to, if that is known already."""

    key: str
    how: str = "key"
    to: Destination | None = None


OpenLine = Callable[[Destination, Story], ThirdParty | None]
"""Gives a third party who is kept for this call, or None when they are not free."""


class AgentTalk:
    """The agent's keys and what they do. ``third`` is whom the caller is being passed on to.

    Keys are heard by nobody but us. While the agent keys a destination or hears an error, the
    caller hears music.
    """

    def __init__(
        self,
        pair: TalkingPair,
        destinations: Destinations,
        open_line: OpenLine,
        third: ThirdParty | None = None,
    ) -> None:
        self.pair = pair
        self.third = third
        self._destinations = destinations
        self._open_line = open_line
        self._ordered: asyncio.Future[Wish] = asyncio.get_running_loop().create_future()
        self._busy = False

    def order(self, wish: Wish) -> bool:
        """Do as if the agent had pressed keys; false while something else is under way."""
        if self._busy or self._ordered.done():
            return False
        self._ordered.set_result(wish)
        return True

    async def stay(self) -> None:
        """Stay until one of them is gone, or the caller is passed on; raises `CallerHungUp`."""
        try:
            await self._safely(self._take_up())
            while not self.pair.line.leg.gone.done() and not self._passes_on():
                await self._something_happens()
                await self._safely(self._do_as_wished())
            if is_held(self.pair.story) and open_transfer(self.pair.story) is None:
                with suppress(AriError):
                    await self.pair.caller.quieten()
        finally:
            learn_held(self.pair.story)
            if self.pair.caller.leg.gone.done():
                await self._let_go(CALLER_LEFT)

    def _passes_on(self) -> bool:
        transfer = open_transfer(self.pair.story)
        return transfer is not None and transfer.kind is Kind.BLIND

    async def _take_up(self) -> None:
        """Go on where an earlier process was."""
        self.pair.line.leg.on_hold = is_held(self.pair.story) == BY_PHONE
        transfer = open_transfer(self.pair.story)
        if transfer is not None and transfer.kind is Kind.ATTENDED and self.third is not None:
            await self.third.ring(self.pair.caller.leg.id)
            await self._speak_first(self.third)
        elif transfer is None and is_held(self.pair.story) == FOR_TRANSFER:
            await self.pair.take_back()

    async def _something_happens(self) -> None:
        leg = self.pair.line.leg
        key, hold = leg.key(), leg.hold_change()
        async with hang_up_shows():
            await self.pair.caller.leg.first(key, hold, self._ordered, leg.gone)
        self.pair.note_hold_by_phone()

    async def _wish(self) -> Wish | None:
        if self._ordered.done():
            wish = self._ordered.result()
            self._ordered = asyncio.get_running_loop().create_future()
            return wish
        code = await self.pair.code()
        return Wish(code) if code is not None else None

    async def _do_as_wished(self) -> None:
        wish = await self._wish()
        if wish is None:
            return
        if wish.key == HOLD_KEY and is_held(self.pair.story) in (None, BY_PHONE):
            await self.pair.hold(wish.how)
        elif wish.key == HOLD_KEY:
            await self.pair.take_back()
        elif wish.key in KINDS:
            await self.pair.hold(FOR_TRANSFER)
            await self._transfer(KINDS[wish.key], wish)
        else:
            await self.pair.hold(FOR_TRANSFER)
            await self.pair.complain(WRONG)

    async def _transfer(self, kind: Kind, wish: Wish) -> None:
        to = wish.to or await self._destination()
        if to is None or (kind is Kind.ATTENDED and to.kind is To.LINE):
            await self.pair.complain(WRONG)
        elif to.kind is not To.LINE and not await self._rings(kind, to):
            await self.pair.complain(NOT_REACHED)
        elif kind is Kind.BLIND:
            if to.kind is To.LINE:
                learn_transfer(self.pair.story, kind, to, self.pair.line.agent, "")
            with suppress(AriError):  # passing them on is worth more than a word of it
                await self.pair.caller.entertain(self.pair.sound("transfer.start"))
        elif self.third is not None:
            await self._speak_first(self.third)

    async def _destination(self) -> Destination | None:
        """Collect a destination; a pause without ``#`` is none."""
        keyed = ""
        key = await self.pair.agent.ask_key(self.pair.sound("transfer.ask"), patience=NEXT_KEY)
        while key is not None and key != "#":
            keyed += key
            key = await self.pair.agent.ask_key(patience=NEXT_KEY)
        return self._destinations.find(keyed) if key == "#" else None

    async def _rings(self, kind: Kind, to: Destination) -> bool:
        """Ring the third party; false if that cannot be done."""
        self.third = self._open_line(to, self.pair.story)
        leg = self.third.leg.id if self.third else ""
        learn_transfer(self.pair.story, kind, to, self.pair.line.agent, leg)
        why = await self.third.ring(self.pair.caller.leg.id) if self.third else NOT_FREE
        if why is not None:
            self.third = None
            self.pair.story.learn(TRANSFER_END, why)
        return why is None

    async def _speak_first(self, third: ThirdParty) -> None:
        """Let the agent speak with the third party, until the agent leaves or comes back."""
        known = self.pair.story.newest(CONSULTED, HOLD)
        if known is None or known.kind != CONSULTED:
            await self.pair.agent.entertain()
            wait = third.ring_time + RING_GRACE
            back = await self._wants_back(third.leg.started, third.leg.gone, within=wait)
            if not back and (third.leg.gone.done() or not third.leg.started.done()):
                await self._let_go(why_missed(third.leg.ending))
                return await self.pair.complain(NOT_REACHED)
            if back:
                await self._let_go(TAKEN_BACK)
                return await self.pair.take_back()
            await self.pair.agent.quieten()
            await self.pair.telephone.join(bridge_of(third), self.pair.line.leg.id, third.leg.id)
            self.pair.story.learn(CONSULTED, self.pair.line.agent)
        third.picked_up()
        back = await self._wants_back(third.leg.gone)
        await self._let_go(TAKEN_BACK if back else HUNG_UP)
        await self.pair.take_back()
        return None

    async def _wants_back(
        self, *futures: "asyncio.Future[None]", within: float | None = None
    ) -> bool:
        """Wait for one of these; true if the agent wants the caller back before."""
        leg, loop = self.pair.line.leg, asyncio.get_running_loop()
        ends = None if within is None else loop.time() + within
        while not any(future.done() for future in futures):
            left = None if ends is None else ends - loop.time()
            if left is not None and left <= 0:
                break
            async with hang_up_shows():
                await leg.first(leg.key(), *futures, within=left)
            if await self.pair.code() == BACK_KEY:
                return True
        return False

    async def _let_go(self, why: str | None = None) -> None:
        """Hang up on the third party, if there is one; ``why`` is how the transfer went."""
        third, self.third = self.third, None
        if why is not None and open_transfer(self.pair.story) is not None:
            self.pair.story.learn(TRANSFER_END, why)
        if third is not None:
            await third.let_go()

    async def _safely(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something while the caller is there; whatever fails, both talk again.

        Raises `CallerHungUp`.
        """
        self._busy, task = True, asyncio.ensure_future(work)
        try:
            async with hang_up_shows():
                await self.pair.caller.leg.first(task)
            await task
        except (CallerHungUp, AriError) as error:
            await self._mend(error)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            self._busy = False

    async def _mend(self, error: Exception) -> None:
        """Let both talk again after something failed, unless that was because one is gone."""
        gone = [self.pair.caller.leg.gone, self.pair.line.leg.gone]
        if isinstance(error, CallerHungUp):
            await asyncio.wait(gone, timeout=END_LATE, return_when=asyncio.FIRST_COMPLETED)
        if self.pair.caller.leg.gone.done():
            raise CallerHungUp from error
        if self.pair.line.leg.gone.done():
            return None
        log.warning("talk.order_failed", call=self.pair.story.call_id, error=type(error).__name__)
        await self._let_go(ORDER_FAILED)
        for _ in range(REPAIRS):
            with suppress(AriError):
                await self.pair.telephone.connection(within=RECONNECTED_WITHIN)
                return await self.pair.take_back()
        return None
