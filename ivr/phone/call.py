"""A call as either side of it sees it: sound, keys, and its end."""

import asyncio
import re
from array import array
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

from ivr.phone import sdp, sip
from ivr.phone.dialog import Dialog
from ivr.phone.keys import INFO_TYPE, KeyMethod, checked, info_body
from ivr.phone.reception import Reception
from ivr.phone.rtp import Stream
from ivr.phone.sdp import Sound
from ivr.phone.sip import Message, Request, Response
from ivr.phone.transactions import OK, ServerTransaction
from ivr.phone.wire import Headers, Wire, new_tag

MANNERS: Final = ("Allow", "INVITE, ACK, BYE, CANCEL, INFO, OPTIONS")
SDP_TYPE: Final = ("Content-Type", "application/sdp")


@dataclass(frozen=True, slots=True)
class Ending:
    """How a call ended: by whom, at which loop time, and the Q.850 cause if one was named."""

    by: Literal["us", "them"]
    at: float
    cause: int | None = None


class Call:
    """One call that was placed or came in. Times are those of the event loop, in seconds."""

    def __init__(self, wire: Wire, dialog: Dialog, keys_by: KeyMethod) -> None:
        self._wire = wire
        self._dialog = dialog
        self._loop = asyncio.get_running_loop()
        self._stream = Stream(wire.station.host)
        self._ending: asyncio.Future[Ending] = self._loop.create_future()
        self._abandoned = False
        self._version = 1
        self.keys_by: KeyMethod = keys_by
        self.answered_at: float | None = None

    @property
    def call_id(self) -> str:
        """The SIP Call-ID."""
        return self._dialog.call_id

    @property
    def over(self) -> bool:
        """Tell whether nothing is left to do for either side, or for us who abandoned it."""
        return self._abandoned or self._ending.done()

    @property
    def released_at(self) -> float | None:
        """The loop time at which the last key pressed by RFC 4733 was released."""
        return self._stream.released_at

    @property
    def sound(self) -> Reception:
        """What arrived, with times, losses and gaps. Raises LookupError before there is sound."""
        if self._stream.heard is None:
            raise LookupError("there is no sound before the call is answered")
        return self._stream.heard

    def heard(self, last: float | None = None) -> "array[int]":
        """Give what was heard so far, or the ``last`` seconds of it.

        16-bit samples at 8 kHz, with silence where nothing arrived.
        """
        return self.sound.samples(last)

    def play(self, samples: "array[int]", *, repeat: bool = False) -> None:
        """Say this from now on, once or again and again; an empty array is silence."""
        self._stream.play(samples, repeat=repeat)

    def mute(self, muted: bool = True) -> None:
        """Send no packets at all, as a dead leg does; or send again."""
        self._stream.muted = muted

    def thin_out(self, seconds: float) -> None:
        """Send sound only each so many seconds, to show that we live; keys as always."""
        self._stream.thin_out(seconds)

    def deafen(self) -> None:
        """Hear nothing more: what arrives costs nothing then."""
        self._stream.deafen()

    async def press(self, keys: str, *, by: KeyMethod | None = None) -> None:
        """Press keys one after the other; returns when the last is released.

        Raises ValueError for what is no telephone key.
        """
        checked(keys)
        if (by or self.keys_by) == "rfc4733" and self._stream.takes_events:
            await self._stream.press(keys)
            return
        for key in keys:
            await self.request("INFO", [("Content-Type", INFO_TYPE)], info_body(key))

    async def request(self, method: str, headers: Headers = (), body: bytes = b"") -> Response:
        """Send a request within the call and give its final response (408 if none came)."""
        return await self._wire.ask(self._dialog, method, headers=headers, body=body)

    async def hold(self, held: bool = True) -> None:
        """Put the other side on hold, or take it back (RFC 3264, section 8.4)."""
        self._version += 1
        ours = replace(self._ours(), sendonly=held, version=self._version)
        answer = await self.request("INVITE", [MANNERS, SDP_TYPE], ours.encode())
        number, _ = answer.cseq
        self._wire.send(self._dialog.request("ACK", self._wire.branch(), sequence=number))

    async def hang_up(self) -> None:
        """End the call; returns when the other side has confirmed it, or never will."""
        if not self.over:
            self.finish("us")
            await self.request("BYE")

    async def ended(self) -> Ending:
        """Wait until the call has ended, whoever ended it."""
        return await asyncio.shield(self._ending)

    def when_over(self, do: Callable[[], object]) -> None:
        """Do this as soon as the call has ended."""
        self._ending.add_done_callback(lambda _ending: do())

    def abandon(self) -> None:
        """Vanish: send nothing and answer nothing any more."""
        self._abandoned = True
        self.mute()

    async def leave(self) -> None:
        """End the call in whatever state it is."""
        await self.hang_up()

    def close(self) -> None:
        """Free the ports; what was heard stays."""
        self._stream.close()

    def finish(self, by: Literal["us", "them"], message: Message | None = None) -> None:
        """Note the end of the call."""
        if not self._ending.done():
            cause = cause_in(message) if message is not None else None
            self._ending.set_result(Ending(by, self._loop.time(), cause))
            self.close()

    def receive(self, transaction: ServerTransaction) -> None:
        """Take a request of the other side."""
        if self._abandoned:
            return
        match transaction.request.method:
            case "BYE":
                self.finish("them", transaction.request)
                self.respond(transaction, OK, "OK")
            case "INVITE":  # the same sound again
                self.respond(transaction, OK, "OK", self._ours().encode())
            case "INFO" | "OPTIONS":
                self.respond(transaction, OK, "OK")
            case _:
                self.respond(transaction, 405, "Method Not Allowed")

    def respond(
        self, transaction: ServerTransaction, status: int, reason: str, body: bytes = b""
    ) -> None:
        """Answer a request that belongs to this call."""
        headers = [("Contact", self._wire.station.contact), MANNERS]
        if body:
            headers.append(SDP_TYPE)
        tag = sip.parameter(self._dialog.local, "tag") or new_tag()
        transaction.respond(
            sip.respond(transaction.request, status, reason, tag=tag, headers=headers, body=body)
        )

    def _ours(self) -> Sound:
        events = sdp.EVENTS if self.keys_by == "rfc4733" else None
        laws = (self._stream.heard.law,) if self._stream.heard else sdp.LAWS
        return Sound(self._wire.station.host, self._stream.port, laws, events)

    def _talk_with(self, theirs: Sound) -> None:
        self._stream.start((theirs.host, theirs.port), theirs.laws[0], theirs.events)


