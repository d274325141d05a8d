"""One channel as the service sees it: its keys, its playbacks, its end.

Events change a leg at once, in the reader of the websocket, and never wait. Coroutines wait on a
leg with `Leg.first`, which ends as soon as the leg does.
"""

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from ivr.ari.messages import (
    ChannelDestroyed,
    ChannelDtmfReceived,
    ChannelEvent,
    ChannelHangupRequest,
    ChannelHold,
    ChannelUnhold,
    Event,
    PlaybackFinished,
    StasisEnd,
    StasisStart,
)

NORMAL_CLEARING: Final = 16
"""Q.850 cause of a call that somebody ended on purpose."""

OWN_DRIVER: Final = 1
"""The soft flag with which Asterisk's channel driver ends a leg; see `ChannelHangupRequest`."""

NO_ANSWER: Final = 19
"""Q.850 cause of a phone that rang in vain. Asterisk invents the SIP status that goes with it."""

STATISTICS: Final = "RTPAUDIOQOS"
"""The channel's variable with the statistics of its sound; it comes with the end or just after."""

STATISTICS_LATE: Final = 0.5
"""Seconds by which the statistics may come after the end."""

MOST_KEYS_AHEAD: Final = 64
"""More keys than anybody types ahead; later ones are ignored."""


class EndedBy(StrEnum):
    """Who or what ended a leg."""

    FAR_END = "far end"
    US = "us"
    ORDER = "an order that was not ours"
    SOUND_LOST = "lost sound"
    TIME_LIMIT = "the longest time of a call"
    CRASH = "a crash of Asterisk"
    UNSEEN = "unseen, while there was no connection"


@dataclass(frozen=True, slots=True)
class Ending:
    """How a leg ended; ``cause`` is Q.850 and ``sip`` the status of a refusal, where known.

    ``at`` is set when nobody saw it: the last time at which the leg was known to be there.
    """

    by: EndedBy
    cause: int | None = None
    sip: int | None = None
    at: datetime | None = None


NETWORK_CAUSES: Final = frozenset({27, 38, 41, 42})
"""Q.850: destination out of order, network out of order, temporary failure, congestion."""


def lost_by_network(ending: Ending) -> bool:
    """Tell whether neither side wanted this end."""
    return ending.by is EndedBy.SOUND_LOST or ending.cause in NETWORK_CAUSES


class LegEnded(Exception):
    """The leg is gone; `Leg.ending` says how."""


