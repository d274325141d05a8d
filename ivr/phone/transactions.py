"""SIP transactions over UDP: sent again until answered, answered again when asked again.

RFC 3261, section 17, with the default T1 of 500 ms and T2 of 4 s.
"""

import asyncio
import math
from collections.abc import Callable
from typing import Final

from ivr.phone.dialog import acknowledge_refusal
from ivr.phone.sip import Request, Response, respond
from ivr.phone.udp import Address

T1: Final = 0.5
T2: Final = 4.0
GIVE_UP: Final = 64 * T1

Send = Callable[[bytes, Address], None]
OK: Final = 200
TIMED_OUT: Final = 408


class Retransmission:
    """Calls ``again`` after T1, twice that, … until stopped; ``give_up`` after 64 T1."""

    def __init__(
        self, again: Callable[[], None], give_up: Callable[[], None], *, longest: float
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._again = again
        self._longest = longest
        self._next = self._loop.call_later(T1, self._repeat, T1)
        self._end = self._loop.call_later(GIVE_UP, self._expire, give_up)

    def stop(self) -> None:
        """Repeat no more, and do not give up either."""
        self._next.cancel()
        self._end.cancel()

    def _repeat(self, waited: float) -> None:
        self._again()
        wait = min(2 * waited, self._longest)
        self._next = self._loop.call_later(wait, self._repeat, wait)

    def _expire(self, give_up: Callable[[], None]) -> None:
        self._next.cancel()
        give_up()


class ClientTransaction:
    """A request of ours. ``final`` is its final response, a 408 of our own if none came."""

    def __init__(
        self, request: Request, to: Address, send: Send, seen: Callable[[Response], None]
    ) -> None:
        self.request = request
        self.final: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
        self._send, self._to = send, to
        self._seen = seen
        self._transmit(request)
        self._repeating = Retransmission(
            lambda: self._transmit(request),
            self._time_out,
            longest=math.inf if request.method == "INVITE" else T2,
        )

    def receive(self, response: Response) -> None:
        """Take a response; a refused INVITE is acknowledged here, each time."""
        invite = self.request.method == "INVITE"
        self._seen(response)
        if invite or response.status >= OK:
            self._repeating.stop()
        if response.status < OK:
            return
        if invite and response.status >= 300:  # noqa: PLR2004 - 2xx is acknowledged by the call
            self._transmit(acknowledge_refusal(self.request, response))
        if not self.final.done():
            self.final.set_result(response)

    def stop(self) -> None:
        """Wait for nothing more."""
        self._repeating.stop()
        self._time_out()

    def _transmit(self, request: Request) -> None:
        self._send(request.encode(), self._to)

    def _time_out(self) -> None:
        if not self.final.done():
            self.final.set_result(respond(self.request, TIMED_OUT, "Request Timeout"))


class ServerTransaction:
    """A request of the other side; ``acknowledged`` is false if its answer got no ACK."""

    def __init__(self, request: Request, source: Address, send: Send) -> None:
        self.request = request
        self.acknowledged: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._send, self._source = send, source
        self._latest: bytes | None = None
        self._repeating: Retransmission | None = None

    def respond(self, response: Response) -> None:
        """Answer; a final answer to an INVITE is repeated until it is acknowledged."""
        self._latest = response.encode()
        self.repeat()
        if self.request.method == "INVITE" and response.status >= OK:
            self.stop()
            self._repeating = Retransmission(
                self.repeat, lambda: self.acknowledge(arrived=False), longest=T2
            )

    def repeat(self) -> None:
        """Send the latest answer again."""
        if self._latest is not None:
            self._send(self._latest, self._source)

    def acknowledge(self, *, arrived: bool = True) -> None:
        """Note that the ACK came, or that there is no hope for it."""
        self.stop()
        if not self.acknowledged.done():
            self.acknowledged.set_result(arrived)

    def stop(self) -> None:
        """Repeat no more."""
        if self._repeating is not None:
            self._repeating.stop()


class Transactions:
    """All transactions of one socket. New requests go to ``handle``."""

    def __init__(self, send: Send, handle: Callable[[ServerTransaction], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._send = send
        self._handle = handle
        self._clients: dict[tuple[str, str], ClientTransaction] = {}
        self._servers: dict[tuple[str, int, str], ServerTransaction] = {}

    def begin(
        self,
        request: Request,
        to: Address,
        seen: Callable[[Response], None] = lambda _response: None,
    ) -> ClientTransaction:
        """Send a request and see it through; ``seen`` gets each response, also repeated ones."""
        transaction = ClientTransaction(request, to, self._send, seen)
        key = request.branch, request.method
        self._clients[key] = transaction
        transaction.final.add_done_callback(
            lambda _final: self._loop.call_later(GIVE_UP, self._clients.pop, key, None)
        )
        return transaction

    def receive(self, message: Request | Response, source: Address) -> None:
        """Take a parsed message from the network."""
        number, method = message.cseq
        if isinstance(message, Response):
            if client := self._clients.get((message.branch, method)):
                client.receive(message)
            return
        key = message.call_id, number, method
        if method == "ACK":
            if invited := self._servers.get((message.call_id, number, "INVITE")):
                invited.acknowledge()
        elif known := self._servers.get(key):
            known.repeat()
        else:
            self._servers[key] = ServerTransaction(message, source, self._send)
            self._loop.call_later(GIVE_UP, self._servers.pop, key, None)
            self._handle(self._servers[key])

    def close(self) -> None:
        """Stop all retransmissions and timers."""
        for client in self._clients.values():
            client.stop()
        for server in self._servers.values():
            server.stop()
        self._clients.clear()
        self._servers.clear()
