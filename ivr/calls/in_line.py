"""Keeping a caller company in line: announcements at their time, and an answer to each key."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from dialplan.conversation import Announcer, Reply, WaitEnd
from ivr.ari import AriError
from ivr.calls.caller import LineCaller, hang_up_shows
from routing.promise import Prospect

SAME_KEY: Final = 1.0
"""Seconds in which the same key again is taken for an echo: nobody chooses twice by one press."""


@dataclass(slots=True)
class InLine:
    """One caller in line, from turn to turn: not each agent whose turn it is answers.

    What they are told ends when an agent answers; no new word is begun while a phone rings.
    """

    caller: LineCaller
    announcer: Announcer
    prospect: Callable[[], Prospect]
    ask_others: Callable[[], None]
    _spoken: "asyncio.Future[bool] | None" = None

    async def stand(self, turn: "asyncio.Future[str]") -> WaitEnd | None:
        """Stay until ``turn`` is done, then None, or until the caller waits no longer."""
        while not turn.done():
            reply = await self._reply()
            if reply is None:
                await self._wait(turn)
                continue
            if reply.asks_others:
                self.ask_others()
            if reply.end is not None:
                return reply.end
            if reply.sounds:
                await self._speak(reply)
        return None

    async def _reply(self) -> Reply | None:
        """Give what is to be done now, if anything; a key comes before all else."""
        key = self.caller.leg.take_key()
        if key is not None:
            self.caller.leg.ignore(key, SAME_KEY)
            self.caller.leg.drop_keys()  # nobody answers what was not said yet
            await self.caller.stop_announcing()
            self._spoken = None
            return self.announcer.pressed(key, self.prospect())
        if self._spoken is not None:
            if not self._spoken.done():
                return None
            well, self._spoken = self._spoken.result(), None
            return self.announcer.heard() if well else Reply()
        return None if self.announcer.due_in() else self.announcer.announce(self.prospect())

    async def _speak(self, reply: Reply) -> None:
        with suppress(AriError):  # the place in line is worth more than a word of it
            self._spoken = await self.caller.entertain(*reply.sounds)

    async def _wait(self, turn: "asyncio.Future[str]") -> None:
        leg = self.caller.leg
        async with hang_up_shows():
            if self._spoken is None:
                await leg.first(turn, leg.key(), within=self.announcer.due_in())
            else:
                await leg.first(turn, leg.key(), self._spoken)
