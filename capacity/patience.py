"""How long callers would wait, though most are answered before they show it."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from capacity.distribution import Floats


@dataclass(frozen=True, slots=True)
class Patience:
    """An estimate of patience: lengths of wait in seconds, and how many are still there after each.

    After ``last``, the longest wait that was seen, callers give up at a constant ``rate`` per
    second: that which brought down the share of those waiting to where it is by then.
    """

    waits: Floats
    staying: Floats
    last: float
    rate: float

    def longer_than(self, wait: float) -> float:
        """Give the probability that a caller would wait for more than ``wait`` seconds."""
        left = float(self._staying_after(np.array([wait]))[0])
        return left * math.exp(-self.rate * max(0.0, wait - self.last))

    def draw_beyond(self, waited: ArrayLike, chance: ArrayLike) -> Floats:
        """Draw the patience of callers who have ``waited`` already.

        ``chance`` is uniform from 0 to 1, 1 excluded. It is infinite where nobody ever gave up.
        """
        waited = np.asarray(waited, float)
        share = 1 - np.asarray(chance, float)
        # The share of all callers who are still there just before this one gives up.
        left = self._staying_after(waited) * share
        seen = np.append(self.waits, math.inf)[np.searchsorted(-self.staying, -left, "right")]
        outlasts = left <= self._after_last
        return np.where(outlasts, self._after(waited, left), seen)

    def _after(self, waited: Floats, left: Floats) -> Floats:
        """Follow the tail down to the share of callers that is ``left``."""
        begin = np.maximum(waited, self.last)
        if self.rate:
            return begin - np.log(left / self._after_last) / self.rate
        return begin if self._after_last == 0 else np.full(len(begin), math.inf)

    @property
    def _after_last(self) -> float:
        return float(self.staying[-1]) if len(self.staying) else 1.0

    def _staying_after(self, waits: Floats) -> Floats:
        known = np.concatenate(([1.0], self.staying))
        staying: Floats = known[np.searchsorted(self.waits, waits, "right")]
        return staying


def kaplan_meier(waited: ArrayLike, gave_up: ArrayLike) -> Patience:
    """Estimate patience from waits that ended by giving up, or before that, as by an answer.

    E. L. Kaplan and P. Meier, Nonparametric estimation from incomplete observations, 1958; after
    the longest wait the exponential tail of B. W. Brown, M. Hollander and R. M. Korwar, 1974.
    """
    seen, ends = np.asarray(waited, float), np.asarray(gave_up, bool)
    if not len(seen):
        return Patience(seen, seen, 0.0, 0.0)
    waits, place = np.unique(seen, return_inverse=True)
    ending = np.bincount(place, ends, len(waits))
    at_risk = np.bincount(place, minlength=len(waits))[::-1].cumsum()[::-1]
    staying = np.cumprod(1 - ending / at_risk)
    last, left = float(waits[-1]), float(staying[-1])
    rate = -math.log(left) / last if left and last else 0.0
    return Patience(waits[ending > 0], staying[ending > 0], last, rate)
