"""The attempts to reach people who asked for a call-back: each is a seizure, and holds a line."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from capacity.book import Book, Places
from capacity.call_log import Flags
from capacity.held import Stretches
from capacity.seizures import Seizure, seizure
from dialplan.asked import DIALLED, NOT_DIALLED, NOT_REACHED
from dialplan.story import Fact
from ivr.attempt_causes import cause_of

LANDED: Final = "landed"
OF_ATTEMPTS: Final = frozenset({DIALLED, NOT_DIALLED, NOT_REACHED, LANDED})

BECAME: Final = tuple(Seizure)


@dataclass(frozen=True, slots=True)
class Attempts:
    """Attempts as columns: of which call of the book, for how long, and a place in `BECAME`."""

    places: Places
    lasted: Stretches
    became: Places

    def ended_as(self, became: Seizure) -> Flags:
        """Tell for each attempt whether this became of it."""
        return np.equal(self.became, BECAME.index(became))


@dataclass(slots=True)
class AttemptsRead:
    """Takes the facts of call-backs as they were journalled."""

    _facts: defaultdict[str, list[Fact]] = field(default_factory=lambda: defaultdict(list))

    def fact(self, call_id: str, fact: Fact) -> None:
        """Keep a fact if it is about an attempt."""
        if fact.kind in OF_ATTEMPTS:
            self._facts[call_id].append(fact)

    def result(self, book: Book) -> Attempts:
        """Give the attempts of the calls in a book; one without an end ended with its call."""
        place = {book.ids[row]: row for row in np.flatnonzero(book.log.outgoing).tolist()}
        rows = [
            (place[call], *attempt)
            for call, facts in self._facts.items()
            if call in place
            for attempt in _attempts(facts, float(book.log.ended[place[call]]))
        ]
        places, begun, ended, became = np.array(rows, float).reshape(-1, 4).T
        return Attempts(places.astype(np.intp), Stretches(begun, ended), became.astype(np.intp))


def _attempts(facts: list[Fact], call_ended: float) -> Iterator[tuple[float, float, int]]:
    begins = [number for number, fact in enumerate(facts) if fact.kind == DIALLED]
    for first, behind in zip(begins, [*begins[1:], len(facts)], strict=True):
        rest = {fact.kind: fact for fact in facts[first + 1 : behind]}
        if NOT_DIALLED in rest:
            continue
        end = rest.get(NOT_REACHED)
        ended = end.at.timestamp() if end else call_ended
        became = seizure(answered=LANDED in rest, cause=cause_of(end))
        yield facts[first].at.timestamp(), ended, BECAME.index(became)
