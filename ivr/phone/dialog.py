"""Who talks with whom in one call, and the requests that belong to it (RFC 3261, section 12)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ivr.phone import sip
from ivr.phone.sip import BadMessage, Headers, Request, Response


@dataclass(frozen=True, slots=True)
class Station:
    """A phone as it stands on the network: its UDP address and its user."""

    host: str
    port: int
    user: str

    @property
    def contact(self) -> str:
        """Where requests to this phone go."""
        return f"<sip:{self.user}@{self.host}:{self.port}>"

    def via(self, branch: str) -> str:
        """Give the Via header of a request."""
        return f"SIP/2.0/UDP {self.host}:{self.port};branch={branch};rport"


@dataclass(slots=True)
class Dialog:
    """One call's dialog. ``local`` and ``remote`` are addresses as From and To carry them."""

    station: Station
    call_id: str
    local: str
    remote: str
    target: str
    routes: list[str] = field(default_factory=list)
    sequence: int = 1

    @classmethod
    def of_invite(cls, station: Station, invite: Request, tag: str) -> "Dialog":
        """Begin the dialog of a call that reaches us; ``tag`` is ours."""
        return cls(
            station,
            invite.call_id,
            f"{invite.headers.get('to')};tag={tag}",
            invite.headers.get("from") or "",
            _caller_contact(invite),
            invite.headers.parts("record-route"),
        )

    def confirm(self, answer: Response) -> None:
        """Take over what the answer to our INVITE says about the other side."""
        self.remote = answer.headers.get("to") or self.remote
        contacts = answer.headers.parts("contact")
        self.target = sip.uri(contacts[0]) if contacts else self.target
        self.routes = answer.headers.parts("record-route")[::-1]

    def request(
        self,
        method: str,
        branch: str,
        *,
        sequence: int | None = None,
        headers: Iterable[tuple[str, str]] = (),
        body: bytes = b"",
    ) -> Request:
        """Build the next request; ACK names the ``sequence`` of its INVITE instead."""
        if sequence is None:
            self.sequence += 1
            sequence = self.sequence
        fields = [
            ("Via", self.station.via(branch)),
            ("Max-Forwards", "70"),
            *(("Route", route) for route in self.routes),
            ("From", self.local),
            ("To", self.remote),
            ("Call-ID", self.call_id),
            ("CSeq", f"{sequence} {method}"),
            ("Contact", self.station.contact),
            *headers,
        ]
        return Request(Headers(fields), body, method, self.target)


def cancel(invite: Request) -> Request:
    """Build the CANCEL of an INVITE: the same branch and number (RFC 3261, section 9.1)."""
    return _same_transaction(invite, "CANCEL", invite.headers.get("to") or "")


def acknowledge_refusal(invite: Request, refusal: Response) -> Request:
    """Build the ACK of a final response other than 2xx (RFC 3261, section 17.1.1.3)."""
    return _same_transaction(invite, "ACK", refusal.headers.get("to") or "")


def _same_transaction(invite: Request, method: str, to: str) -> Request:
    number, _ = invite.cseq
    fields = [("Via", invite.headers.get("via") or ""), ("Max-Forwards", "70")]
    fields += [("Route", route) for route in invite.headers.each("route")]
    fields += [("From", invite.headers.get("from") or ""), ("To", to)]
    fields += [("Call-ID", invite.call_id), ("CSeq", f"{number} {method}")]
    return Request(Headers(fields), b"", method, invite.uri)


def _caller_contact(invite: Request) -> str:
    contacts = invite.headers.parts("contact")
    if not contacts:
        raise BadMessage("there is no Contact to which the next request could go")
    return sip.uri(contacts[0])
