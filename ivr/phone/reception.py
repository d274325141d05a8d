"""What arrived of one call's sound, in its place in time; losses and gaps are counted. No I/O."""

import struct
from array import array
from dataclasses import dataclass
from typing import Final

from ivr.phone.g711 import RATE, Law

HEADER: Final = struct.Struct("!BBHII")
VERSION: Final = 0x80

GAP: Final = 0.2
"""Seconds without a packet that count as a gap."""

_MARKER: Final = 0x80
_DRIFT: Final = RATE // 2  # samples between the sender's clock and ours before we trust ours
_HALF: Final = 0x8000
_SEQUENCES: Final = 0x10000


@dataclass(frozen=True, slots=True)
class Gap:
    """Nothing arrived for ``seconds``; ``offset`` is where it began, in seconds of the sound."""

    offset: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Pause:
    """The sender began anew after ``seconds``: the sound before ends at a byte, this begins."""

    seconds: float
    end: int
    begin: int


class Reception:
    """The sound of one direction. Silence stands where nothing arrived, so offsets are times.

    ``spacings`` are the seconds between the arrivals of packets that follow each other without a
    pause of the sender (no marker, timestamps in a row); ``pauses`` are all others.
    """

    def __init__(self, law: Law) -> None:
        self.law = law
        self.sound = bytearray()
        self.began_at: float | None = None
        self.arrivals = array("d")
        self.gaps: list[Gap] = []
        self.spacings = array("d")
        self.pauses: list[Pause] = []
        self.packets = 0
        self.lost = 0
        self._source: int | None = None
        self._sequence = 0
        self._origin = 0  # timestamp of the sound's first sample
        self._next = -1  # timestamp that follows without a pause

    def receive(self, packet: bytes, now: float) -> None:
        """Take an RTP packet that arrived at ``now``; anything but sound of our law is ignored."""
        if len(packet) <= HEADER.size:
            return
        version, kind, sequence, stamp, source = HEADER.unpack_from(packet)
        if version != VERSION or kind & 0x7F != self.law.payload:
            return
        fresh = self._count(sequence, source)
        if self.began_at is None:
            self.began_at, self._origin = now, stamp
        payload, end = packet[HEADER.size :], len(self.sound)
        silent = self._note_arrival(now - self.began_at, now)
        self._place(payload, stamp, now - self.began_at, fresh=fresh)
        if fresh:
            follows = stamp == self._next and not kind & _MARKER
            self._next = (stamp + len(payload)) % (1 << 32)
            if follows:
                self.spacings.append(silent)
            elif end:
                self.pauses.append(Pause(silent, end, len(self.sound) - len(payload)))

    def samples(self, last: float | None = None) -> "array[int]":
        """Give all of it, or the ``last`` seconds, as 16-bit samples at 8 kHz."""
        begin = 0 if last is None else max(0, len(self.sound) - round(last * RATE))
        return self.law.decode(bytes(self.sound[begin:]))

    def _count(self, sequence: int, source: int) -> bool:
        """Count packets and losses; tell whether this one is newer than all before."""
        self.packets += 1
        ahead = (sequence - self._sequence) % _SEQUENCES
        if source != self._source:
            self._source, ahead = source, 1
        if ahead == 0 or ahead >= _HALF:  # a late one was counted as lost before
            self.lost -= ahead != 0
            return False
        self.lost += ahead - 1
        self._sequence = sequence
        return True

    def _note_arrival(self, offset: float, now: float) -> float:
        """Give for how long nothing had arrived before."""
        silent = now - self.arrivals[-1] if self.arrivals else 0.0
        if silent >= GAP:
            self.gaps.append(Gap(offset - silent, silent))
        self.arrivals.append(now)
        return silent

    def _place(self, payload: bytes, stamp: int, offset: float, *, fresh: bool) -> None:
        end = len(self.sound)
        at = (stamp - self._origin) % (1 << 32)
        if fresh:
            expected = round(offset * RATE)
            if at < end or abs(at - expected) > _DRIFT:
                at = max(end, expected) if abs(end - expected) > _DRIFT else end
                self._origin = stamp - at
            self.sound += self.law.silence * (at - end) + payload
        elif at + len(payload) <= end:
            self.sound[at : at + len(payload)] = payload
