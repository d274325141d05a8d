"""Searches for where a rising function passes zero, and for the smallest number that is enough."""

import math
from collections.abc import Callable
from typing import Final

ROUNDS: Final = 200
EXACT: Final = 1e-11
"""A step so short, compared with where it leads, is the last."""


def root(rising: Callable[[float], float], low: float, high: float) -> float:
    """Find where a rising function is 0, between ``low``, where it is not above, and ``high``.

    By C. Ridders' method (1979), as safe as halving and much faster. Where the function is 0
    neither there nor between, it is the nearer end.
    """
    at_low, at_high = rising(low), rising(high)
    if at_low >= 0 or at_high <= 0:
        return low if at_low >= 0 else high
    found = low
    for _ in range(ROUNDS):
        middle = (low + high) / 2
        at_middle = rising(middle)
        bend = math.hypot(at_middle, math.sqrt(-at_low) * math.sqrt(at_high))
        last, found = found, middle - (middle - low) * at_middle / bend
        if abs(found - last) <= EXACT * abs(found):
            break
        at_found = rising(found)
        # The tightest bracket of the four.
        for place, value in ((middle, at_middle), (found, at_found)):
            if value <= 0 and place >= low:
                low, at_low = place, value
            if value >= 0 and place <= high:
                high, at_high = place, value
        if at_low == 0 or at_high == 0:
            return low if at_low == 0 else high
    return found


def fewest(enough: Callable[[int], bool], least: int) -> int:
    """Find the smallest number from ``least`` on that is enough; so are all larger ones."""
    step, below, number = 1, least - 1, least
    while not enough(number):
        below, number, step = number, number + step, 2 * step
    while number - below > 1:
        middle = (below + number) // 2
        if enough(middle):
            number = middle
        else:
            below = middle
    return number
