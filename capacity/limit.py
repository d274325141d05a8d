"""The search for the highest rate that a helpline takes: up by halves, then between two rates."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

STEP_UP: Final = 1.5
"""The next rate as a multiple of the last, while all went well."""
STEP_DOWN: Final = 0.5
"""The same while nothing went well."""
CLOSE: Final = 1.1
"""A rate that failed and one that did not are close enough at this ratio."""
MOST_STEPS: Final = 12


@dataclass(frozen=True, slots=True)
class Step:
    """A rate that was tried, in any unit, and what limited it: nothing if it went well."""

    rate: float
    limited_by: Sequence[str] = ()


def highest(steps: Sequence[Step]) -> float | None:
    """Give the highest rate that went well below every one that did not; None if none did."""
    least = lowest_failed(steps)
    well = [s.rate for s in steps if not s.limited_by and (least is None or s.rate < least)]
    return max(well, default=None)


def lowest_failed(steps: Sequence[Step]) -> float | None:
    """Give the lowest rate that did not go well; None if all did."""
    return min((step.rate for step in steps if step.limited_by), default=None)


def next_rate(steps: Sequence[Step], first: float) -> float | None:
    """Give the rate to try next, ``first`` at the beginning; None when the search is over."""
    well, failed = highest(steps), lowest_failed(steps)
    if len(steps) >= MOST_STEPS:
        return None
    if failed is None:
        return first if well is None else well * STEP_UP
    if well is None:
        return failed * STEP_DOWN
    return None if failed / well <= CLOSE else (well + failed) / 2
