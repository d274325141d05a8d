"""The most that a log shows at once, of lines and of agents: what a what-if starts from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from capacity.call_log import CallLog
from capacity.distribution import Floats
from capacity.outcomes import Outcome
from capacity.staffing import Shift


@dataclass(frozen=True, slots=True)
class Peaks:
    """Lines in use and agents on duty, each at its busiest moment.

    ``of_queue`` counts agents by the queue that they mainly answered; these moments differ, so
    together they may be more than ``agents``.
    """

    lines: int
    agents: int
    of_queue: dict[str, int]


def peaks_of(log: CallLog, shifts: Sequence[Shift], since: float, until: float) -> Peaks:
    """Find the peaks of a period, given in seconds since the epoch."""

    def peak(begun: Floats, ended: Floats) -> int:
        inside = (begun < until) & (ended >= since)
        return most_at_once(begun[inside], ended[inside])

    def on_duty(some: Sequence[Shift]) -> int:
        return peak(np.array([s.start for s in some]), np.array([s.end for s in some]))

    let_in = ~log.ended_as(Outcome.BLOCKED)
    homes = sorted({shift.home for shift in shifts if shift.home is not None})
    of_queue = {home: on_duty([shift for shift in shifts if shift.home == home]) for home in homes}
    return Peaks(
        lines=peak(log.offered[let_in], log.ended[let_in]),
        agents=on_duty(shifts),
        of_queue={home: count for home, count in of_queue.items() if count},
    )


def most_at_once(begun: Floats, ended: Floats) -> int:
    """Count how many last at the same time at most; one that begins as another ends is no more."""
    order = np.lexsort((np.repeat([1, 0], [len(begun), len(ended)]), np.append(begun, ended)))
    steps = np.repeat([1, -1], [len(begun), len(ended)])[order]
    return int(np.cumsum(steps).max(initial=0))
