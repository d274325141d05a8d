"""The calls of a report as columns: what they are counted by, grouped by, and listed by."""

import math
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from capacity.call_log import CallLog, Codes, Columns, Flags, Names, Texts
from capacity.distribution import Floats
from capacity.logged import LoggedCall

Places = NDArray[np.intp]

UNKNOWN: Final = -1


@dataclass(frozen=True, slots=True)
class Book:
    """Calls in the order in which they were offered, each with one place in every column.

    ``landed`` tells which we answered, ``caller`` tells callers apart, ``cause`` is that of Q.850;
    both are `UNKNOWN` where they are not known, ``line_size`` NaN. ``wrapped`` is in seconds, NaN
    where no wrap-up is known.
    """

    ids: tuple[str, ...]
    log: CallLog
    landed: Flags
    reason: Names
    trunk: Names
    drop: Names
    cause: Codes
    caller: Codes
    line_size: Floats
    wrapped: Floats

    def __len__(self) -> int:
        return len(self.log)

    @property
    def held(self) -> Floats:
        """Seconds for which a call that we answered was there."""
        return np.where(self.landed, self.log.ended - self.log.offered, 0.0)

    def taken(self, places: Places) -> "Book":
        """Give these calls, in this order."""
        return Book(
            ids=tuple(self.ids[place] for place in places),
            log=self.log.taken(places),
            landed=self.landed[places],
            reason=self.reason.of(places),
            trunk=self.trunk.of(places),
            drop=self.drop.of(places),
            cause=self.cause[places],
            caller=self.caller[places],
            line_size=self.line_size[places],
            wrapped=self.wrapped[places],
        )


class Bookkeeping:
    """A book in the making. Of several calls with one id the first counts."""

    def __init__(self) -> None:
        self._columns = Columns()
        self._names = {name: Texts() for name in ("reason", "trunk", "drop")}
        self._ids: dict[str, None] = {}
        self._landed, self._cause, self._caller = array("b"), array("i"), array("i")
        self._line_size = array("d")

    def add(self, call: LoggedCall) -> None:
        """Add a call. Who came into line has landed, whether or not the log says when."""
        if call.call_id in self._ids:
            return
        self._ids[call.call_id] = None
        self._columns.add(call)
        for name, texts in self._names.items():
            texts.add(getattr(call, name))
        self._landed.append((call.landed or call.queued or call.answered) is not None)
        self._cause.append(UNKNOWN if call.cause is None else call.cause)
        self._caller.append(UNKNOWN if call.caller is None else call.caller)
        self._line_size.append(math.nan if call.line_size is None else call.line_size)

    def book(self, wrap_ups: Mapping[str, float]) -> Book:
        """Give what was added; ``wrap_ups`` are seconds by call."""
        book = Book(
            ids=tuple(self._ids),
            log=self._columns.log(),
            landed=np.array(self._landed, bool),
            reason=self._names["reason"].names(),
            trunk=self._names["trunk"].names(),
            drop=self._names["drop"].names(),
            cause=np.array(self._cause, np.int32),
            caller=np.array(self._caller, np.int32),
            line_size=np.array(self._line_size, float),
            wrapped=np.array([wrap_ups.get(each, math.nan) for each in self._ids], float),
        )
        return book.taken(np.argsort(book.log.offered, kind="stable"))


def book_of(calls: Iterable[LoggedCall], wrap_ups: Mapping[str, float] | None = None) -> Book:
    """Put calls into a book; ``wrap_ups`` are seconds by call."""
    keeping = Bookkeeping()
    for call in calls:
        keeping.add(call)
    return keeping.book(wrap_ups or {})
