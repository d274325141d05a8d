"""Which caller is next, and which agent answers them."""

from dataclasses import dataclass

from routing.agents import AgentAtWork, Matter
from routing.floor import Floor
from routing.help import Help
from routing.line import Line, Place


@dataclass(frozen=True, slots=True)
class Pair:
    """A caller and the agent whose phone is to ring for them."""

    call_id: str
    agent_id: str


def next_pair(line: Line, floor: Floor, help_: Help, now: float) -> Pair | None:
    """Choose the next caller and their agent, who is rung or reserved from here on.

    An own agent first; who has no caller of their own helps those who may be helped.
    """
    if not floor.anyone_free:
        return None
    return _own_pair(line, floor, help_) or _helped_pair(line, floor, help_, now)


def ring(agent: AgentAtWork, place: Place, *, helps: bool = False) -> Pair:
    """Let an agent's phone ring for a caller, or reserve the agent for one who is to be called."""
    call_id = place.waiter.call_id
    if place.absent:
        agent.reserve(call_id)
    else:
        agent.ring(call_id)
    place.agent, place.helped = agent, helps
    return Pair(call_id, agent.card.id)


def _own_pair(line: Line, floor: Floor, help_: Help) -> Pair | None:
    """Find the first caller for whom an own agent is free, or anyone if it is danger."""
    in_vain: set[Matter] = set()
    for place in line:
        if not place.asks:
            continue
        if place.matter not in in_vain:
            agent = floor.take(place.matter)
            if agent is not None:
                return ring(agent, place)
            in_vain.add(place.matter)
        if help_.is_wanted_of_all(place):
            agent = floor.take(place.matter, shared=True)
            if agent is not None:
                return ring(agent, place, helps=True)
    return None


def _helped_pair(line: Line, floor: Floor, help_: Help, now: float) -> Pair | None:
    """Find the first caller who may be helped for whom any agent is free."""
    in_vain: set[Matter] = set()
    for place in line:
        if help_.due_in(place, now):
            if help_.is_early_for_some:
                continue
            break
        if not place.asks or place.matter in in_vain:
            continue
        agent = floor.take(place.matter, shared=True)
        if agent is not None:
            return ring(agent, place, helps=True)
        in_vain.add(place.matter)
    return None
