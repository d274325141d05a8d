"""A log of calls as columns: a million calls are 60 MB so, and are counted at once."""

import math
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from capacity.distribution import Floats
from capacity.lines import Direction
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

    def are(self, name: str | None) -> Flags:
        """Tell for each call whether it has this name, or none."""
        if name is not None and name not in self.names:
            return np.zeros(len(self.codes), bool)
        return np.equal(self.codes, NOBODY if name is None else self.names.index(name))

    def of(self, calls: NDArray[np.intp] | slice) -> "Names":
        """Give the names of these calls, in this order."""
        return Names(self.names, self.codes[calls])


@dataclass(frozen=True, slots=True)
class CallLog:
    """Calls in the order in which they were offered.

    ``outcome`` is a place in `OUTCOMES`; ``outgoing`` are those that call somebody back. Times are
    seconds since the epoch, NaN where it never came to that.
    """

    outcome: Codes
    outgoing: Flags
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

    def part(self, calls: slice) -> "CallLog":
        """Give some calls that follow each other."""
        return self.taken(calls)

    def sorted(self) -> "CallLog":
        """Give the calls in the order of their offers; of those at the same time it stays."""
        return self.taken(np.argsort(self.offered, kind="stable"))

    def taken(self, calls: slice | NDArray[np.intp]) -> "CallLog":
        """Give these calls, in this order."""
        return CallLog(
            outcome=self.outcome[calls],
            outgoing=self.outgoing[calls],
            queue=self.queue.of(calls),
            language=self.language.of(calls),
            agent=self.agent.of(calls),
            priority=self.priority[calls],
            offered=self.offered[calls],
            queued=self.queued[calls],
            answered=self.answered[calls],
            parted=self.parted[calls],
            ended=self.ended[calls],
        )

    def calls(self) -> Iterator[LoggedCall]:
        """Give them one by one, as others want them, with their place as id."""
        for call in range(len(self)):
            yield LoggedCall(
                call_id=str(call),
                offered=datetime.fromtimestamp(self.offered[call], UTC),
                ended=datetime.fromtimestamp(self.ended[call], UTC),
                outcome=OUTCOMES[self.outcome[call]],
                direction=Direction.OUTGOING if self.outgoing[call] else Direction.INCOMING,
                queue=self.queue[call],
                language=self.language[call],
                priority=int(self.priority[call]),
                queued=_moment(self.queued[call]),
                answered=_moment(self.answered[call]),
                agent=self.agent[call],
                parted=_moment(self.parted[call]),
            )

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

    def ended_as(self, *outcomes: Outcome) -> Flags:
        """Tell for each call whether this, or one of these, was its outcome."""
        return np.isin(self.outcome, [_CODES[each] for each in outcomes])


def call_log(calls: Iterable[LoggedCall]) -> CallLog:
    """Put logged calls into columns; of those offered at the same time the order stays."""
    columns = Columns()
    for call in calls:
        columns.add(call)
    return columns.log().sorted()


def names_of(texts: Iterable[str | None]) -> Names:
    """Make a column of names."""
    column = Texts()
    for text in texts:
        column.add(text)
    return column.names()


class Columns:
    """The columns as they grow, in whatever order calls come."""

    def __init__(self) -> None:
        self._queue, self._language, self._agent = Texts(), Texts(), Texts()
        self._outcome, self._priority, self._outgoing = array("i"), array("i"), array("b")
        self._offered, self._queued, self._answered = array("d"), array("d"), array("d")
        self._parted, self._ended = array("d"), array("d")

    def add(self, call: LoggedCall) -> None:
        """Add a call below the others."""
        self._queue.add(call.queue)
        self._language.add(call.language)
        self._agent.add(call.agent)
        self._outcome.append(_CODES[call.outcome])
        self._priority.append(call.priority)
        self._outgoing.append(call.direction is Direction.OUTGOING)
        self._offered.append(call.offered.timestamp())
        self._queued.append(_seconds(call.queued))
        self._answered.append(_seconds(call.answered))
        talked_until = call.ended if call.answered and not call.parted else call.parted
        self._parted.append(_seconds(talked_until))
        self._ended.append(call.ended.timestamp())

    def log(self) -> CallLog:
        """Give the calls in the order in which they came."""
        return CallLog(
            outcome=np.array(self._outcome, np.int32),
            outgoing=np.array(self._outgoing, bool),
            queue=self._queue.names(),
            language=self._language.names(),
            agent=self._agent.names(),
            priority=np.array(self._priority, np.int32),
            offered=np.array(self._offered, float),
            queued=np.array(self._queued, float),
            answered=np.array(self._answered, float),
            parted=np.array(self._parted, float),
            ended=np.array(self._ended, float),
        )


class Texts:
    """Names as they come, each kept once."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._codes = array("i")

    def add(self, name: str | None) -> None:
        """Add the name of the next call."""
        places = self._places
        self._codes.append(NOBODY if name is None else places.setdefault(name, len(places)))

    def names(self) -> Names:
        """Give the column."""
        return Names(tuple(self._places), np.array(self._codes, np.int32))


def _moment(seconds: float) -> datetime | None:
    return None if math.isnan(seconds) else datetime.fromtimestamp(seconds, UTC)


def _seconds(moment: datetime | None) -> float:
    return math.nan if moment is None else moment.timestamp()
