"""The agents of a waiting room: who is free, longest idle first, and whom the clock frees when."""

import heapq
import math
from bisect import insort
from collections.abc import Iterable

from routing.agents import AgentAtWork, AgentCard

Queue = tuple[str | None, str]
"""One waiting line: the discom, None if it is not known, and the language."""


class Floor:
    """Agents, found by what they are doing without asking each of them.

    Whoever changes an agent's duty calls `changed` after it. A time before the last one told
    raises ValueError.
    """

    def __init__(self) -> None:
        self.agents: dict[str, AgentAtWork] = {}
        self._seats: dict[str, int] = {}
        self._free: list[AgentAtWork] = []
        self._due: list[tuple[float, int, AgentAtWork]] = []
        self._able: dict[Queue, frozenset[str]] = {}
        self._latest = -math.inf

    def advance(self, now: float) -> None:
        """Free everyone whose rest or wrap-up is over."""
        if now < self._latest:
            raise ValueError(f"time runs backwards, from {self._latest} to {now}")
        self._latest = now
        while self._due and self._due[0][0] <= now:
            agent = heapq.heappop(self._due)[2]
            agent.wake(now)
            self.changed(agent)

    def changed(self, agent: AgentAtWork) -> None:
        """Keep the books after a change of duty; who is retired and has no call goes."""
        if agent.retired and agent.call_id is None:
            del self.agents[agent.card.id]
        elif agent.is_free:
            insort(self._free, agent, key=self._turn)
        elif agent.until is not None:
            heapq.heappush(self._due, (agent.until, self._seats[agent.card.id], agent))

    def take(self, queue: Queue) -> AgentAtWork | None:
        """Take the longest idle agent who serves a waiting line out of those who are free."""
        able = self._able.get(queue)
        if able is None:
            able = self._able[queue] = self._who_serves(queue)
        for place, agent in enumerate(self._free):
            if agent.card.id in able:
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
        return agent

    def set_away(self, agent: AgentAtWork, *, away: bool) -> None:
        """Let an agent go away, after the present call if there is one, or come back."""
        if agent.away == away:
            return
        if agent.is_free:
            self._free.remove(agent)
        agent.away = away
        if agent.is_free:
            agent.idle_since = self._latest
            self.changed(agent)

    @property
    def anyone_free(self) -> bool:
        """Tell whether any agent could be rung."""
        return bool(self._free)

    @property
    def next_change(self) -> float | None:
        """The earliest time at which the clock frees an agent."""
        return self._due[0][0] if self._due else None

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
        self._begin_books()

    def _begin_books(self) -> None:
        self._free, self._due, self._able = [], [], {}
        self._seats = {agent_id: seat for seat, agent_id in enumerate(self.agents)}
        for agent in self.agents.values():
            if agent.call_id is None:
                self.changed(agent)

    def _turn(self, agent: AgentAtWork) -> tuple[float, int]:
        return agent.idle_since, self._seats[agent.card.id]

    def _who_serves(self, queue: Queue) -> frozenset[str]:
        """Find all who may serve a line, free or busy; there is always someone if anyone works."""
        discom, language = queue
        on_duty = [agent.card for agent in self.agents.values() if not agent.retired]
        serving = [card for card in on_duty if card.serves(discom)] or on_duty
        speaking = [card for card in serving if language in card.languages]
        return frozenset(card.id for card in speaking or serving)
