"""How it stands with the waiting lines: how many wait, for how long, and who answers."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from routing.agents import Matter
from routing.estimate import Expectation
from routing.floor import Floor
from routing.line import Line, Queue, Waiter
from routing.promise import Prospect

ExpectBehind = Callable[[Mapping[Matter, int], Matter], Expectation | None]
"""Reckons the wait behind so many callers of each matter."""


@dataclass(frozen=True, slots=True)
class LineState:
    """One waiting line; ``longest`` is for how many seconds its first caller has waited.

    ``next`` is what a caller who joined now could expect. ``on_duty`` counts the line's own agents
    who are there and ``free`` those of them who could be rung; ``talking`` are the conversations
    with callers of the line, whoever answered.
    """

    queue: Queue
    waiting: int
    longest: float
    next: Prospect
    on_duty: int
    free: int
    talking: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A caller's place in their own line, 1 for the next; ``agent`` is rung for them."""

    waiter: Waiter
    position: int
    agent: str | None


def overview(
    line: Line,
    floor: Floor,
    *,
    talking: Iterable[Queue],
    queues: Iterable[Queue],
    expect: ExpectBehind,
    now: float,
) -> list[LineState]:
    """Look once at all who wait; the lines asked for come first, in their order."""
    waiting: Counter[Queue] = Counter()
    ahead: Counter[Matter] = Counter()
    since: dict[Queue, float] = {}
    for place in line:
        queue = place.waiter.queue
        waiting[queue] += 1
        ahead[place.matter] += 1
        since[queue] = min(place.waiter.since, since.get(queue, now))
    talks = Counter(talking)
    states = []
    for queue in dict.fromkeys((*queues, *waiting, *talks)):
        matter = Matter(*queue, None)
        own = floor.on_duty(matter)
        free = sum(agent.is_free for agent in own)
        wait = Expectation(0.0, 0.0) if free else expect(ahead, matter)
        states.append(
            LineState(
                queue=queue,
                waiting=waiting[queue],
                longest=now - since.get(queue, now),
                next=Prospect(waiting[queue] + 1, wait),
                on_duty=len(own),
                free=free,
                talking=talks[queue],
            )
        )
    return states


def standings(line: Line) -> list[Standing]:
    """List everyone in line, in the order in which they are to be answered."""
    places: Counter[Queue] = Counter()
    found = []
    for place in line:
        queue = place.waiter.queue
        places[queue] += 1
        agent = place.agent.card.id if place.agent else None
        found.append(Standing(place.waiter, places[queue], agent))
    return found
