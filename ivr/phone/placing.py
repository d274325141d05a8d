"""Calls that this phone places."""

import asyncio
from contextlib import suppress

from ivr.phone import sdp
from ivr.phone.call import MANNERS, SDP_TYPE, Call, CallRefused, cause_in
from ivr.phone.dialog import Dialog, cancel
from ivr.phone.keys import KeyMethod
from ivr.phone.sdp import BadDescription
from ivr.phone.sip import Request, Response
from ivr.phone.transactions import OK, ClientTransaction
from ivr.phone.wire import Headers, Wire

_REFUSED = 300
_RINGING = 180


class PlacedCall(Call):
    """A call to somebody, whose INVITE is on its way; ``answered()`` tells what became of it."""

    def __init__(
        self, wire: Wire, dialog: Dialog, keys_by: KeyMethod, headers: Headers = ()
    ) -> None:
        super().__init__(wire, dialog, keys_by)
        self.placed_at = self._loop.time()
        self.rang_at: float | None = None
        self._headers = [MANNERS, SDP_TYPE, *headers]
        self._proceeding = asyncio.Event()
        self._cancelled = False
        self._inviting: ClientTransaction | None = None
        self._ack: Request | None = None
        self._placing = asyncio.create_task(self._place(), name=f"place {dialog.call_id}")

    async def answered(self) -> None:
        """Wait for the final answer; raises `CallRefused`, also after `cancel` (487)."""
        refused = await asyncio.shield(self._placing)
        if refused is not None:
            raise refused

    async def cancel(self) -> None:
        """Give up before the answer; returns when the call is over."""
        if not self._cancelled and not self._placing.done():
            self._cancelled = True
            await self._proceeding.wait()
            if self._inviting is not None and not self._inviting.final.done():
                await self._wire.begin(cancel(self._inviting.request)).final
        await asyncio.wait([self._placing])

    async def leave(self) -> None:
        """Hang up, or cancel what was not answered."""
        if not self._abandoned:
            await self.cancel()
        await self.hang_up()

    def abandon(self) -> None:
        """Vanish; an INVITE that is under way stays unfinished."""
        super().abandon()
        if self._inviting is not None:
            self._inviting.stop()

    async def _place(self) -> CallRefused | None:
        self.placed_at = self._loop.time()
        final = await self._wire.ask(
            self._dialog,
            "INVITE",
            headers=self._headers,
            body=self._ours().encode(),
            begun=self._begun,
            seen=self._seen,
        )
        self._proceeding.set()
        after = self._loop.time() - self.placed_at
        if final.status >= _REFUSED:
            self.finish("us" if self._cancelled else "them", final)
            return CallRefused(final.status, final.reason, after, cause_in(final))
        if self._cancelled:  # the answer was faster
            await self.hang_up()
            return CallRefused(487, "Request Terminated", after, None)
        if self._stream.heard is None:
            await self.hang_up()
            return CallRefused(488, "Not Acceptable Here", after, None)
        return None

    def _begun(self, transaction: ClientTransaction) -> None:
        self._inviting = transaction

    def _seen(self, response: Response) -> None:
        if self._abandoned:
            return
        if response.status < _REFUSED and response.body:
            with suppress(BadDescription):
                self._talk_with(sdp.parse(response.body))
        if OK <= response.status < _REFUSED:
            if self.answered_at is None:
                self.answered_at = self._wire.arrived_at
            self._acknowledge(response)
        elif response.status == _RINGING and self.rang_at is None:
            self.rang_at = self._loop.time()
        if response.status < OK:
            self._proceeding.set()

    def _acknowledge(self, answer: Response) -> None:
        """Send the ACK of a 2xx, the same one each time the answer is repeated."""
        if self._ack is None:
            self._dialog.confirm(answer)
            number, _ = answer.cseq
            self._ack = self._dialog.request("ACK", self._wire.branch(), sequence=number)
        self._wire.send(self._ack)
