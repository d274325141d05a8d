"""One channel as the service sees it: its keys, its playbacks, its end.

Events change a leg at once, in the reader of the websocket, and never wait. Coroutines wait on a
leg with `Leg.first`, which ends as soon as the leg does.
"""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Any, Final

from ivr.ari.messages import (
    ChannelDestroyed,
    ChannelDtmfReceived,
    ChannelHangupRequest,
    Event,
    PlaybackFinished,
    StasisEnd,
    StasisStart,
)

NORMAL_CLEARING: Final = 16
MEDIA_LOST: Final = 44
"""Q.850 "requested channel not available": what Asterisk calls a leg whose sound has stopped."""

OWN_DRIVER: Final = 1
"""The soft flag with which Asterisk's channel driver ends a leg; see `ChannelHangupRequest`."""

MOST_KEYS_AHEAD: Final = 64
"""More keys than anybody types ahead; later ones are ignored."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a leg ended: the Q.850 cause, the SIP status, and whether the far end asked for it."""

    cause: int | None = None
    sip: int | None = None
    by_far_end: bool = False


class LegEnded(Exception):
    """The leg is gone; `Leg.ending` says how."""


class Leg:
    """One channel from its first event, or from our request for it, to its end.

    ``started`` is done when the channel is ours (an agent's: when the agent answered), ``gone``
    when it has ended.
    """

    def __init__(self, channel_id: str) -> None:
        self._loop = asyncio.get_running_loop()
        self.id = channel_id
        self.started: asyncio.Future[None] = self._loop.create_future()
        self.gone: asyncio.Future[None] = self._loop.create_future()
        self.ending = Ending()
        self._keys: deque[str] = deque()
        self._key_wanted: asyncio.Future[None] | None = None
        self._ignored, self._ignored_until = "", 0.0
        self._playbacks: dict[str, asyncio.Future[bool]] = {}

    def receive(self, event: Event) -> None:
        """Take in one event of this channel or of a playback on it."""
        match event:
            case StasisStart():
                if not self.started.done():
                    self.started.set_result(None)
            case ChannelDtmfReceived(digit=digit):
                self._pressed(digit)
            case PlaybackFinished(playback=playback):
                self._played(playback.id, well=playback.state != "failed")
            case ChannelHangupRequest(soft=True, cause=flag):
                self.end(Ending(MEDIA_LOST) if flag == OWN_DRIVER else Ending())
            case ChannelHangupRequest(cause=cause, tech_cause=sip):
                self.end(Ending(cause or NORMAL_CLEARING, sip, by_far_end=True))
            case ChannelDestroyed(cause=cause, tech_cause=sip):
                self.end(Ending(cause, sip))
            case StasisEnd():
                self.end(Ending())

    def end(self, ending: Ending) -> None:
        """Note that the leg is over; the first ending that says anything holds."""
        if self.ending == Ending():
            self.ending = ending
        if not self.gone.done():
            self.gone.set_result(None)

    def key(self) -> "asyncio.Future[None]":
        """Give a future that is done when a key can be taken."""
        wanted: asyncio.Future[None] = self._loop.create_future()
        if self._keys:
            wanted.set_result(None)
        self._key_wanted = wanted
        return wanted

    def take_key(self) -> str | None:
        """Give the oldest key that nobody took yet, if any."""
        return self._keys.popleft() if self._keys else None

    def drop_keys(self) -> None:
        """Forget keys that nobody took."""
        self._keys.clear()

    def ignore(self, key: str, seconds: float) -> None:
        """Let a key that may come late do nothing for a while."""
        self._ignored, self._ignored_until = key, self._loop.time() + seconds

    def playback(self, playback_id: str) -> "asyncio.Future[bool]":
        """Expect a playback; the future tells at its end whether the sounds were there."""
        future: asyncio.Future[bool] = self._loop.create_future()
        self._playbacks[playback_id] = future
        return future

    def stop_waiting_for_sounds(self) -> None:
        """Take all sounds as played, because the news of their end may have been missed."""
        for playback_id in list(self._playbacks):
            self._played(playback_id, well=True)

    async def first(self, *futures: "asyncio.Future[Any]", within: float | None = None) -> None:
        """Wait until one of these is done, or the time (seconds) is over.

        Raises `LegEnded` when the leg ends meanwhile or has ended before.
        """
        await asyncio.wait(
            [*futures, self.gone], timeout=within, return_when=asyncio.FIRST_COMPLETED
        )
        if self.gone.done():
            raise LegEnded

    def _pressed(self, digit: str) -> None:
        if digit == self._ignored and self._loop.time() < self._ignored_until:
            return
        if len(self._keys) < MOST_KEYS_AHEAD:
            self._keys.append(digit)
        if self._key_wanted is not None and not self._key_wanted.done():
            self._key_wanted.set_result(None)

    def _played(self, playback_id: str, *, well: bool) -> None:
        future = self._playbacks.pop(playback_id, None)
        if future is not None and not future.done():
            future.set_result(well)
