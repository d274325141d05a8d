"""A network between a phone and Asterisk that loses packets, and a phone that tells so by RTCP."""

import asyncio
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager

from ivr.phone.call import Call
from ivr.phone.udp import Address

SENDER_REPORT, RECEIVER_REPORT = 200, 201
REPORT = struct.Struct("!BBHIIIIIII")
MIDDLE_OF_NTP = struct.Struct("!4xI2xI2x")


def lose_every(call: Call, nth: int) -> None:
    """Lose each so-manieth packet that the phone sends from now on."""
    wire = call._stream._socket
    send, sent = wire.send, 0

    def lossy(data: bytes, to: Address) -> None:
        nonlocal sent
        sent += 1
        if sent % nth:
            send(data, to)

    wire.send = lossy


@contextmanager
def reporting(call: Call, *, lost: int, jitter: int, delay: float) -> Iterator[None]:
    """Answer each of Asterisk's RTCP reports: packets lost, jitter in samples, after seconds."""
    loop = asyncio.get_running_loop()
    stream = call._stream
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as rtcp:
        rtcp.setblocking(False)
        rtcp.bind((stream._socket.address[0], stream.port + 1))

        def received() -> None:
            data, asterisk = rtcp.recvfrom(2048)
            if data[1] == SENDER_REPORT:
                theirs, middle = MIDDLE_OF_NTP.unpack_from(data)
                numbers = (stream._source, theirs, lost, 1, jitter, middle, 0)
                report = REPORT.pack(0x81, RECEIVER_REPORT, REPORT.size // 4 - 1, *numbers)
                loop.call_later(delay, rtcp.sendto, report, asterisk)

        loop.add_reader(rtcp, received)
        try:
            yield
        finally:
            loop.remove_reader(rtcp)
