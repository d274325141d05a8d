"""What lasts at once, such as lines that are held, over the parts of a period.

Parts are given by their ``edges``, ascending; all times are seconds since the epoch.
"""

from dataclasses import dataclass

import numpy as np

from capacity.distribution import Floats


@dataclass(frozen=True, slots=True)
class Stretches:
    """Stretches of time; one that ends before it begins lasts for no time."""

    begun: Floats
    ended: Floats

    def mean(self, edges: Floats) -> Floats:
        """Give how many last at once in each part, as a mean over its time: erlangs."""
        ended = np.maximum(self.begun, self.ended)
        lasted = _since(np.sort(self.begun), edges) - _since(np.sort(ended), edges)
        return np.diff(lasted) / np.diff(edges)

    def peak(self, edges: Floats) -> Floats:
        """Give the most that last at once in each part; one that begins as another ends is no more.

        What ends as a part begins is not in that part.
        """
        some = self.ended > self.begun
        many = [some.sum(), len(edges) - 1, some.sum()]
        times = np.concatenate((self.ended[some], edges[:-1], self.begun[some]))
        # At the same time ends come first, then the edge, then what begins.
        order = np.lexsort((np.repeat([0, 1, 2], many), times))
        steps, times = np.repeat([-1, 0, 1], many)[order], times[order]
        level = np.where(times < edges[-1], np.cumsum(steps), 0)
        return np.maximum.reduceat(level, np.flatnonzero(steps == 0)).astype(float)


@dataclass(frozen=True, slots=True)
class Steps:
    """What has a value from each time on, until the next; before the first time it has that too."""

    at: Floats
    values: Floats

    def mean(self, edges: Floats) -> Floats:
        """Give the mean value over each part's time; NaN if no value is known at all."""
        if not len(self.at):
            return np.full(len(edges) - 1, np.nan)
        order = np.argsort(self.at, kind="stable")
        at, values = self.at[order], self.values[order]
        slopes = np.diff(values, prepend=0.0)
        at = np.concatenate(([min(at[0], edges[0])], at[1:]))
        return np.diff(_since(at, edges, slopes)) / np.diff(edges)


def union(stretches: Stretches) -> Stretches:
    """Join what overlaps or touches, so that no time is in two of them."""
    order = np.argsort(stretches.begun, kind="stable")
    begun, ended = stretches.begun[order], stretches.ended[order]
    if not len(begun):
        return stretches
    latest = np.maximum.accumulate(ended)
    first = np.concatenate(([True], begun[1:] > latest[:-1]))
    last = np.concatenate((np.flatnonzero(first)[1:] - 1, [len(begun) - 1]))
    return Stretches(begun[first], latest[last])


def _since(at: Floats, moments: Floats, weights: Floats | None = None) -> Floats:
    """Add up the seconds from each of ``at`` (ascending) to each moment behind it."""
    weights = np.ones(len(at)) if weights is None else weights
    origin = moments[0]  # sums of seconds since the epoch would lose digits
    count = np.concatenate(([0.0], np.cumsum(weights)))
    total = np.concatenate(([0.0], np.cumsum(weights * (at - origin))))
    behind = np.searchsorted(at, moments, "right")
    found: Floats = count[behind] * (moments - origin) - total[behind]
    return found
