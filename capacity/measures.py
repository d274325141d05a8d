"""What an hour, a day or a discom is measured by, from calls alone and with any thresholds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil

import numpy as np
from numpy.typing import NDArray

from capacity.book import Book
from capacity.call_log import CallLog
from capacity.distribution import Floats
from capacity.marks import Mark, Marks, marks_of
from capacity.seizures import asr, ner
from capacity.thresholds import Thresholds


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds, added up: of conversations, of wrap-ups after them, and on the phone with us."""

    talk: float = 0.0
    wrapped: float = 0.0
    held: float = 0.0


@dataclass(frozen=True, slots=True)
class Measures:
    """Counts of calls by mark, and the waits (seconds, ascending) of those whom an agent answered.

    Of call-backs so many ``CALLED_BACK`` talked, the ``UNREACHED`` did not; they have no outcome
    among those that add up to ``OFFERED``. Who asked for one counts as waiting only when they have
    talked. ``REACHED`` are the calls that an agent answered, however they ended.
    """

    thresholds: Thresholds
    counts: Mapping[Mark, int]
    waits: Floats = field(repr=False)
    spent: Spent = Spent()

    def __getitem__(self, mark: Mark) -> int:
        return self.counts[mark]

    @property
    def asa(self) -> float | None:
        """Give the mean wait of answered calls in seconds."""
        return _share(float(self.waits.sum()), self[Mark.REACHED])

    @property
    def talk(self) -> float | None:
        """Give the mean conversation in seconds; being on hold is part of it."""
        return _share(self.spent.talk, self[Mark.REACHED])

    @property
    def acw(self) -> float | None:
        """Give the mean wrap-up in seconds, of the conversations of which it is known."""
        return _share(self.spent.wrapped, self[Mark.WRAPPED_UP])

    @property
    def aht(self) -> float | None:
        """Give the mean handling time in seconds: conversation, and wrap-up where it is known."""
        return _share(self.spent.talk + self.spent.wrapped, self[Mark.REACHED])

    @property
    def hold(self) -> float | None:
        """Give the mean holding time of landed calls in seconds, from the offer to the end."""
        return _share(self.spent.held, self[Mark.LANDED])

    @property
    def blocked(self) -> float | None:
        """Give the share of the offered calls that were blocked."""
        return _share(self[Mark.BLOCKED], self[Mark.OFFERED])

    @property
    def abandonment(self) -> float | None:
        """Give the share of those who waited that left the line; short abandons do not count."""
        return _share(self[Mark.ABANDONED], self[Mark.QUEUED] - self[Mark.SHORT_ABANDONED])

    def wait(self, percent: float) -> float | None:
        """Give the wait that so many percent of the answered did not exceed (nearest rank)."""
        if not len(self.waits):
            return None
        return float(self.waits[max(1, ceil(percent / 100 * len(self.waits))) - 1])

    @property
    def service_level(self) -> float | None:
        """Give the share of the waiting that were served in time; early abandons count as met.

        (a + x) / (A + X), with a and x as answered and abandoned within the threshold, A as all
        answered, and X as all others who waited: short-abandoned and cut off ones too.
        """
        return _share(self[Mark.IN_TIME] + self[Mark.GONE_IN_TIME], self[Mark.QUEUED])

    @property
    def service_level_of_answered(self) -> float | None:
        """Give a / A, as app_queue does. It flatters: whoever gave up is not in it."""
        return _share(self[Mark.IN_TIME], self[Mark.REACHED])

    @property
    def service_level_without_early(self) -> float | None:
        """Give a / (A + X - x): early abandons do not count."""
        return _share(self[Mark.IN_TIME], self[Mark.QUEUED] - self[Mark.GONE_IN_TIME])

    @property
    def service_level_of_all(self) -> float | None:
        """Give a / (A + X): early abandons count as missed."""
        return _share(self[Mark.IN_TIME], self[Mark.QUEUED])

    @property
    def asr(self) -> float | None:
        """Give the answer seizure ratio of the calls to us, whose answer is ours."""
        return asr(self[Mark.LANDED], self[Mark.OFFERED])

    @property
    def ner(self) -> float | None:
        """Give the network effectiveness ratio of the calls to us."""
        return ner(self[Mark.LANDED], self[Mark.LOST_BY_PERSON], self[Mark.OFFERED])


def measure(log: CallLog, thresholds: Thresholds) -> Measures:
    """Measure all calls of a log."""
    return _measured(log, marks_of(log, thresholds), thresholds, slice(None))


def measure_book(
    book: Book, marks: Marks, thresholds: Thresholds, places: NDArray[np.intp]
) -> Measures:
    """Measure these calls of a book; ``marks`` are those of all of its calls."""
    found = _measured(book.log, marks, thresholds, places)
    wrapped = float(book.wrapped[places][marks[Mark.WRAPPED_UP][places]].sum())
    held = float(book.held[places][marks[Mark.LANDED][places]].sum())
    spent = Spent(found.spent.talk, wrapped, held)
    return Measures(thresholds, found.counts, found.waits, spent)


def _measured(
    log: CallLog, marks: Marks, thresholds: Thresholds, places: NDArray[np.intp] | slice
) -> Measures:
    counts = {mark: int(flags[places].sum()) for mark, flags in marks.items()}
    reached = marks[Mark.REACHED][places]
    waits = np.sort(log.waited[places][reached])
    talk = float(log.handled[places][reached].sum())
    return Measures(thresholds, counts, waits, Spent(talk=talk))


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
