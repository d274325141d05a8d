"""The waiting room: who is answered next, and by whom.

It knows no clock and no telephone: times are arguments, in seconds of one monotonic clock, and
what happens on the telephones is told to it. After each telling its owner takes pairs out with
`WaitingRoom.next_pair` until there is none, and looks at `WaitingRoom.next_change` to know when
to try again if nothing else happens.
"""

import math
from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from routing.agents import AgentAtWork, AgentCard, Duty
from routing.floor import Floor, Queue

__all__ = ["AgentCard", "Duty", "Pair", "Queue", "Waiter", "WaitingRoom"]


@dataclass(frozen=True, slots=True)
class Waiter:
    """A caller in line; priority 0 goes first, then whoever has waited since the earliest time."""

    call_id: str
    discom: str | None
    language: str
    priority: int
    since: float

    @property
    def queue(self) -> Queue:
        """The waiting line in which the caller stands."""
        return self.discom, self.language


@dataclass(frozen=True, slots=True)
class Pair:
    """A caller and the agent whose phone is to ring for them."""

    call_id: str
    agent_id: str


@dataclass(slots=True, eq=False)
class _Place:
    waiter: Waiter
    agent: AgentAtWork | None = None


class WaitingRoom:
    """Callers who wait and agents who answer.

    A caller is served by the longest idle agent who answers for their discom and speaks their
    language. If nobody who answers for the discom speaks the language, whether free or busy, any
    of those who answer for it may serve: few words in common are better than none.

    ``wrap_up`` is the time in seconds that an agent has after each call. What cannot happen, such
    as an answer where no phone rings or a time before the last one told, raises ValueError.
    """

    def __init__(self, agents: Iterable[AgentCard], *, wrap_up: float) -> None:
        self.wrap_up = wrap_up
        self._floor = Floor()
        self._places: dict[str, _Place] = {}
        self._line: list[_Place] = []
        self._talking: set[str] = set()
        self._floor.replace(agents, -math.inf)

    def join(self, waiter: Waiter) -> None:
        """Put a caller in line, at the place that their priority and time give them."""
        if waiter.call_id in self._places or waiter.call_id in self._talking:
            raise ValueError(f"call {waiter.call_id} waits or talks already")
        place = _Place(waiter)
        self._places[waiter.call_id] = place
        insort(self._line, place, key=_turn)

    def resume(self, waiter: Waiter, agent_id: str, now: float) -> bool:
        """Put a caller back in line for whom this agent's phone was ringing before a restart.

        An agent who stands in the settings no more finishes this call. False, and nothing is
        changed, when the agent has another call.
        """
        self._floor.advance(now)
        agent = self._floor.agents.get(agent_id)
        if agent is not None and agent.duty is not Duty.FREE:
            return False
        self.join(waiter)
        _ring(self._floor.summon(agent_id), self._places[waiter.call_id])
        return True

    def leave(self, call_id: str, now: float) -> None:
        """Take out a caller who hung up or gave up; the agent who was rung keeps their turn.

        Does nothing for a caller who is not in line, be it that they were answered or left.
        """
        self._floor.advance(now)
        if call_id not in self._places:
            return
        place = self._take_out(call_id)
        if place.agent is not None:
            place.agent.stop_ringing()
            self._floor.changed(place.agent)

    def next_pair(self, now: float) -> Pair | None:
        """Choose the next caller and their agent, whose phone counts as ringing from here on."""
        self._floor.advance(now)
        if not self._floor.anyone_free:
            return None
        in_vain: set[Queue] = set()
        for place in self._line:
            if place.agent is not None or place.waiter.queue in in_vain:
                continue
            agent = self._floor.take(place.waiter.queue)
            if agent is not None:
                return _ring(agent, place)
            in_vain.add(place.waiter.queue)
        return None

    def answered(self, call_id: str, now: float) -> None:
        """Let the caller go out of the line, to the agent who picked up."""
        self._floor.advance(now)
        self._rung(call_id).talk()
        self._take_out(call_id)
        self._talking.add(call_id)

    def missed(self, call_id: str, now: float, rest: float) -> None:
        """Let the agent who did not pick up rest for ``rest`` seconds; the caller waits on."""
        self._floor.advance(now)
        agent = self._rung(call_id)
        agent.rest(now + rest)
        self._places[call_id].agent = None
        self._floor.changed(agent)

    def parted(self, agent_id: str, now: float, *, wrap_up: float | None = None) -> None:
        """Begin the wrap-up of an agent whose talk is over; None takes the usual time."""
        self._floor.advance(now)
        agent = self._known(agent_id)
        call_id = agent.call_id
        agent.wrap_up(now + (self.wrap_up if wrap_up is None else wrap_up))
        self._talking.discard(call_id or "")
        self._floor.changed(agent)

    def position(self, call_id: str) -> int:
        """Count a caller's place in their own waiting line; 1 is next, or being rung for."""
        place = self._places.get(call_id)
        if place is None:
            raise ValueError(f"call {call_id} does not wait")
        ahead = takewhile(lambda other: other is not place, self._line)
        return 1 + sum(other.waiter.queue == place.waiter.queue for other in ahead)

    def next_change(self, now: float) -> float | None:
        """Give the earliest time at which the clock frees an agent; ``now`` if one is due."""
        change = self._floor.next_change
        return None if change is None else max(now, change)

    def agents(self, now: float) -> dict[str, Duty]:
        """Tell what each agent is doing, by agent's id."""
        return {agent_id: agent.duty_at(now) for agent_id, agent in self._floor.agents.items()}

    def replace_agents(self, cards: Iterable[AgentCard], now: float) -> None:
        """Take over changed settings; whoever stands there no more finishes the present call."""
        self._floor.replace(cards, now)

    def set_away(self, agent_id: str, now: float, *, away: bool) -> None:
        """Ring an agent no more, until they are back; the present call goes on."""
        self._floor.advance(now)
        self._floor.set_away(self._known(agent_id), away=away)

    def _known(self, agent_id: str) -> AgentAtWork:
        agent = self._floor.agents.get(agent_id)
        if agent is None:
            raise ValueError(f"no agent is called {agent_id}")
        return agent

    def _rung(self, call_id: str) -> AgentAtWork:
        place = self._places.get(call_id)
        if place is None or place.agent is None:
            raise ValueError(f"no agent is rung for call {call_id}")
        return place.agent

    def _take_out(self, call_id: str) -> _Place:
        place = self._places.pop(call_id)
        self._line.remove(place)
        return place


def _turn(place: _Place) -> tuple[int, float]:
    return place.waiter.priority, place.waiter.since


def _ring(agent: AgentAtWork, place: _Place) -> Pair:
    agent.ring(place.waiter.call_id)
    place.agent = agent
    return Pair(place.waiter.call_id, agent.card.id)
