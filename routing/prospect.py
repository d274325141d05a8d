"""What a caller in line can expect: the place, and how long it may take."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from routing.agents import Duty
from routing.waiting import WaitingRoom


@dataclass(frozen=True, slots=True)
class Prospect:
    """What is to be told: the place in the caller's own line, 1 for the next, and the wait.

    The wait is ``low`` to ``high`` seconds; None where nothing can be said of it.
    """

    position: int
    low: float | None = None
    high: float | None = None


Foresight = Callable[[WaitingRoom, str, float], Prospect]
"""Tells what a call in a waiting room can expect at a time; never waits."""

HANDLING: Final = 180.0
"""Seconds that a call is taken to last where no call was seen yet."""


def rough_foresight(room: WaitingRoom, call_id: str, now: float) -> Prospect:
    """Expect every agent who is there to take one call after another of the caller's own line."""
    position = room.position(call_id)
    there = sum(duty is not Duty.AWAY for duty in room.agents(now).values())
    if not there:
        return Prospect(position)
    wait = position * HANDLING / there
    return Prospect(position, wait / 2, wait)
