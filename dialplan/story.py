"""The facts of one call, in the order in which they became known.

The flow asks its story before it asks the caller: a fact that is known is never asked again.
That is all that recovery needs, because the same flow can then be run again from its top.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

Value = str | int | float | bool | None | Sequence[str] | Mapping[str, int | float]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that became known about a call; ``at`` is aware and in UTC."""

    kind: str
    value: Value
    at: datetime
    how: str | None = None
    private: bool = False


class Story:
    """What is known about one call. ``keep`` is told each new fact, once, as it is learned."""

    def __init__(
        self,
        call_id: str,
        *,
        now: Callable[[], datetime],
        keep: Callable[[Fact], None] = lambda _fact: None,
        known: Iterable[Fact] = (),
    ) -> None:
        self.call_id = call_id
        self.now = now
        self._keep = keep
        self.facts: list[Fact] = list(known)
        self.known_until = max((fact.at for fact in self.facts), default=None)
        """When the newest of the facts with which we begin became known."""
        self._latest: dict[str, Fact] = {fact.kind: fact for fact in self.facts}

    def learn(
        self,
        kind: str,
        value: Value = None,
        *,
        how: str | None = None,
        private: bool = False,
        at: datetime | None = None,
    ) -> Fact:
        """Add a fact; the newest of a kind is the one that holds. ``at`` is now unless given."""
        fact = Fact(kind, value, at or self.now(), how, private)
        self._keep(fact)
        self.facts.append(fact)
        self._latest[kind] = fact
        return fact

    def fact(self, kind: str) -> Fact | None:
        """Give the fact of this kind that holds, if any."""
        return self._latest.get(kind)

    def knows(self, kind: str) -> bool:
        """Tell whether the answer is there already, even if the answer is None."""
        return kind in self._latest

    def seconds_since(self, kind: str) -> float:
        """Tell how long ago the fact of this kind became known; 0 if it has not."""
        fact = self._latest.get(kind)
        return (self.now() - fact.at).total_seconds() if fact else 0.0

    def newest(self, *kinds: str) -> Fact | None:
        """Give the newest fact of any of these kinds."""
        return next((fact for fact in reversed(self.facts) if fact.kind in kinds), None)

    def text(self, kind: str) -> str | None:
        """Give the value of a fact whose value is a word."""
        fact = self._latest.get(kind)
        return fact.value if fact is not None and isinstance(fact.value, str) else None
