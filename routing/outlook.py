"""What is between a waiting caller and an agent."""

import math
from dataclasses import dataclass

from routing.agents import Matter
from routing.floor import Floor
from routing.line import Line, Place, Queue


@dataclass(frozen=True, slots=True)
class Outlook:
    """What decides how long a caller will still wait.

    ``ahead`` counts the callers who are answered before, each as that part of them which the same
    agents have to serve; ``agents`` those of the caller's own who are there. ``help_in`` is in how
    many seconds agents of other discoms may answer, if one of them is free now.
    """

    queue: Queue
    ahead: float
    agents: int
    help_in: float = math.inf


def outlook(place: Place, line: Line, floor: Floor, help_in: float) -> Outlook:
    """Look at those who wait and those who work; others may help in ``help_in`` seconds."""
    agents = floor.on_duty(place.matter)
    parts: dict[Matter, float] = {}
    ahead = 0.0
    for other in line.ahead(place):
        matter = other.matter
        if matter not in parts:
            theirs = floor.on_duty(matter)
            parts[matter] = len(agents & theirs) / max(1, len(theirs))
        ahead += parts[matter]
    helped = floor.anyone_free_for(place.matter)
    return Outlook(place.waiter.queue, ahead, len(agents), help_in if helped else math.inf)
