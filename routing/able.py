"""Who may answer a call, of all agents: the rules, without telephones and without a clock."""

from collections.abc import Callable, Sequence

from routing.agents import AgentCard, Matter


def own_agents(cards: Sequence[AgentCard], matter: Matter) -> frozenset[str]:
    """Name those who answer for the caller's discom, speak the language, and know the reason.

    What nobody has is not asked for: few words in common are better than none, and whom nobody
    answers for is answered by anyone. So there is always someone if there is any agent.
    """
    return _ids(_fitting(_some(cards, lambda card: card.serves(matter.discom)), matter))


def shared_agents(cards: Sequence[AgentCard], matter: Matter) -> frozenset[str]:
    """Name those who suit best of all, whatever discom they answer for."""
    return _ids(_fitting(cards, matter))


def _fitting(cards: Sequence[AgentCard], matter: Matter) -> Sequence[AgentCard]:
    speaking = _some(cards, lambda card: matter.language in card.languages)
    return _some(speaking, lambda card: card.handles(matter.reason))


def _some(cards: Sequence[AgentCard], suits: Callable[[AgentCard], bool]) -> Sequence[AgentCard]:
    return [card for card in cards if suits(card)] or cards


def _ids(cards: Sequence[AgentCard]) -> frozenset[str]:
    return frozenset(card.id for card in cards)
