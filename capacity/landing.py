"""Landed calls per hour, with how sure that is."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from capacity.blocking import Span
from capacity.figures import Spread, spread_of

BATCHES: Final = 10
HOUR: Final = 3600.0


def landed_per_hour(landed: ArrayLike, span: Span) -> Spread:
    """Give the rate of calls that landed at these seconds, within the span, in calls per hour.

    The interval is by batch means (ten spans of equal length, Student's t): calls that follow
    each other bear on one another, spans much longer than a call hardly do.
    """
    counts, _ = np.histogram(np.asarray(landed, float), BATCHES, (span.warm_up, span.end))
    length = (span.end - span.warm_up) / BATCHES
    return spread_of([float(count) * HOUR / length for count in counts])
