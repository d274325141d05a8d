"""Small waiting rooms for tests: agents, callers, and who is rung for whom."""

from routing.agents import AgentCard
from routing.waiting import Waiter, WaitingRoom

WRAP_UP, REST = 10.0, 15.0


def card(agent_id: str, discoms: str = "", languages: str = "hi") -> AgentCard:
    return AgentCard(agent_id, frozenset(discoms.split()), frozenset(languages.split()))


def waiter(
    call_id: str,
    since: float = 0.0,
    *,
    discom: str | None = "MVVNL",
    language: str = "hi",
    priority: int = 3,
) -> Waiter:
    return Waiter(call_id, discom, language, priority, since)


def room(*cards: AgentCard, callers: tuple[Waiter, ...] = ()) -> WaitingRoom:
    waiting = WaitingRoom(cards, wrap_up=WRAP_UP)
    for caller in callers:
        waiting.join(caller)
    return waiting


def pairs(waiting: WaitingRoom, now: float) -> list[tuple[str, str]]:
    found = []
    while (pair := waiting.next_pair(now)) is not None:
        found.append((pair.call_id, pair.agent_id))
    return found
