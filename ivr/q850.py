"""Causes of a hang-up, as ITU-T Q.850 numbers them and Asterisk reports them, in words."""

from collections.abc import Mapping
from typing import Final

CAUSES: Final[Mapping[int, str]] = {
    0: "no cause was given",
    1: "the number does not exist",
    3: "no route to the destination",
    16: "normal clearing",
    17: "busy",
    18: "no answer from the phone",
    19: "it rang, but nobody answered",
    20: "the subscriber is absent",
    21: "the call was rejected",
    22: "the number has changed",
    26: "answered elsewhere",
    27: "the destination is out of order",
    28: "the number is incomplete or has a wrong form",
    29: "a facility was rejected",
    31: "normal, unspecified",
    34: "no circuit is free",
    38: "the network is out of order",
    41: "temporary failure",
    42: "the switch is congested",
    44: "the requested circuit or its media is gone",
    47: "no resource is free",
    50: "the facility is not subscribed",
    57: "the bearer capability is not authorised",
    58: "the bearer capability is not available now",
    63: "the service is not available",
    65: "the bearer capability is not implemented",
    79: "the service is not implemented",
    88: "the two ends are not compatible",
    102: "a timer ran out",
    111: "protocol error",
    127: "interworking, unspecified",
}


def cause_in_words(cause: int | None) -> str:
    """Write a cause as ``16 (normal clearing)``."""
    if cause is None:
        return "unknown"
    return f"{cause} ({CAUSES.get(cause, 'not named in our list')})"
