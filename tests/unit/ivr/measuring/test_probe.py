"""A probe whose call is never answered comes to an end, and counts as one that did not land."""

import asyncio

from ivr.measuring import probe
from ivr.phone.recognition import KnownSounds

COPIED = ("Via", "From", "To", "Call-ID", "CSeq")


class Tries(asyncio.DatagramProtocol):
    """A helpline that is always trying."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.DatagramTransport)
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        lines = data.decode().split("\r\n")
        kept = [line for line in lines if line.partition(":")[0] in COPIED]
        answer = ["SIP/2.0 100 Trying", *kept, "Content-Length: 0", "", ""]
        self._transport.sendto("\r\n".join(answer).encode(), addr)


async def test_who_is_never_answered_gives_up(monkeypatch):
    monkeypatch.setattr(probe, "ANSWERED_WITHIN", 0.3)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(Tries, local_addr=("127.0.0.1", 0))
    try:
        remote = transport.get_extra_info("sockname")
        way = probe.Way("127.0.0.1", remote, "1912", KnownSounds({}))
        found = await asyncio.wait_for(probe.probe(way, "05220000001", 1.0), 5)
    finally:
        transport.close()
    assert (found.landed, found.refused) == (None, None)
    assert found.sent > 0
