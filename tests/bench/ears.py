"""Ports at which the sound of some calls arrives, timed by the kernel, and the gaps in it."""

import selectors
import socket
import struct
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Self

SO_TIMESTAMPNS: Final = 35
"""Linux's number of the option; Python does not name it."""
_ROOM: Final = socket.CMSG_SPACE(16)
_HEADER: Final = struct.Struct("!BBHII")
_TIME: Final = struct.Struct("qq")
PACKET: Final = 160
"""Samples, and bytes of A-law, in 20 ms."""
LOOK: Final = 0.2


@dataclass(frozen=True, slots=True)
class Packet:
    """When a packet came (seconds), and what its RTP header says."""

    at: float
    number: int
    time: int
    source: int
    begins: bool


@dataclass(frozen=True)
class Gaps:
    """Seconds between packets that belong together, and pauses after which sound began anew.

    Asterisk marks a packet as a beginning after a pause, and when it is itself very late.
    """

    inside: list[float]
    pauses: list[float]
    lost: int


def gaps_of(packets: Sequence[Packet]) -> Gaps:
    """Look at the packets of one call, in the order in which they came."""
    gaps, lost = Gaps([], [], 0), 0
    for one, next_ in pairwise(packets):
        if one.source != next_.source:
            continue
        lost += (next_.number - one.number - 1) % 65_536
        if next_.begins or (next_.time - one.time) % 2**32 != PACKET:
            gaps.pauses.append(next_.at - one.at)
        else:
            gaps.inside.append(next_.at - one.at)
    return Gaps(gaps.inside, gaps.pauses, lost)


@dataclass
class Ears:
    """Listens at so many ports of an address for the length of the block."""

    address: str
    count: int
    heard: dict[int, list[Packet]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self._over = threading.Event()
        self._sockets = list(self._opened())
        self._thread = threading.Thread(target=self._listen, name="ears")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        for each in self._sockets:
            each.close()

    @property
    def ports(self) -> list[int]:
        """The ports, in order."""
        return list(self.heard)

    def _opened(self) -> Iterator[socket.socket]:
        for _ in range(self.count):
            ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            ear.bind((self.address, 0))
            ear.setblocking(False)
            ear.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
            self.heard[ear.getsockname()[1]] = []
            yield ear

    def _listen(self) -> None:
        with selectors.DefaultSelector() as ready:
            for each, packets in zip(self._sockets, self.heard.values(), strict=True):
                ready.register(each, selectors.EVENT_READ, packets)
            while not self._over.is_set():
                for key, _ in ready.select(LOOK):
                    assert isinstance(key.fileobj, socket.socket)
                    key.data.extend(_arrived(key.fileobj))


def _arrived(ear: socket.socket) -> Iterator[Packet]:
    while True:
        try:
            data, ancillary, _, _ = ear.recvmsg(512, _ROOM)
        except BlockingIOError:
            return
        if len(data) >= _HEADER.size and ancillary:
            seconds, nanoseconds = _TIME.unpack(ancillary[0][2])
            _, kind, number, time, source = _HEADER.unpack_from(data)
            at = seconds + nanoseconds / 1e9
            yield Packet(at, number, time, source, begins=kind >= 128)
