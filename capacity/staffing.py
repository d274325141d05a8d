"""Who was on duty, for whom they answered, and how long they were busy after calls: from a log.

A log names the talks of an agent, not their work after each, their breaks or their going home.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from capacity.call_log import NOBODY, CallLog
from capacity.distribution import Distribution, Floats, turnbull

ABSENCE: Final = 1_800.0
"""Seconds without a talk after which an agent counts as gone; anything from 10 min to 2 h does."""
GRAIN: Final = 1.0
"""Seconds to which the estimate of the time after calls is rounded."""


@dataclass(frozen=True, slots=True)
class Shift:
    """An agent's talks without a long gap, as places in the log; there is one at least.

    ``start`` and ``end`` are seconds since the epoch. ``home`` is what they answered most.
    """

    agent: str
    calls: NDArray[np.intp]
    start: float
    end: float
    home: str | None
    queues: frozenset[str]
    languages: frozenset[str]


@dataclass(frozen=True, slots=True)
class AfterCalls:
    """How long agents were busy after calls: of which call, at least and at most, in seconds."""

    calls: NDArray[np.intp]
    least: Floats
    most: Floats

    @property
    def distribution(self) -> Distribution:
        """The estimate for calls of which nothing is known."""
        return turnbull(np.round(self.least / GRAIN) * GRAIN, np.round(self.most / GRAIN) * GRAIN)


def shifts_of(log: CallLog) -> list[Shift]:
    """Find the times in which agents were there, by what they did."""
    found = []
    for code in range(len(log.agent.names)):
        talks = np.flatnonzero((log.agent.codes == code) & ~np.isnan(log.answered))
        talks = talks[np.argsort(log.answered[talks], kind="stable")]
        if len(talks):
            parted = np.maximum.accumulate(log.parted[talks])
            gone = log.answered[talks][1:] - parted[:-1] > ABSENCE
            found += [_shift(log, part) for part in np.split(talks, np.flatnonzero(gone) + 1)]
    return found


def after_calls(
    log: CallLog, shifts: Sequence[Shift], *, ring: float, pick_up: float
) -> AfterCalls:
    """Bound the time that agents needed after calls by the gaps in their talks.

    If the next caller had waited, the agent became free when that caller's phone was rung, and
    the gap tells all. If not, the agent was free when the next caller came, but not yet while
    somebody for whom they answer waited in vain. ``ring`` is for how long a phone may ring, so
    that a caller may have waited without waiting for an agent; ``pick_up`` for how long it does.
    """
    vain = {queue: _VainWaits(log, queue, ring) for queue in log.queue.names}
    parts = [_gaps(log, shift, vain, ring, pick_up) for shift in shifts]
    joined = [np.concatenate(column) for column in zip(*parts, strict=True)] if parts else []
    if not joined:
        return AfterCalls(np.empty(0, np.intp), np.empty(0), np.empty(0))
    return AfterCalls(*joined)


def _shift(log: CallLog, talks: NDArray[np.intp]) -> Shift:
    queues = Counter(log.queue[call] for call in talks)
    code = log.agent.codes[talks[0]]
    assert code != NOBODY
    return Shift(
        agent=log.agent.names[code],
        calls=talks,
        start=float(log.answered[talks[0]]),
        end=float(log.parted[talks].max()),
        home=queues.most_common(1)[0][0],
        queues=frozenset(queue for queue in queues if queue is not None),
        languages=frozenset(log.language[call] or "" for call in talks),
    )


class _VainWaits:
    """When callers of a queue stood in line and surely nobody's phone rang for them."""

    def __init__(self, log: CallLog, queue: str, ring: float) -> None:
        in_line = (log.queue.codes == log.queue.names.index(queue)) & (log.waited > ring)
        self._begun, ended = log.queued[in_line], (log.queued + log.waited - ring)[in_line]
        order = np.argsort(self._begun)
        self._begun = self._begun[order]
        # A caller who came earlier may leave later than all who came after.
        self._last = np.concatenate(([-np.inf], np.maximum.accumulate(ended[order])))

    def last_before(self, moments: Floats) -> Floats:
        """Give the latest time up to each moment at which somebody waited."""
        return np.minimum(self._last[np.searchsorted(self._begun, moments)], moments)


def _gaps(
    log: CallLog, shift: Shift, vain: dict[str, _VainWaits], ring: float, pick_up: float
) -> tuple[NDArray[np.intp], Floats, Floats]:
    talked, following = shift.calls[:-1], shift.calls[1:]
    free = log.parted[talked] <= log.answered[following]
    talked, following = talked[free], following[free]
    parted, rung = log.parted[talked], log.answered[following]
    had_waited = log.waited[following] > ring
    rung = np.maximum(rung - np.where(had_waited, pick_up, 0.0), parted)
    busy_until = parted
    for queue in sorted(shift.queues):
        busy_until = np.maximum(busy_until, vain[queue].last_before(rung))
    busy_until = np.where(had_waited, rung, busy_until)
    return talked, busy_until - parted, rung - parted
