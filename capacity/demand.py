"""What callers bring along: when they call, for how long, and how patient they are."""

from dataclasses import dataclass

from capacity.call_log import Codes, Names
from capacity.distribution import Floats


@dataclass(frozen=True, slots=True)
class Demand:
    """Calls in the order in which they are offered, as columns.

    ``offered`` is in seconds since the epoch, the rest in seconds. ``menus`` is the time before
    the waiting line. ``instead`` is `NOBODY` for who then asks for an agent, else the outcome of
    who does not, as a place in `capacity.call_log.OUTCOMES`. ``handling`` is the talk, ``after``
    for how long the line is held after it, and ``wrap_up`` for how long the agent is busy then.
    """

    offered: Floats
    menus: Floats
    instead: Codes
    queue: Names
    language: Names
    priority: Codes
    patience: Floats
    handling: Floats
    after: Floats
    wrap_up: Floats

    def __len__(self) -> int:
        return len(self.offered)
