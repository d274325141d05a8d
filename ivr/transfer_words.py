"""Holding and passing on in plain words."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from dialplan.story import Value
from ivr.calls.destinations import To
from ivr.calls.transfer_facts import HELD, TRANSFER, TRANSFER_END, Kind

WHERE = {
    To.AGENT: "agent {}",
    To.LINE: "the waiting line of {}",
    To.OFFICER: "field officer {}",
    To.MOBILE: "{}",
}


class Told(Protocol):
    """What is asked of a fact."""

    @property
    def kind(self) -> str:
        """Its kind."""

    @property
    def value(self) -> Value:
        """Its value."""


def transfer_in_words(value: Value) -> str:
    """Say who passed a caller on to whom, and how."""
    match value:
        case [str(kind), str(to), str(name), str(by)]:
            where = WHERE[To(to)].format(name)
            return f"by {by} to {where}, {_how(Kind(kind))}"
    return str(value)  # of a journal that somebody has edited


def transfers_in_words(facts: Sequence[Told]) -> Iterator[str]:
    """Say of each transfer of a call how it went."""
    for place, fact in enumerate(facts):
        if fact.kind == TRANSFER:
            later = (each.value for each in facts[place:] if each.kind == TRANSFER_END)
            yield f"{transfer_in_words(fact.value)}: {next(later, 'still under way')}"


def seconds_held(facts: Sequence[Told]) -> float:
    """Add up how long the caller was on hold."""
    held = (fact.value for fact in facts if fact.kind == HELD)
    return sum(value for value in held if isinstance(value, int | float))


def _how(kind: Kind) -> str:
    return "at once" if kind is Kind.BLIND else "after they had talked"
