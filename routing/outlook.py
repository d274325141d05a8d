"""What is between a waiting caller and an agent."""

import math
from collections import Counter
from collections.abc import Mapping
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
    ahead = Counter(other.matter for other in line.ahead(place))
    return outlook_behind(ahead, place.matter, floor, help_in)


def outlook_behind(
    ahead: Mapping[Matter, int], matter: Matter, floor: Floor, help_in: float
) -> Outlook:
    """Look ahead from behind so many callers of each matter."""
    agents = floor.on_duty(matter)
    served = 0.0
    for other, callers in ahead.items():
        theirs = floor.on_duty(other)
        served += callers * len(agents & theirs) / max(1, len(theirs))
    helped = floor.anyone_free_for(matter)
    queue = matter.discom, matter.language
    return Outlook(queue, served, len(agents), help_in if helped else math.inf)
