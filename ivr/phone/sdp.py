"""Offer and answer of one call's sound (RFC 3264): A-law first, then mu-law, keys as events."""

import re
from dataclasses import dataclass
from typing import Final

from ivr.phone.g711 import ALAW, ULAW, Law

LAWS: Final = (ALAW, ULAW)
EVENTS: Final = 101
"""The payload type under which we offer RFC 4733 events."""

_RTPMAP: Final = re.compile(r"a=rtpmap:(\d{1,3}) telephone-event/8000\s*", re.IGNORECASE)


class BadDescription(ValueError):
    """A description of sound that this phone cannot use."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Where one side takes its sound, and the payload types that it understands.

    ``events`` is its payload type for RFC 4733 keys, None if it takes none. ``sendonly`` holds the
    call; each description of a call has a higher ``version``.
    """

    host: str
    port: int
    laws: tuple[Law, ...] = LAWS
    events: int | None = EVENTS
    sendonly: bool = False
    version: int = 1

    def encode(self) -> bytes:
        """Give the session description."""
        payloads = [str(law.payload) for law in self.laws]
        lines = [
            "v=0",
            f"o=- {self.port} {self.version} IN IP4 {self.host}",
            "s=call",
            f"c=IN IP4 {self.host}",
            "t=0 0",
        ]
        maps = [f"a=rtpmap:{law.payload} {law.name}/8000" for law in self.laws]
        if self.events is not None:
            payloads.append(str(self.events))
            maps += [f"a=rtpmap:{self.events} telephone-event/8000", f"a=fmtp:{self.events} 0-16"]
        lines += [f"m=audio {self.port} RTP/AVP {' '.join(payloads)}", *maps]
        way = "a=sendonly" if self.sendonly else "a=sendrecv"
        return "\r\n".join([*lines, "a=ptime:20", way, ""]).encode()

    def answer(self, host: str, port: int, *, events: bool) -> "Sound":
        """Answer this offer with its first law that we know."""
        return Sound(host, port, self.laws[:1], self.events if events else None)


def parse(body: bytes) -> Sound:
    """Read what the other side says of its sound; raises `BadDescription`."""
    text = body.decode(errors="replace")
    host = re.search(r"^c=IN IP4 (\d{1,3}(?:\.\d{1,3}){3})\s*$", text, re.MULTILINE)
    media = re.search(r"^m=audio (\d{1,5}) RTP/AVP((?: \d{1,3})+)\s*$", text, re.MULTILINE)
    if host is None or media is None or int(media[1]) > 0xFFFF:  # noqa: PLR2004 - ports end there
        raise BadDescription("there is no audio over RTP at an IPv4 address")
    payloads = [int(number) for number in media[2].split()]
    laws = tuple(law for number in payloads for law in LAWS if law.payload == number)
    if not laws:
        raise BadDescription("neither A-law nor mu-law is among the codecs")
    events = [int(m[1]) for m in _RTPMAP.finditer(text) if int(m[1]) in payloads]
    return Sound(host[1], int(media[1]), laws, events[0] if events else None)
