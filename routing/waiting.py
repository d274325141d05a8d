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

__all__ = ["AgentCard", "Duty", "Pair", "Queue", "Waiter", "WaitingRoom"]

Queue = tuple[str | None, str]
"""One waiting line: the discom, None if it is not known, and the language."""


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
        self._agents: dict[str, AgentAtWork] = {}
        self._places: dict[str, _Place] = {}
        self._line: list[_Place] = []
        self._latest = -math.inf
        self.replace_agents(agents, -math.inf)

    def join(self, waiter: Waiter) -> None:
        """Put a caller in line, at the place that their priority and time give them."""
        at_work = (agent.call_id for agent in self._agents.values())
        if waiter.call_id in self._places or waiter.call_id in at_work:
            raise ValueError(f"call {waiter.call_id} waits or talks already")
        place = _Place(waiter)
        self._places[waiter.call_id] = place
        insort(self._line, place, key=_turn)

    def resume(self, waiter: Waiter, agent_id: str, now: float) -> bool:
        """Put a caller back in line for whom this agent's phone was ringing before a restart.

        An agent who stands in the settings no more finishes this call. False, and nothing is
        changed, when the agent has another call.
        """
        self._advance(now)
        unknown = AgentAtWork(AgentCard(agent_id, frozenset(), frozenset()), now, retired=True)
        agent = self._agents.get(agent_id, unknown)
        if agent.duty is not Duty.FREE:
            return False
        self.join(waiter)
        self._agents[agent_id] = agent
        _ring(agent, self._places[waiter.call_id])
        return True

    def leave(self, call_id: str, now: float) -> None:
        """Take out a caller who hung up or gave up; the agent who was rung keeps their turn.

        Does nothing for a caller who is not in line, be it that they were answered or left.
        """
        self._advance(now)
        if call_id not in self._places:
            return
        place = self._take_out(call_id)
        if place.agent is not None:
            place.agent.stop_ringing()
            self._let_go(place.agent)

    def next_pair(self, now: float) -> Pair | None:
        """Choose the next caller and their agent, whose phone counts as ringing from here on."""
        self._advance(now)
        if all(agent.duty is not Duty.FREE for agent in self._agents.values()):
            return None
        in_vain: set[Queue] = set()
        for place in self._line:
            if place.agent is not None or place.waiter.queue in in_vain:
                continue
            agents = self._free_to_serve(place.waiter)
            if agents:
                return _ring(min(agents, key=lambda agent: agent.idle_since), place)
            in_vain.add(place.waiter.queue)
        return None

    def answered(self, call_id: str, now: float) -> None:
        """Let the caller go out of the line, to the agent who picked up."""
        self._advance(now)
        self._rung(call_id).talk()
        self._take_out(call_id)

    def missed(self, call_id: str, now: float, rest: float) -> None:
        """Let the agent who did not pick up rest for ``rest`` seconds; the caller waits on."""
        self._advance(now)
        agent = self._rung(call_id)
        agent.rest(now + rest)
        self._places[call_id].agent = None
        self._let_go(agent)

    def parted(self, agent_id: str, now: float) -> None:
        """Begin the wrap-up of an agent whose talk is over."""
        self._advance(now)
        agent = self._agents.get(agent_id)
        if agent is None:
            raise ValueError(f"no agent is called {agent_id}")
        agent.wrap_up(now + self.wrap_up)
        self._let_go(agent)

    def position(self, call_id: str) -> int:
        """Count a caller's place in their own waiting line; 1 is next, or being rung for."""
        place = self._places.get(call_id)
        if place is None:
            raise ValueError(f"call {call_id} does not wait")
        ahead = takewhile(lambda other: other is not place, self._line)
        return 1 + sum(other.waiter.queue == place.waiter.queue for other in ahead)

    def next_change(self, now: float) -> float | None:
        """Give the earliest time at which the clock frees an agent; ``now`` if one is due."""
        untils = [agent.until for agent in self._agents.values() if agent.until is not None]
        return max(now, min(untils)) if untils else None

    def agents(self, now: float) -> dict[str, Duty]:
        """Tell what each agent is doing, by agent's id."""
        return {agent_id: agent.duty_at(now) for agent_id, agent in self._agents.items()}

    def replace_agents(self, cards: Iterable[AgentCard], now: float) -> None:
        """Take over changed settings; whoever stands there no more finishes the present call."""
        self._advance(now)
        before, self._agents = self._agents, {}
        for card in cards:
            agent = before.pop(card.id, None) or AgentAtWork(card, idle_since=now)
            agent.card, agent.retired = card, False
            self._agents[card.id] = agent
        for agent_id, agent in before.items():
            if agent.call_id is not None:
                agent.retired = True
                self._agents[agent_id] = agent

    def _advance(self, now: float) -> None:
        if now < self._latest:
            raise ValueError(f"time runs backwards, from {self._latest} to {now}")
        self._latest = now
        for agent in self._agents.values():
            agent.wake(now)

    def _free_to_serve(self, waiter: Waiter) -> list[AgentAtWork]:
        on_duty = [agent for agent in self._agents.values() if not agent.retired]
        serving = [agent for agent in on_duty if agent.card.serves(waiter.discom)] or on_duty
        speaking = [agent for agent in serving if waiter.language in agent.card.languages]
        return [agent for agent in speaking or serving if agent.duty is Duty.FREE]

    def _rung(self, call_id: str) -> AgentAtWork:
        place = self._places.get(call_id)
        if place is None or place.agent is None:
            raise ValueError(f"no agent is rung for call {call_id}")
        return place.agent

    def _take_out(self, call_id: str) -> _Place:
        place = self._places.pop(call_id)
        self._line.remove(place)
        return place

    def _let_go(self, agent: AgentAtWork) -> None:
        if agent.retired:
            del self._agents[agent.card.id]


def _turn(place: _Place) -> tuple[int, float]:
    return place.waiter.priority, place.waiter.since


def _ring(agent: AgentAtWork, place: _Place) -> Pair:
    agent.ring(place.waiter.call_id)
    place.agent = agent
    return Pair(place.waiter.call_id, agent.card.id)
