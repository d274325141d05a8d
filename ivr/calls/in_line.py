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
    """One caller in line; ``turn`` is done when an agent is free for them.

    What they are told ends when that agent answers, and no new word is begun from the turn on.
    """

    caller: LineCaller
    announcer: Announcer
    turn: "asyncio.Future[str]"
    prospect: Callable[[], Prospect]
    ask_others: Callable[[], None]
    _spoken: "asyncio.Future[bool] | None" = None

    async def stand(self) -> WaitEnd | None:
        """Stay until it is the caller's turn, then None, or until they wait no longer."""
        while not self.turn.done():
            reply = await self._reply()
            if reply is None:
                await self._wait()
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
            self._spoken = None
            return self.announcer.heard()
        return None if self.announcer.due_in() else self.announcer.announce(self.prospect())

    async def _speak(self, reply: Reply) -> None:
        with suppress(AriError):  # the place in line is worth more than a word of it
            self._spoken = await self.caller.entertain(*reply.sounds)

    async def _wait(self) -> None:
        leg, speaking = self.caller.leg, self._spoken
        async with hang_up_shows():
            if speaking is None:
                within = self.announcer.due_in()
                await leg.first(self.turn, leg.key(), within=within)
            else:
                await leg.first(self.turn, leg.key(), speaking)