class Leg:
    """One channel from its first event, or from our request for it, to its end.

    ``started`` is done when the channel is ours (an agent's: when the agent answered), ``gone``
    when it has ended, ``recorded`` when a recording of it is over. While it is ``deaf``, keys do
    nothing. It is ``on_hold`` while the phone itself holds the call.
    """

    def __init__(self, channel_id: str) -> None:
        self._loop = asyncio.get_running_loop()
        self.id = channel_id
        self.started: asyncio.Future[None] = self._loop.create_future()
        self.gone: asyncio.Future[None] = self._loop.create_future()
        self.recorded: asyncio.Future[None] = self._loop.create_future()
        self.ending = Ending(EndedBy.UNSEEN)
        self._statistics: asyncio.Future[str] = self._loop.create_future()
        self._keys: deque[str] = deque()
        self._key_wanted: asyncio.Future[None] | None = None
        self._ignored, self._ignored_until = "", 0.0
        self.deaf = False
        self.on_hold = False
        self._hold_awaited: asyncio.Future[None] | None = None
        self._playbacks: dict[str, asyncio.Future[bool]] = {}

    def receive(self, event: Event) -> None:
        """Take in one event of this channel or of a playback on it."""
        if isinstance(event, ChannelEvent):
            self._note_statistics(event.channel.channelvars.get(STATISTICS, ""))
        match event:
            case StasisStart():
                self.begin()
            case ChannelDtmfReceived(digit=digit):
                self._pressed(digit)
            case ChannelHold() | ChannelUnhold():
                self._held(on_hold=isinstance(event, ChannelHold))
            case PlaybackFinished(playback=playback):
                self.played(playback.id, well=playback.state != "failed")
            case ChannelHangupRequest(soft=True, cause=flag):
                lost = flag == OWN_DRIVER
                self.end(Ending(EndedBy.SOUND_LOST if lost else EndedBy.ORDER))
            case ChannelDestroyed(cause=cause) if cause == NO_ANSWER:
                self.end(Ending(EndedBy.FAR_END, NO_ANSWER))
            case (
                ChannelHangupRequest(cause=cause, tech_cause=sip)
                | ChannelDestroyed(cause=cause, tech_cause=sip)
            ):
                self.end(Ending(EndedBy.FAR_END, cause or NORMAL_CLEARING, sip))
            case StasisEnd():  # by itself it means TIMEOUT(absolute); otherwise it comes second
                self.end(Ending(EndedBy.TIME_LIMIT))

    def recording_over(self) -> None:
        """Note that a recording of this leg is over."""
        if not self.recorded.done():
            self.recorded.set_result(None)

    def end(self, ending: Ending) -> None:
        """Note that the leg is over; the first ending holds."""
        if not self.gone.done():
            self.ending = ending
            self.gone.set_result(None)

    async def statistics(self) -> str:
        """Give what Asterisk says of the sound of a leg that was up and has ended; "" if nothing.

        Waits for it, but not long, and not at all for an end that nobody saw.
        """
        seen = self.ending.by not in (EndedBy.CRASH, EndedBy.UNSEEN)
        await asyncio.wait([self._statistics], timeout=STATISTICS_LATE if seen else 0)
        return self._statistics.result() if self._statistics.done() else ""

    def key(self) -> "asyncio.Future[None]":
        """Give a future that is done when a key can be taken."""
        wanted: asyncio.Future[None] = self._loop.create_future()
        if self._keys:
            wanted.set_result(None)
        self._key_wanted = wanted
        return wanted

    def hold_change(self) -> "asyncio.Future[None]":
        """Give a future that is done when the phone holds the call, or takes it back."""
        self._hold_awaited = self._loop.create_future()
        return self._hold_awaited

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
        """Expect a playback; the future tells at its end whether it was played to the end."""
        future: asyncio.Future[bool] = self._loop.create_future()
        self._playbacks[playback_id] = future
        return future

    def playing(self) -> list[str]:
        """List the playbacks whose end was not told yet."""
        return list(self._playbacks)

    def played(self, playback_id: str, *, well: bool = True) -> None:
        """Note that a playback is over."""
        future = self._playbacks.pop(playback_id, None)
        if future is not None and not future.done():
            future.set_result(well)

    def begin(self) -> None:
        """Note that the channel is ours."""
        if not self.started.done():
            self.started.set_result(None)

    async def first(self, *futures: "asyncio.Future[Any]", within: float | None = None) -> None:
        """Wait until one of these is done, or the time (seconds) is over.

        Raises `LegEnded` when the leg ends meanwhile or has ended before.
        """
        await asyncio.wait(
            [*futures, self.gone], timeout=within, return_when=asyncio.FIRST_COMPLETED
        )
        if self.gone.done():
            raise LegEnded

    def _note_statistics(self, told: str) -> None:
        if told and not self._statistics.done():
            self._statistics.set_result(told)

    def _held(self, *, on_hold: bool) -> None:
        self.on_hold = on_hold
        if self._hold_awaited is not None and not self._hold_awaited.done():
            self._hold_awaited.set_result(None)

    def _pressed(self, digit: str) -> None:
        if self.deaf or (digit == self._ignored and self._loop.time() < self._ignored_until):
            return
        if len(self._keys) < MOST_KEYS_AHEAD:
            self._keys.append(digit)
        if self._key_wanted is not None and not self._key_wanted.done():
            self._key_wanted.set_result(None)
