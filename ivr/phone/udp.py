"""One UDP socket on the running event loop, opened and closed at once."""

import asyncio
import socket
import struct
import time
from collections.abc import Callable, Iterable
from typing import Final

Address = tuple[str, int]

_LONGEST: Final = 65_535
_STAMPED: Final = 35
"""``SO_TIMESTAMPNS`` of Linux, for which Python has no name: when the kernel took a datagram."""
_STAMP: Final = struct.Struct("@ll")
_OLDEST: Final = 60.0
"""Seconds; no datagram waits for longer."""
_TRIES: Final = 5
_ROOM: Final = socket.CMSG_SPACE(_STAMP.size)


class UdpSocket:
    """Calls ``received(datagram, source, loop time)`` for each datagram that arrives.

    The time is when the kernel took it, however long the event loop was busy with other things.
    """

    def __init__(
        self, host: str, port: int, received: Callable[[bytes, Address, float], None]
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._received = received
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._socket.setblocking(False)
            self._socket.setsockopt(socket.SOL_SOCKET, _STAMPED, 1)
            self._socket.bind((host, port))
        except OSError:
            self._socket.close()
            raise
        self._ahead = _clock_ahead(self._loop.time)
        self.address: Address = self._socket.getsockname()
        self._loop.add_reader(self._socket, self._readable)

    def send(self, datagram: bytes, to: Address) -> None:
        """Send; what the network does not take is lost, as on any network."""
        try:
            self._socket.sendto(datagram, to)
        except OSError:
            return

    def deafen(self) -> None:
        """Take nothing more, at no cost; the port stays open, so that nothing bounces."""
        self._loop.remove_reader(self._socket)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)  # the system's least

    def close(self) -> None:
        """Give the port back."""
        if self._socket.fileno() >= 0:
            self._loop.remove_reader(self._socket)
            self._socket.close()

    def _readable(self) -> None:
        try:
            datagram, notes, _, source = self._socket.recvmsg(_LONGEST, _ROOM)
        except OSError:  # nothing there after all, or an ICMP error about what was sent before
            return
        self._received(datagram, source, self._taken_at(notes))

    def _taken_at(self, notes: Iterable[tuple[int, int, bytes]]) -> float:
        """Give the loop time at which the kernel took a datagram; now if it does not say."""
        now = self._loop.time()
        for level, kind, stamp in notes:
            if (level, kind) == (socket.SOL_SOCKET, _STAMPED):
                seconds, nanoseconds = _STAMP.unpack(stamp)
                at: float = seconds + nanoseconds / 1e9 - self._ahead
                if now - _OLDEST < at < now:  # else somebody has set the clock
                    return at
        return now


def _clock_ahead(time_of_loop: Callable[[], float]) -> float:
    """Give by how many seconds the clock, by which the kernel stamps, is ahead of loop time.

    We may be held up between reading one and the other; of a few tries the quickest counts.
    """
    tries = []
    for _ in range(_TRIES):
        before, clock, after = time_of_loop(), time.time(), time_of_loop()
        tries.append((after - before, clock - (before + after) / 2))
    return min(tries)[1]
