"""Watches a simulated day for what must never happen in a waiting line.

It keeps its own lists and finds out anew from the cards who may answer whom.
"""

from capacity.demand import Demand
from capacity.house import House
from capacity.watching import Watcher
from routing.able import own_agents, shared_agents
from routing.agents import Duty, Matter
from routing.waiting import Pair, WaitingRoom


class Fairness(Watcher):
    """Counts who was answered out of order, and agents who were idle beside a suitable caller."""

    def __init__(self, demand: Demand, house: House) -> None:
        self._demand, self._house = demand, house
        self._cards = {card.id: card for card in house.cards}
        self._lines: dict[tuple[Matter, int], list[int]] = {}
        self._since: dict[int, float] = {}
        self._own: dict[Matter, frozenset[str]] = {}
        self.rung_for = self.out_of_order = self.idle_beside = self.looks = 0
        self.helped = 0

    def joined(self, now: float, call: int, room: WaitingRoom) -> None:
        self._lines.setdefault(self._place(call), []).append(call)
        self._since[call] = now

    def rung(self, now: float, call: int, pair: Pair) -> None:
        line = self._lines[self._place(call)]
        self.rung_for += 1
        self.out_of_order += line[0] != call
        self.helped += pair.agent_id not in self._own_agents(self._matter(call))
        line.remove(call)

    def gave_up(self, now: float, call: int) -> None:
        line = self._lines[self._place(call)]
        if call in line:
            line.remove(call)

    def settled(self, now: float, room: WaitingRoom) -> None:
        waiting = [line[0] for line in self._lines.values() if line]
        if not waiting:
            return
        duties = room.agents(now)
        free = {agent for agent, duty in duties.items() if duty is Duty.FREE}
        self.looks += 1
        if free:
            there = [self._cards[each] for each, duty in duties.items() if duty is not Duty.AWAY]
            self.idle_beside += any(self._suits(now, call, free, there) for call in waiting)

    def _suits(self, now: float, call: int, free: set[str], there: list) -> bool:
        order, priority = self._house.order, self._demand.priority[call]
        matter = self._matter(call)
        if free & self._own_agents(matter):
            return True
        turn = self._since[call] - order.head_start[priority]
        opened = (priority == 0 and order.shares) or turn + order.share_after <= now
        return opened and bool(free & shared_agents(there, matter))

    def _own_agents(self, matter: Matter) -> frozenset[str]:
        if matter not in self._own:
            self._own[matter] = own_agents(self._house.cards, matter)
        return self._own[matter]

    def _matter(self, call: int) -> Matter:
        return Matter(self._demand.queue[call], self._demand.language[call] or "", None)

    def _place(self, call: int) -> tuple[Matter, int]:
        return self._matter(call), int(self._demand.priority[call])
