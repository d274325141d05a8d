"""The caller on a real line: `dialplan.conversation.Caller` over ARI."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final

from dialplan.conversation import CallerHungUp
from ivr.ari import AriRefused
from ivr.calls.leg import Leg, LegEnded
from ivr.calls.telephone import Telephone

GONE: Final = (404, 409)
"""What Asterisk answers about a channel that is gone, or is just being taken down."""

SETTLES: Final = 0.5
"""Seconds in which a leg ends whose sound Asterisk broke off because it ends the leg."""

LATE_HASH: Final = 3.0
"""Seconds in which people still press ``#`` after a number that was already complete."""


class LineCaller:
    """One caller. ``media(*sounds)`` gives what Asterisk plays for the names of sounds.

    ``said`` counts what was spoken to them before a restart.
    """

    def __init__(
        self,
        leg: Leg,
        telephone: Telephone,
        media: Callable[..., Sequence[str]],
        *,
        said: int = 0,
    ) -> None:
        self.leg = leg
        self._telephone = telephone
        self._media = media
        self._said = said
        self._entertained = False

    async def answer(self) -> None:
        """Pick up the call."""
        async with hang_up_shows():
            await self._telephone.answer(self.leg.id)

    async def stop_speech(self) -> None:
        """Stop what was being spoken before a restart, if it still is."""
        if self._said:
            await self._telephone.stop_playing(self._playback())

    async def say(self, *sounds: str) -> None:
        """Speak the sounds to their end, or until a key is pressed, which is kept."""
        self.leg.drop_keys()
        async with hang_up_shows():
            await self._speak(sounds)

    async def ask_key(self, *sounds: str, patience: float) -> str | None:
        """Speak until a key is pressed, then wait at most ``patience`` seconds more."""
        async with hang_up_shows():
            await self._speak(sounds)
            return await self._key(patience)

    async def ask_number(self, *sounds: str, digits: int, patience: float) -> str | None:
        """Speak, and collect digits until there are enough, ``#``, or a pause."""
        async with hang_up_shows():
            await self._speak(sounds)
            key = await self._key(patience)
            if key is None:
                return None
            keyed = ""
            while key is not None and key != "#":
                keyed += key if key.isdigit() else ""
                if len(keyed) == digits:
                    self.leg.ignore("#", LATE_HASH)
                    break
                key = await self._key(patience)
            return keyed

    async def entertain(self, *announcement: str) -> "asyncio.Future[bool] | None":
        """Speak an announcement and then play music, until `quieten`; returns at once.

        Music that plays already stops for an announcement, and without one just goes on. Asterisk
        plays what it is ordered to in turn, so nobody has to wait for the one to end. The future
        tells at the end of the announcement whether it was spoken to its end.
        """
        if self._entertained and not announcement:
            return None
        self._entertained, spoken = False, None
        async with hang_up_shows():
            if announcement:
                playback = self._new_playback()
                spoken = self.leg.playback(playback)
                await self._telephone.play(self.leg.id, self._media(*announcement), playback)
            await self._telephone.start_music(self.leg.id)
        self._entertained = True
        return spoken

    async def stop_announcing(self) -> None:
        """Stop announcements, also those that are still to be played; music goes on."""
        for playback in reversed(self.leg.playing()):
            await self._stop(playback)

    async def quieten(self) -> None:
        """Stop announcements and music, and forget the keys that were meant for them."""
        self._entertained = False
        await self.stop_announcing()
        await self._telephone.stop_music(self.leg.id)
        self.leg.drop_keys()

    async def leave(self, bridge: str) -> None:
        """Be out of a conversation that is over before anything is said.

        Asterisk loses a sound that is ordered while the bridge around the channel is taken down.
        """
        if not self.leg.gone.done():
            await self._telephone.take_out(bridge, self.leg.id)

    def _new_playback(self) -> str:
        self._said += 1
        return self._playback()

    def _playback(self) -> str:
        return f"{self.leg.id}-say-{self._said}"

    async def _speak(self, sounds: Sequence[str]) -> None:
        key = self.leg.key()
        playback = self._new_playback()
        if key.done() or not sounds:
            return
        ended = self.leg.playback(playback)
        await self._telephone.play(self.leg.id, self._media(*sounds), playback)
        await self.leg.first(ended, key)
        if not ended.done():
            await self._stop(playback)
        elif not ended.result():
            await self.leg.first(within=SETTLES)
            self._telephone.not_played(sounds)

    async def _stop(self, playback: str) -> None:
        self.leg.played(playback, well=False)
        await self._telephone.stop_playing(playback)

    async def _key(self, patience: float) -> str | None:
        key = self.leg.key()
        if not key.done():
            await self.leg.first(key, within=patience)
        return self.leg.take_key()


@asynccontextmanager
async def hang_up_shows() -> AsyncIterator[None]:
    """Let the end of the caller's leg show as `CallerHungUp`, however it was noticed."""
    try:
        yield
    except LegEnded as error:
        raise CallerHungUp from error
    except AriRefused as error:
        if error.status not in GONE:
            raise
        raise CallerHungUp from error
