"""The busiest sixty minutes of some calls, and how many came in each hour before a time."""

from dataclasses import dataclass

import numpy as np

from capacity.distribution import Floats
from capacity.planning import HOUR


@dataclass(frozen=True, slots=True)
class BusyHour:
    """So many calls came within the sixty minutes from ``begins`` (seconds since the epoch) on."""

    calls: int
    begins: float


def busiest_hour(times: Floats) -> BusyHour | None:
    """Find the busiest sixty minutes, as the busy hour of ITU-T E.600; the first of equal ones.

    It begins with a call. ``times`` are ascending, in seconds since the epoch; None if there are
    none.
    """
    if not len(times):
        return None
    within = np.searchsorted(times, times + HOUR, "left") - np.arange(len(times))
    first = int(np.argmax(within))
    return BusyHour(int(within[first]), float(times[first]))


def in_the_hour_before(times: Floats, moments: Floats) -> Floats:
    """Count the calls in the sixty minutes before each moment; ``times`` are ascending."""
    until, since = (np.searchsorted(times, moments - back, "left") for back in (0.0, HOUR))
    return (until - since).astype(float)
