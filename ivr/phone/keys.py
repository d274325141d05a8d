"""Telephone keys on the wire: RFC 4733 events among the sound, or INFO requests beside it."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

KeyMethod = Literal["rfc4733", "info"]

KEYS: Final = "0123456789*#ABCD"
"""Each key at the number of its event (RFC 4733, section 3.2)."""

PRESS: Final = 8
"""Packets of 20 ms for which a key is held."""

PAUSE: Final = 6
"""Packets of 20 ms between two keys."""

INFO_TYPE: Final = "application/dtmf-relay"

_STEP: Final = 160
_END: Final = 0x80
_VOLUME: Final = 10  # dB below full scale
_REPEATED_ENDS: Final = 3


@dataclass(frozen=True, slots=True)
class EventPacket:
    """One packet of an event; ``first`` carries the marker and sets the time of those after it.

    ``release`` is the first that says the key is up.
    """

    payload: bytes
    first: bool
    release: bool


def events(keys: str) -> Iterator[EventPacket | None]:
    """Give what is sent in each 20 ms; None is a pause. Raises ValueError for a strange key."""
    for key in checked(keys):
        number = KEYS.index(key)
        durations = [*range(1, PRESS + 1), *[PRESS] * _REPEATED_ENDS]
        for n, duration in enumerate(durations):
            flags = _VOLUME | (_END if n >= PRESS else 0)
            payload = struct.pack("!BBH", number, flags, duration * _STEP)
            yield EventPacket(payload, first=n == 0, release=n == PRESS)
        yield from [None] * PAUSE


def info_body(key: str) -> bytes:
    """Give the body of an INFO request for one key."""
    return f"Signal={checked(key)}\r\nDuration={PRESS * 20}\r\n".encode()


def checked(keys: str) -> str:
    """Give the keys back; raises ValueError unless all are telephone keys."""
    if not set(keys) <= set(KEYS):
        raise ValueError("only 0-9, *, # and A-D are telephone keys")
    return keys
