"""Who was on duty, for whom they answered, and how long they were busy after calls: from a log.

A log names the talks of an agent, not their work after each, their breaks or their going home.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from capacity.call_log import NOBODY, CallLog
from capacity.distribution import Distribution, Floats, turnbull

ABSENCE: Final = 900.0
"""Seconds without a talk after which an agent counts as gone; docs/replay.md compares others."""
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
    known = np.flatnonzero((log.agent.codes != NOBODY) & ~np.isnan(log.answered))
    # By agent, and of each by time.
    talks = known[np.lexsort((log.answered[known], log.agent.codes[known]))]
    others = np.flatnonzero(np.diff(log.agent.codes[talks])) + 1
    return [
        _shift(log, part)
        for of_agent in np.split(talks, others)
        for part in np.split(of_agent, _absences(log, of_agent))
        if len(part)
    ]


def _absences(log: CallLog, talks: NDArray[np.intp]) -> NDArray[np.intp]:
    """Find the places of talks that an agent comes back for."""
    parted = np.maximum.accumulate(log.parted[talks])
    return np.flatnonzero(log.answered[talks][1:] - parted[:-1] > ABSENCE) + 1


def after_calls(
    log: CallLog, shifts: Sequence[Shift], *, ring: float, pick_up: float
) -> AfterCalls:
    """Bound the time that agents needed after calls by the gaps in their talks.

    If the next caller had waited, the agent became free when that caller's phone was rung, and
    the gap tells all. If not, the agent was free when the next caller came, but not yet while
    somebody for whom they answer waited in vain. ``ring`` is for how long a phone may ring, so
    that a caller may have waited without waiting for an agent; ``pick_up`` for how long it does.
    """
    lines = product(log.queue.names, ("", *log.language.names))
    vain = {line: _VainWaits(log, *line, ring) for line in lines}
    parts = [_gaps(log, shift, vain, ring, pick_up) for shift in shifts]
    joined = [np.concatenate(column) for column in zip(*parts, strict=True)] if parts else []
    if not joined:
        return AfterCalls(np.empty(0, np.intp), np.empty(0), np.empty(0))
    return AfterCalls(*joined)


def _shift(log: CallLog, talks: NDArray[np.intp]) -> Shift:
    queues = Counter(log.queue[call] for call in talks)
    return Shift(
        agent=log.agent.names[log.agent.codes[talks[0]]],
        calls=talks,
        start=float(log.answered[talks[0]]),
        end=float(log.parted[talks].max()),
        home=queues.most_common(1)[0][0],
        queues=frozenset(queue for queue in queues if queue is not None),
        languages=frozenset(log.language[call] or "" for call in talks),
    )


class _VainWaits:
    """When callers of a queue and language stood in line and surely no phone rang for them."""

    def __init__(self, log: CallLog, queue: str, language: str, ring: float) -> None:
        theirs = log.queue.are(queue) & log.language.are(language or None)
        in_line = theirs & (log.waited > ring)
        self._begun, ended = log.queued[in_line], (log.queued + log.waited - ring)[in_line]
        order = np.argsort(self._begun)
        self._begun = self._begun[order]
        # A caller who came earlier may leave later than all who came after.
        self._last = np.concatenate(([-np.inf], np.maximum.accumulate(ended[order])))

    def last_before(self, moments: Floats) -> Floats:
        """Give the latest time up to each moment at which somebody waited."""
        return np.minimum(self._last[np.searchsorted(self._begun, moments)], moments)


def _gaps(
    log: CallLog, shift: Shift, vain: dict[tuple[str, str], _VainWaits], ring: float, pick_up: float
) -> tuple[NDArray[np.intp], Floats, Floats]:
    talked, following = shift.calls[:-1], shift.calls[1:]
    free = log.parted[talked] <= log.answered[following]
    talked, following = talked[free], following[free]
    parted, rung = log.parted[talked], log.answered[following]
    had_waited = rung - log.queued[following] > ring
    rung = np.maximum(rung - np.where(had_waited, pick_up, 0.0), parted)
    busy_until = parted
    for line in product(sorted(shift.queues), sorted(shift.languages)):
        busy_until = np.maximum(busy_until, vain[line].last_before(rung))
    busy_until = np.where(had_waited, rung, busy_until)
    return talked, busy_until - parted, rung - parted
