"""A log of calls as columns: a million calls are 60 MB so, and are counted at once."""

import math
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from capacity.distribution import Floats
from capacity.logged import LoggedCall
from capacity.outcomes import Outcome

Codes = NDArray[np.int32]
Flags = NDArray[np.bool_]

OUTCOMES: Final = tuple(Outcome)
_CODES: Final = {outcome: code for code, outcome in enumerate(OUTCOMES)}
NOBODY: Final = -1
"""The code where a name is not known."""


@dataclass(frozen=True, slots=True)
class Names:
    """A column of names: per call the place of its name in ``names``, or `NOBODY`."""

    names: tuple[str, ...]
    codes: Codes

    def __getitem__(self, call: int) -> str | None:
        code = self.codes[call]
        return None if code == NOBODY else self.names[code]

    def of(self, calls: NDArray[np.intp]) -> "Names":
        """Give the names of these calls, in this order."""
        return Names(self.names, self.codes[calls])


@dataclass(frozen=True, slots=True)
class CallLog:
    """Calls in the order in which they were offered.

    ``outcome`` is a place in `OUTCOMES`. Times are seconds since the epoch, NaN where it never
    came to that.
    """

    outcome: Codes
    queue: Names
    language: Names
    agent: Names
    priority: Codes
    offered: Floats
    queued: Floats
    answered: Floats
    parted: Floats
    ended: Floats

    def __len__(self) -> int:
        return len(self.offered)

    @property
    def before_queue(self) -> Floats:
        """Seconds to the waiting line, or to the end of a call that never waited."""
        until = np.where(np.isnan(self.queued), self.ended, self.queued)
        return np.maximum(until - self.offered, 0.0)

    @property
    def waited(self) -> Floats:
        """Seconds in the waiting line, NaN for who never was in it."""
        until = np.where(np.isnan(self.answered), self.ended, self.answered)
        return np.maximum(until - self.queued, 0.0)

    @property
    def handled(self) -> Floats:
        """Seconds of conversation, NaN without one."""
        return np.maximum(self.parted - self.answered, 0.0)

    def ended_as(self, outcome: Outcome) -> Flags:
        """Tell for each call whether this was its outcome."""
        return np.equal(self.outcome, _CODES[outcome])


def call_log(calls: Iterable[LoggedCall]) -> CallLog:
    """Put logged calls into columns; of those offered at the same time the order stays."""
    columns = _Columns()
    for call in calls:
        columns.add(call)
    return columns.sorted()


def names_of(texts: Iterable[str | None]) -> Names:
    """Make a column of names."""
    column = _Texts()
    for text in texts:
        column.add(text)
    return column.names()


class _Columns:
    """The columns as they grow, in whatever order calls come."""

    def __init__(self) -> None:
        self._queue, self._language, self._agent = _Texts(), _Texts(), _Texts()
        self._outcome, self._priority = array("i"), array("i")
        self._offered, self._queued, self._answered = array("d"), array("d"), array("d")
        self._parted, self._ended = array("d"), array("d")

    def add(self, call: LoggedCall) -> None:
        self._queue.add(call.queue)
        self._language.add(call.language)
        self._agent.add(call.agent)
        self._outcome.append(_CODES[call.outcome])
        self._priority.append(call.priority)
        self._offered.append(call.offered.timestamp())
        self._queued.append(_seconds(call.queued))
        self._answered.append(_seconds(call.answered))
        talked_until = call.ended if call.answered and not call.parted else call.parted
        self._parted.append(_seconds(talked_until))
        self._ended.append(call.ended.timestamp())

    def sorted(self) -> CallLog:
        order = np.argsort(np.array(self._offered), kind="stable")
        return CallLog(
            outcome=np.array(self._outcome, np.int32)[order],
            queue=self._queue.names().of(order),
            language=self._language.names().of(order),
            agent=self._agent.names().of(order),
            priority=np.array(self._priority, np.int32)[order],
            offered=np.array(self._offered, float)[order],
            queued=np.array(self._queued, float)[order],
            answered=np.array(self._answered, float)[order],
            parted=np.array(self._parted, float)[order],
            ended=np.array(self._ended, float)[order],
        )


class _Texts:
    """Names as they come, each kept once."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._codes = array("i")

    def add(self, name: str | None) -> None:
        places = self._places
        self._codes.append(NOBODY if name is None else places.setdefault(name, len(places)))

    def names(self) -> Names:
        return Names(tuple(self._places), np.array(self._codes, np.int32))


def _seconds(moment: datetime | None) -> float:
    return math.nan if moment is None else moment.timestamp()
