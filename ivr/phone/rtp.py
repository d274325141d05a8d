"""Sending and taking the sound of calls: a packet of 20 ms each, all paced by one clock."""

import asyncio
import secrets
from array import array
from collections import deque
from typing import Final
from weakref import WeakKeyDictionary

from ivr.phone.g711 import RATE, Law
from ivr.phone.keys import EventPacket, events
from ivr.phone.reception import HEADER, VERSION, Reception
from ivr.phone.udp import Address, UdpSocket

PACKET: Final = RATE // 50
"""Samples in a packet."""

_INTERVAL: Final = 0.02
_MOST_BEHIND: Final = 1.0
_MARKER: Final = 0x80


class Ticker:
    """Ticks for all streams of an event loop, each 20 ms of the monotonic clock.

    One timer for all: a task for each would cost more than the packets do. Ticks that the loop
    was too busy for are made up, unless it slept for more than a second.
    """

    def __init__(self) -> None:
        self._streams: set[Stream] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0

    def add(self, stream: "Stream") -> None:
        """Tick for this stream from now on."""
        self._streams.add(stream)
        if self._timer is None:
            self._due = asyncio.get_running_loop().time()
            self._tick()

    def remove(self, stream: "Stream") -> None:
        """Tick for it no more."""
        self._streams.discard(stream)
        if not self._streams and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        if now - self._due > _MOST_BEHIND:
            self._due = now
        while self._due <= now:
            self._due += _INTERVAL
            for stream in self._streams:
                stream.send_next()
        self._timer = loop.call_at(self._due, self._tick)


_TICKERS: WeakKeyDictionary[asyncio.AbstractEventLoop, Ticker] = WeakKeyDictionary()


def _ticker() -> Ticker:
    loop = asyncio.get_running_loop()
    if loop not in _TICKERS:
        _TICKERS[loop] = Ticker()
    return _TICKERS[loop]


class Stream:
    """The sound of one call in both directions. Sends silence unless it has something to play."""

    def __init__(self, host: str) -> None:
        self._socket = UdpSocket(host, 0, self._received)
        self._ticker = _ticker()
        self.port = self._socket.address[1]
        self.muted = False
        self.released_at: float | None = None
        self._every = self._silent_for = 1
        self.heard: Reception | None = None
        self._to: Address | None = None
        self._events: int | None = None
        self._sound, self._repeat, self._position = b"", False, 0
        self._keys: deque[EventPacket | None] = deque()
        self._keyed: asyncio.Future[None] | None = None
        self._sequence = self._stamp = self._event_stamp = 0
        self._silence = b""
        self._source = secrets.randbits(32)

    def start(self, to: Address, law: Law, event_payload: int | None) -> None:
        """Send to ``to`` from now on, and keep what arrives."""
        if self.heard is None:
            self.heard = Reception(law)
        self._to, self._events = to, event_payload
        self._silence = law.silence * PACKET
        self._ticker.add(self)

    def play(self, samples: "array[int]", *, repeat: bool = False) -> None:
        """Send these samples instead of what played before, once or again and again."""
        assert self.heard is not None, "there is no sound before the call is answered"
        self._sound, self._repeat, self._position = self.heard.law.encode(samples), repeat, 0

    async def press(self, keys: str) -> None:
        """Send keys as events, one after the other; returns when the last is released."""
        self._keys.extend(events(keys))
        if self._keyed is None:
            self._keyed = asyncio.get_running_loop().create_future()
        await asyncio.shield(self._keyed)

    def thin_out(self, seconds: float) -> None:
        """Send sound only each so many seconds from now on, and keys as always."""
        self._every = round(seconds / _INTERVAL)

    def deafen(self) -> None:
        """Hear nothing more."""
        self._socket.deafen()

    @property
    def takes_events(self) -> bool:
        """Tell whether the other side takes keys as events."""
        return self._events is not None

    def close(self) -> None:
        """Stop sending and give the port back; what was heard stays."""
        self._ticker.remove(self)
        self._socket.close()
        self._released()

    def send_next(self) -> None:
        """Send the packet of the next 20 ms."""
        event = self._next_key() if self._keys else None
        if event is not None and event.first:
            self._event_stamp = self._stamp
        self._silent_for += 1
        if not self.muted and (event is not None or self._silent_for >= self._every):
            self._send(event)
        self._stamp = (self._stamp + PACKET) & 0xFFFFFFFF

    def _send(self, event: EventPacket | None) -> None:
        assert self._to is not None
        assert self.heard is not None
        if event is None:
            kind, stamp, payload = self.heard.law.payload, self._stamp, self._next_sound()
        else:
            kind = (self._events or 0) | (_MARKER if event.first else 0)
            stamp, payload = self._event_stamp, event.payload
        self._silent_for = 0
        head = HEADER.pack(VERSION, kind, self._sequence, stamp, self._source)
        self._sequence = (self._sequence + 1) & 0xFFFF
        if event is not None and event.release:
            self.released_at = asyncio.get_running_loop().time()
        self._socket.send(head + payload, self._to)

    def _next_key(self) -> EventPacket | None:
        event = self._keys.popleft()
        if not self._keys:
            self._released()
        return event

    def _released(self) -> None:
        if self._keyed is not None and not self._keyed.done():
            self._keyed.set_result(None)
        self._keyed = None

    def _next_sound(self) -> bytes:
        begin, self._position = self._position, self._position + PACKET
        piece = self._sound[begin : self._position]
        while self._repeat and self._sound and len(piece) < PACKET:
            self._position = PACKET - len(piece)
            piece += self._sound[: self._position]
        return piece + self._silence[len(piece) :]

    def _received(self, packet: bytes, _source: Address, now: float) -> None:
        if self.heard is not None:
            self.heard.receive(packet, now)
