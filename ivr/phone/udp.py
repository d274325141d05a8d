"""One UDP socket on the running event loop, opened and closed at once."""

import asyncio
import socket
from collections.abc import Callable

Address = tuple[str, int]

_LONGEST = 65_535


class UdpSocket:
    """Calls ``received(datagram, source, loop time)`` for each datagram that arrives."""

    def __init__(
        self, host: str, port: int, received: Callable[[bytes, Address, float], None]
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._received = received
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._socket.setblocking(False)
            self._socket.bind((host, port))
        except OSError:
            self._socket.close()
            raise
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
            datagram, source = self._socket.recvfrom(_LONGEST)
        except OSError:  # nothing there after all, or an ICMP error about what was sent before
            return
        self._received(datagram, source, self._loop.time())
