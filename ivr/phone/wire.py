"""What a phone and its calls send with: one socket, its transactions, and the phone's identity."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ivr.phone import sip
from ivr.phone.dialog import Dialog, Station
from ivr.phone.digest import Challenge, challenge_in
from ivr.phone.sip import BadMessage, Request, Response
from ivr.phone.transactions import ClientTransaction, ServerTransaction, Transactions
from ivr.phone.udp import Address, UdpSocket

Headers = Iterable[tuple[str, str]]


def new_tag() -> str:
    """Make a tag, a Call-ID or a client nonce."""
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Account:
    """Who uses the phone; without a password no challenge is answered."""

    user: str
    display: str = ""
    password: str = ""


class Wire:
    """Everything goes to ``remote``, whatever a Route says: there is one network here.

    ``arrived_at`` is the loop time at which the message came that is being handled.
    """

    def __init__(
        self,
        local: Address,
        remote: Address,
        account: Account,
        handle: Callable[[ServerTransaction], None],
    ) -> None:
        self.remote = remote
        self.arrived_at = 0.0
        self._account = account
        self._socket = UdpSocket(*local, self._received)
        self.station = Station(*self._socket.address, account.user)
        self._transactions = Transactions(self._socket.send, handle)

    def uri(self, name: str) -> str:
        """Give the URI of a user or number at the other side."""
        return f"sip:{name}@{self.remote[0]}:{self.remote[1]}"

    def dialog(self, call_id: str, target: str, remote: str) -> Dialog:
        """Begin a dialog of ours; ``target`` is the URI asked for, ``remote`` goes into To."""
        display = self._account.display.replace("\\", "").replace('"', "")
        local = f"<{self.uri(self.station.user)}>;tag={new_tag()}"
        if display:
            local = f'"{display}" {local}'
        return Dialog(self.station, call_id, local, f"<{remote}>", target, sequence=0)

    async def ask(
        self,
        dialog: Dialog,
        method: str,
        *,
        headers: Headers = (),
        body: bytes = b"",
        begun: Callable[[ClientTransaction], None] = lambda _transaction: None,
        seen: Callable[[Response], None] = lambda _response: None,
    ) -> Response:
        """Send a request of the dialog and give its final answer; a challenge is answered once."""
        proof: list[tuple[str, str]] = []
        for _ in range(2):
            request = dialog.request(method, self.branch(), headers=[*headers, *proof], body=body)
            transaction = self._transactions.begin(request, self.remote, seen)
            begun(transaction)
            final = await transaction.final
            challenge = challenge_in(final) if self._account.password else None
            if challenge is None:
                break
            proof = [(challenge.header, self._prove(challenge, request))]
        return final

    def begin(self, request: Request) -> ClientTransaction:
        """Send a request that was built elsewhere."""
        return self._transactions.begin(request, self.remote)

    def send(self, request: Request) -> None:
        """Send a request that has no answer: an ACK."""
        self._socket.send(request.encode(), self.remote)

    def _prove(self, challenge: Challenge, request: Request) -> str:
        user, password = self._account.user, self._account.password
        return challenge.answer(request.method, request.uri, user, password, new_tag())

    def branch(self) -> str:
        """Make the branch of a new transaction."""
        return sip.MAGIC + new_tag()

    def close(self) -> None:
        """Send and take nothing more."""
        self._transactions.close()
        self._socket.close()

    def _received(self, datagram: bytes, source: Address, now: float) -> None:
        self.arrived_at = now
        try:
            message = sip.parse(datagram)
        except BadMessage:  # noise and keep-alives; there is nobody to whom an answer could go
            return
        self._transactions.receive(message, source)
