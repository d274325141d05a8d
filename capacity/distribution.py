"""How long something lasts, also where a log shows only bounds: at least so long, at most so."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

ROUNDS: Final = 1000
"""The most rounds of `turnbull`."""
STEADY: Final = 1e-7
"""The change of a probability at which `turnbull` has found its answer."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """Lengths in seconds, ascending, each with its probability."""

    lengths: Floats
    probabilities: Floats

    @property
    def mean(self) -> float:
        """The mean length in seconds."""
        return float(self.lengths @ self.probabilities)

    def draw(self, least: ArrayLike, most: ArrayLike, chance: ArrayLike) -> Floats:
        """Draw a length from ``least`` to ``most`` for each ``chance``, uniform from 0 to 1.

        Where nothing in between has a probability, it is ``least``.
        """
        least, most, chance = np.broadcast_arrays(
            *(np.asarray(each, float) for each in (least, most, chance))
        )
        below = np.concatenate(([0.0], np.cumsum(self.probabilities)))
        first = np.searchsorted(self.lengths, least, "left")
        last = np.searchsorted(self.lengths, most, "right")
        share = below[last] - below[first]
        aim = below[first] + share * chance
        found = np.clip(np.searchsorted(below, aim, "right") - 1, first, np.maximum(last - 1, 0))
        drawn = self.lengths[np.minimum(found, len(self.lengths) - 1)]
        return np.where(share > 0, drawn, least)


def empirical(lengths: ArrayLike) -> Distribution:
    """Take lengths that are all known; without any it is certainly 0."""
    values, counts = np.unique(
        np.asarray(lengths, float) if np.size(lengths) else [0.0], return_counts=True
    )
    return Distribution(values, counts / counts.sum())


def turnbull(least: ArrayLike, most: ArrayLike) -> Distribution:
    """Estimate from lengths each known to lie from ``least`` to ``most``, both included.

    B. W. Turnbull, The empirical distribution function with arbitrarily grouped, censored and
    truncated data, 1976: each round spreads every observation over the lengths that it may have
    been, in the proportions found so far. Where only upper bounds are known the mass may lie at
    any of them.
    """
    low, high = np.asarray(least, float), np.asarray(most, float)
    lengths = np.unique(np.concatenate((low[low == high], high)))
    ranges = np.stack(
        (np.searchsorted(lengths, low, "left"), np.searchsorted(lengths, high, "right"))
    )
    # Many observations have the same bounds; they are spread together.
    (first, behind), counts = np.unique(ranges, axis=1, return_counts=True)
    found = np.full(len(lengths), 1 / len(lengths))
    for _ in range(ROUNDS):
        spread = _spread(found, first, behind, counts)
        steady = np.abs(spread - found).max() < STEADY
        found = spread
        if steady:
            break
    return Distribution(lengths, found)


def _spread(found: Floats, first: Places, behind: Places, counts: Places) -> Floats:
    """Share observations out among the lengths from ``first`` to before ``behind``."""
    below = np.concatenate(([0.0], np.cumsum(found)))
    weight = counts / np.maximum(below[behind] - below[first], np.finfo(float).tiny)
    size = len(found) + 1
    begun = np.bincount(first, weight, size) - np.bincount(behind, weight, size)
    spread: Floats = found * np.cumsum(begun)[:-1] / counts.sum()
    return spread
