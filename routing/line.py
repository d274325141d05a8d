"""Everyone who waits, in the order in which they are to be answered."""

from bisect import bisect_right, insort
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, takewhile

from routing.agents import AgentAtWork, Matter
from routing.order import HeadStart, turn

Queue = tuple[str | None, str]
"""One waiting line: the discom, None if it is not known, and the language."""


@dataclass(frozen=True, slots=True)
class Waiter:
    """A caller in line; ``priority`` is a `routing.order.Priority`, ``since`` in seconds."""

    call_id: str
    discom: str | None
    language: str
    priority: int
    since: float
    reason: str | None = None

    @property
    def queue(self) -> Queue:
        """The waiting line in which the caller stands."""
        return self.discom, self.language

    @property
    def matter(self) -> Matter:
        """What decides who may answer."""
        return Matter(self.discom, self.language, self.reason)


@dataclass(slots=True, eq=False)
class Place:
    """A caller's place: the ``turn`` by which it is found, and the agent who is being rung.

    Who ``helped`` is none of the caller's own agents. For whoever ``asks_others``, agents of other
    discoms may answer the whole waiting line.
    """

    waiter: Waiter
    matter: Matter
    turn: float
    agent: AgentAtWork | None = None
    helped: bool = False
    asks_others: bool = False


class Line:
    """The places by turn: the time of joining, less the head start that the priority has.

    Turns never change while callers wait, so ageing costs nothing: whoever waits longer is
    ahead, and who is more urgent is as far ahead as if they had waited that much longer.
    """

    def __init__(self, head_start: HeadStart) -> None:
        self._head_start = head_start
        self._places: list[Place] = []

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places)

    def join(self, waiter: Waiter) -> Place:
        """Put a caller in; those whose turns are equal go in the order of joining."""
        place = Place(waiter, waiter.matter, self._turn(waiter))
        self._insert(place)
        return place

    def change(self, place: Place, waiter: Waiter) -> None:
        """Let other things hold for a caller in line, who goes to the place that this gives."""
        self._places.remove(place)
        place.waiter, place.matter, place.turn = waiter, waiter.matter, self._turn(waiter)
        self._insert(place)

    def leave(self, place: Place) -> None:
        """Take a caller out."""
        self._places.remove(place)

    def ahead(self, place: Place) -> Iterator[Place]:
        """Give the places before one, the next to be answered first."""
        return takewhile(lambda other: other is not place, self._places)

    def since(self, moment: float, start: Callable[[Place], float]) -> Iterator[Place]:
        """Give those whose start lies after a moment; starts must rise with turns."""
        return islice(self._places, bisect_right(self._places, moment, key=start), None)

    def reorder(self, head_start: HeadStart) -> None:
        """Let other head starts hold from now on."""
        self._head_start = head_start
        for place in self._places:
            place.turn = self._turn(place.waiter)
        self._places.sort(key=lambda each: each.turn)

    def _insert(self, place: Place) -> None:
        insort(self._places, place, key=lambda each: each.turn)

    def _turn(self, waiter: Waiter) -> float:
        return turn(waiter.since, waiter.priority, self._head_start)
