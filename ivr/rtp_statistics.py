"""What Asterisk says of a leg's sound at its end, as numbers with units.

Sent are Asterisk's packets to the phone, received are those that came from it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

import msgspec

from dialplan.story import Value

PACKET: Final = 0.02
"""Seconds of sound in a packet, with the codecs that we allow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RtpStatistics:
    """The sound of one leg, in packets and milliseconds.

    ``lost`` counts what did not arrive here up to the last report, which is made every 2 s. What
    only the phone can know (``sent_lost``, ``sent_jitter_ms``, ``round_trip_ms``) is None if it
    never reported.
    """

    received: int
    lost: int
    jitter_ms: float
    sent: int
    sent_lost: int | None = None
    sent_jitter_ms: float | None = None
    round_trip_ms: float | None = None

    @property
    def lost_share(self) -> float:
        """The share of the phone's packets that did not arrive, 0 to 1."""
        return _share(self.lost, self.received + self.lost)

    @property
    def sent_lost_share(self) -> float | None:
        """The share of our packets that the phone missed, 0 to 1."""
        return None if self.sent_lost is None else _share(self.sent_lost, self.sent)

    def as_fact(self) -> Value:
        """Give what is known, as a fact's value."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def read_statistics(told: str) -> RtpStatistics | None:
    """Read ``ssrc=…;lp=…;…`` as Asterisk's ``RTPAUDIOQOS`` has it; None if it is something else.

    Source: ``ast_rtp_instance_get_quality`` in Asterisk's rtp_engine.c; times are in seconds.
    There, ``txjitter`` is what we measured of the phone's packets, and ``rxjitter`` what the
    phone reported of ours: the other way round than the names say (tried).
    """
    pairs = dict(pair.split("=", 1) for pair in told.split(";") if "=" in pair)
    try:
        numbers = {name: float(pairs[name]) for name in _NAMES}
    except (KeyError, ValueError):
        return None
    reported = numbers["rtt"] > 0 or numbers["rlp"] > 0 or numbers["rxjitter"] > 0
    return RtpStatistics(
        received=int(numbers["rxcount"]),
        lost=int(numbers["lp"]),
        jitter_ms=_milliseconds(numbers["txjitter"]),
        sent=int(numbers["txcount"]),
        sent_lost=int(numbers["rlp"]) if reported else None,
        sent_jitter_ms=_milliseconds(numbers["rxjitter"]) if reported else None,
        round_trip_ms=_milliseconds(numbers["rtt"]) if numbers["rtt"] > 0 else None,
    )


def statistics_of(value: Value) -> RtpStatistics | None:
    """Read the value of a fact back; None if it holds no statistics."""
    if not isinstance(value, Mapping):
        return None
    try:
        return msgspec.convert(value, RtpStatistics)
    except msgspec.ValidationError:
        return None


_NAMES: Final = ("rxcount", "lp", "txjitter", "txcount", "rlp", "rxjitter", "rtt")


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 1)


def _share(part: int, whole: int) -> float:
    return part / whole if whole > 0 else 0.0
