"""Percentiles and ratios of what was measured."""

import math
from collections.abc import Sequence


def percentile(values: Sequence[float], share: float) -> float:
    """Give the smallest value that at least this share of the values does not exceed.

    NaN without values.
    """
    if not values:
        return math.nan
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def ratio(ours: float, theirs: float) -> str:
    """Say how many times theirs ours is; a dash where nothing was measured."""
    if not theirs or math.isnan(theirs) or math.isnan(ours):
        return "–"
    return f"{ours / theirs:.2f}"
