"""A telephone: registers, places calls and takes them, as many at once as you like."""

import asyncio
from types import TracebackType
from typing import Final, Self

from ivr.phone import sip
from ivr.phone.call import MANNERS, Call, CallRefused, IncomingCall
from ivr.phone.keys import KeyMethod
from ivr.phone.placing import PlacedCall
from ivr.phone.sdp import BadDescription
from ivr.phone.sip import BadMessage
from ivr.phone.transactions import OK, ServerTransaction
from ivr.phone.udp import Address
from ivr.phone.wire import Account, Headers, Wire, new_tag

PARTING: Final = 2.0
"""Seconds in which the calls of a phone that is put away may end properly."""


class RegistrationRefused(Exception):
    """The registrar does not know this phone, or not with this password."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"registration refused with {status} {reason}")
        self.status = status


class Phone:
    """A phone at ``host`` that speaks with ``remote`` over UDP; use it with ``async with``.

    ``user`` is its name or number, ``port`` 0 takes any free one, and ``keys_by`` tells how keys
    are pressed unless a call says otherwise. Leaving the block ends all its calls.
    """

    def __init__(
        self,
        host: str,
        remote: Address,
        *,
        user: str,
        display: str = "",
        password: str = "",
        port: int = 0,
        keys_by: KeyMethod = "rfc4733",
    ) -> None:
        self._opening = (host, port), remote, Account(user, display, password)
        self._keys_by: KeyMethod = keys_by
        self._calls: dict[str, Call] = {}
        self._incoming: asyncio.Queue[IncomingCall] = asyncio.Queue()
        self._registration = new_tag(), 0

    async def __aenter__(self) -> Self:
        self._wire = Wire(*self._opening, self._requested)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            async with asyncio.timeout(PARTING):
                await asyncio.gather(*(call.leave() for call in list(self._calls.values())))
        except TimeoutError:
            pass
        finally:
            for call in list(self._calls.values()):
                call.close()
            self._wire.close()

    @property
    def address(self) -> Address:
        """Where this phone is reached."""
        return self._wire.station.host, self._wire.station.port

    async def register(self, expires: int = 3_600) -> None:
        """Tell the registrar where this phone is, for so many seconds.

        Raises `RegistrationRefused`.
        """
        call_id, sequence = self._registration
        registrar = f"sip:{self._wire.remote[0]}:{self._wire.remote[1]}"
        dialog = self._wire.dialog(call_id, registrar, self._wire.uri(self._wire.station.user))
        dialog.sequence = sequence
        final = await self._wire.ask(dialog, "REGISTER", headers=[("Expires", str(expires))])
        self._registration = call_id, dialog.sequence
        if final.status != OK:
            raise RegistrationRefused(final.status, final.reason)

    async def unregister(self) -> None:
        """Take the registration back. Raises `RegistrationRefused`."""
        await self.register(expires=0)

    def dial(
        self, number: str, *, headers: Headers = (), keys_by: KeyMethod | None = None
    ) -> PlacedCall:
        """Place a call and give it at once; its ``answered()`` waits for the answer."""
        uri = self._wire.uri(number)
        dialog = self._wire.dialog(new_tag(), uri, uri)
        call = PlacedCall(self._wire, dialog, keys_by or self._keys_by, headers)
        self._keep(call)
        return call

    async def call(
        self, number: str, *, headers: Headers = (), keys_by: KeyMethod | None = None
    ) -> PlacedCall:
        """Place a call and give it when it is answered; raises `CallRefused`."""
        call = self.dial(number, headers=headers, keys_by=keys_by)
        await call.answered()
        return call

    async def next_call(self) -> IncomingCall:
        """Wait for the next call that reaches this phone."""
        return await self._incoming.get()

    def _requested(self, transaction: ServerTransaction) -> None:
        request = transaction.request
        call = self._calls.get(request.call_id)
        if call is not None:
            call.receive(transaction)
        elif request.method == "INVITE" and request.tag("to") is None:
            self._invited(transaction)
        elif request.method == "OPTIONS":
            self._decline(transaction, OK, "OK")
        else:
            self._decline(transaction, 481, "Call/Transaction Does Not Exist")

    def _invited(self, transaction: ServerTransaction) -> None:
        try:
            call = IncomingCall(self._wire, transaction, self._keys_by)
        except BadMessage:
            self._decline(transaction, 400, "Bad Request")
        except BadDescription:
            self._decline(transaction, 488, "Not Acceptable Here")
        else:
            self._keep(call)
            self._incoming.put_nowait(call)

    def _keep(self, call: Call) -> None:
        self._calls[call.call_id] = call
        call.when_over(lambda: self._calls.pop(call.call_id, None))

    def _decline(self, transaction: ServerTransaction, status: int, reason: str) -> None:
        headers = [MANNERS]
        transaction.respond(
            sip.respond(transaction.request, status, reason, tag=new_tag(), headers=headers)
        )


__all__ = ["CallRefused", "Phone", "RegistrationRefused"]