def cause_in(message: Message) -> int | None:
    """Give the Q.850 cause from the Reason header (RFC 3326), if one is named."""
    for value in message.headers.parts("reason"):
        cause = sip.parameter(value, "cause")
        if re.match(r"q\.850\s*;", value, re.IGNORECASE) and cause and cause.isdecimal():
            return int(cause)
    return None


class IncomingCall(Call):
    """A call that reached this phone and can be answered or refused."""

    def __init__(self, wire: Wire, invited: ServerTransaction, keys_by: KeyMethod) -> None:
        """Take an INVITE; raises `BadMessage` or `BadDescription` for one that is of no use."""
        self._offer = sdp.parse(invited.request.body)
        super().__init__(wire, Dialog.of_invite(wire.station, invited.request, new_tag()), keys_by)
        self._invited = invited
        self.came_at = self._loop.time()
        self.caller = sip.user(invited.request.headers.get("from") or "")
        invited.respond(sip.respond(invited.request, 100, "Trying"))

    @property
    def invite(self) -> Request:
        """The INVITE, with all its headers."""
        return self._invited.request

    def ring(self) -> None:
        """Tell the caller that the phone rings."""
        self.respond(self._invited, 180, "Ringing")

    async def accept(self) -> None:
        """Answer; returns when the other side has acknowledged it, or never will."""
        events = self.keys_by == "rfc4733"
        ours = self._offer.answer(self._wire.station.host, self._stream.port, events=events)
        self._talk_with(self._offer)
        self.answered_at = self._loop.time()
        self.respond(self._invited, OK, "OK", ours.encode())
        await asyncio.shield(self._invited.acknowledged)

    async def refuse(self, status: int = 486, reason: str = "Busy Here") -> None:
        """Refuse; returns when the other side has acknowledged it, or never will."""
        self.finish("us")
        self.respond(self._invited, status, reason)
        await asyncio.shield(self._invited.acknowledged)

    async def leave(self) -> None:
        """Hang up, or refuse what was not answered."""
        if self.answered_at is None and not self.over:
            await self.refuse(480, "Temporarily Unavailable")
        await self.hang_up()

    def abandon(self) -> None:
        """Vanish."""
        super().abandon()
        self._invited.stop()

    def receive(self, transaction: ServerTransaction) -> None:
        """Take a request; the caller may give up while the phone still rings."""
        if transaction.request.method != "CANCEL" or self._abandoned:
            super().receive(transaction)
            return
        self.respond(transaction, OK, "OK")
        if self.answered_at is None and not self.over:
            self.finish("them", transaction.request)
            self.respond(self._invited, 487, "Request Terminated")


class CallRefused(Exception):
    """The other side did not take the call; ``after`` is in seconds from the INVITE."""

    def __init__(self, status: int, reason: str, after: float, cause: int | None) -> None:
        super().__init__(f"refused with {status} {reason} after {after:.3f} s")
        self.status = status
        self.reason = reason
        self.after = after
        self.cause = cause
