"""The agents of a waiting room: who is free, in whose turn it is, and whom the clock frees when."""

import heapq
import math
from bisect import insort
from collections.abc import Iterable

from routing.able import own_agents, shared_agents
from routing.agents import AgentAtWork, AgentCard, Duty, Matter
from routing.order import Strategy

Turn = tuple[float, float, int]
Agents = frozenset[AgentAtWork]


class Floor:
    """Agents, found by what they are doing without asking each of them.

    Whoever changes an agent's duty calls `changed` after it. A time before the last one told
    raises ValueError.
    """

    def __init__(self, strategy: Strategy = Strategy.LONGEST_IDLE) -> None:
        self.agents: dict[str, AgentAtWork] = {}
        self._strategy = strategy
        self._seats: dict[str, int] = {}
        self._free: list[AgentAtWork] = []
        self._due: list[tuple[float, int, AgentAtWork]] = []
        self._own: dict[Matter, Agents] = {}
        self._shared: dict[Matter, Agents] = {}
        self._present: Agents | None = None
        self._latest = -math.inf
        self._busy = 0.0

    def advance(self, now: float) -> None:
        """Free everyone whose rest or wrap-up is over."""
        if now < self._latest:
            raise ValueError(f"time runs backwards, from {self._latest} to {now}")
        self._latest = now
        while self._due and self._due[0][0] <= now:
            until, _, agent = heapq.heappop(self._due)
            if agent.until == until:  # else somebody else ended it, and perhaps began another
                agent.wake(now)
                self._busy += agent.load.end(until)
                self._keep_books(agent)

    def changed(self, agent: AgentAtWork) -> None:
        """Keep the books after a change of duty; who is retired and has no call goes."""
        agent.since = self._latest
        self._keep_books(agent)

    def _keep_books(self, agent: AgentAtWork) -> None:
        goes = agent.retired and agent.call_id is None
        if goes or agent.duty in (Duty.FREE, Duty.RESTING):
            self._busy += agent.load.end(self._latest)
        if goes:
            del self.agents[agent.card.id]
        elif agent.is_free:
            insort(self._free, agent, key=self._turn)
        elif agent.until is not None:
            heapq.heappush(self._due, (agent.until, self._seats[agent.card.id], agent))

    def take(self, matter: Matter, *, shared: bool = False) -> AgentAtWork | None:
        """Take the agent whose turn it is out of those who are free and may answer.

        ``shared`` asks those of all discoms who are there, not only the caller's own.
        """
        able = self._shared_for(matter) if shared else self._own_for(matter)
        if able.isdisjoint(self._free):  # soon seen, and so it is most often
            return None
        for place, agent in enumerate(self._free):
            if agent in able:
                agent.load.begin(self._latest)
                agent.since = self._latest
                return self._free.pop(place)
        return None

    def summon(self, agent_id: str) -> AgentAtWork:
        """Take a certain agent out of those who are free; who has no card is there for one call."""
        agent = self.agents.get(agent_id)
        if agent is None:
            card = AgentCard(agent_id, frozenset(), frozenset())
            agent = self.agents[agent_id] = AgentAtWork(card, self._latest, retired=True)
        elif agent.is_free:
            self._free.remove(agent)
        agent.load.begin(self._latest)
        agent.since = self._latest
        return agent

    def release(self, agent: AgentAtWork) -> bool:
        """End an agent's wrap-up or rest before the clock does; false where there is none."""
        ended = agent.be_free(self._latest)
        if ended:
            self.changed(agent)
        return ended

    def set_away(self, agent: AgentAtWork, *, away: bool) -> None:
        """Let an agent go away, after the present call if there is one, or come back."""
        if agent.away == away:
            return
        if agent.is_free:
            self._free.remove(agent)
        agent.away = away
        self._present = None
        self._shared = {}
        if agent.is_free:
            agent.idle_since = self._latest
            self._keep_books(agent)

    def on_duty(self, matter: Matter) -> Agents:
        """Give those of the caller's own agents who are there, free or busy."""
        return self._own_for(matter) & self._those_present()

    @property
    def anyone_there(self) -> bool:
        """Tell whether any agent is on duty, free or busy."""
        return bool(self._those_present())

    @property
    def anyone_free(self) -> bool:
        """Tell whether any agent could be rung."""
        return bool(self._free)

    def anyone_free_for(self, matter: Matter) -> bool:
        """Tell whether any agent could be rung who suits, of whatever discom."""
        return not self._shared_for(matter).isdisjoint(self._free)

    @property
    def busy_seconds(self) -> float:
        """The time for which agents were busy, of all together; it never falls."""
        going_on = (agent.load.lasted(self._latest) for agent in self.agents.values())
        return self._busy + sum(going_on)

    @property
    def next_change(self) -> float | None:
        """The earliest time at which the clock frees an agent."""
        while self._due and self._due[0][2].until != self._due[0][0]:  # somebody else ended it
            heapq.heappop(self._due)
        return self._due[0][0] if self._due else None

    def set_strategy(self, strategy: Strategy) -> None:
        """Let another strategy say whose turn it is."""
        self._strategy = strategy
        self._free.sort(key=self._turn)

    def replace(self, cards: Iterable[AgentCard], now: float) -> None:
        """Take over changed cards; whoever has none any more finishes the present call."""
        self.advance(now)
        before, self.agents = self.agents, {}
        for card in cards:
            agent = before.pop(card.id, None) or AgentAtWork(card, idle_since=now)
            agent.card, agent.retired = card, False
            self.agents[card.id] = agent
        for agent_id, agent in before.items():
            if agent.call_id is not None:
                agent.retired = True
                self.agents[agent_id] = agent
            else:
                self._busy += agent.load.end(now)
        self._begin_books()

    def _begin_books(self) -> None:
        self._free, self._due, self._own, self._shared = [], [], {}, {}
        self._present = None
        self._seats = {agent_id: seat for seat, agent_id in enumerate(self.agents)}
        for agent in self.agents.values():
            if agent.call_id is None:
                self._keep_books(agent)

    def _turn(self, agent: AgentAtWork) -> Turn:
        seat = self._seats[agent.card.id]
        match self._strategy:
            case Strategy.LONGEST_IDLE:
                return agent.idle_since, 0.0, seat
            case Strategy.LEAST_OCCUPIED:
                return agent.load.rank, agent.idle_since, seat
            case Strategy.MOST_SKILLED_FIRST:
                return -agent.card.level, agent.idle_since, seat

    def _own_for(self, matter: Matter) -> Agents:
        """Give who may answer, whether there or not: a short break opens no other pool."""
        able = self._own.get(matter)
        if able is None:
            cards = [agent.card for agent in self.agents.values() if not agent.retired]
            able = self._own[matter] = self._called(own_agents(cards, matter))
        return able

    def _shared_for(self, matter: Matter) -> Agents:
        able = self._shared.get(matter)
        if able is None:
            present = self._those_present()
            cards = [agent.card for agent in self.agents.values() if agent in present]
            able = self._shared[matter] = self._called(shared_agents(cards, matter))
        return able

    def _those_present(self) -> Agents:
        if self._present is None:
            every = self.agents.values()
            self._present = frozenset(each for each in every if not each.away and not each.retired)
        return self._present

    def _called(self, ids: frozenset[str]) -> Agents:
        return frozenset(self.agents[each] for each in ids)
