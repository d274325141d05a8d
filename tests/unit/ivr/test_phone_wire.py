"""A challenge is answered once, and noise on the port disturbs nothing."""

import asyncio

import pytest

from ivr.phone.sip import Request, parse, respond
from ivr.phone.udp import UdpSocket
from ivr.phone.wire import Account, Wire

HOST = "127.0.0.5"
CHALLENGE = ("WWW-Authenticate", 'Digest realm="r", nonce="n", qop="auth"')


class Registrar:
    """Challenges every request, or only those without a proof."""

    def __init__(self, *, content: bool) -> None:
        self.asked: list[Request] = []
        self._content = content
        self.socket = UdpSocket(HOST, 0, self._received)

    def _received(self, datagram, source, _at):
        request = parse(datagram)
        assert isinstance(request, Request)
        self.asked.append(request)
        self.socket.send(b"\xff noise", source)
        proved = self._content and request.headers.get("authorization")
        answer = respond(request, 200, "OK") if proved else respond(
            request, 401, "Unauthorized", tag="r", headers=[CHALLENGE]
        )  # fmt: skip
        self.socket.send(answer.encode(), source)


@pytest.mark.parametrize(
    ("password", "content", "status", "asked"),
    [("word", True, 200, 2), ("word", False, 401, 2), ("", True, 401, 1)],
)
async def test_a_challenge_is_answered_once(password, content, status, asked):
    registrar = Registrar(content=content)
    account = Account("asha", 'A"sha', password)
    wire = Wire((HOST, 0), registrar.socket.address, account, lambda _transaction: None)
    dialog = wire.dialog("id", wire.uri("asha"), wire.uri("asha"))
    async with asyncio.timeout(2):
        final = await wire.ask(dialog, "REGISTER")
    wire.close()
    registrar.socket.close()
    assert final.status == status
    assert [request.cseq for request in registrar.asked] == [
        (number + 1, "REGISTER") for number in range(asked)
    ]
    assert len({request.branch for request in registrar.asked}) == asked
    assert (registrar.asked[0].headers.get("from") or "").startswith('"Asha" <sip:asha@')
