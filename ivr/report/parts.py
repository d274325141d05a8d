"""The hours and days of a report as stretches of time."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

import numpy as np

from capacity.distribution import Floats, Places
from capacity.groups import DAY, HOUR, QUARTER


def bounds(text: str, kind: str, zone: tzinfo) -> tuple[datetime, datetime]:
    """Give begin and end of an ``hour`` or ``day``, written as in `capacity.groups`."""
    if kind == "hour":
        begin = datetime.strptime(text, HOUR).replace(tzinfo=zone)
        return begin, datetime.fromtimestamp(begin.timestamp() + 3600, zone)
    midnight = datetime.strptime(text, DAY).replace(tzinfo=zone)
    return midnight, midnight + timedelta(days=1)


def edges_of(
    texts: Sequence[str], kind: str, zone: tzinfo, begins: float, ends: float
) -> tuple[Floats, Places]:
    """Give edges of parts of a period, and which part each of these hours or days is."""
    times = np.array(
        [[each.timestamp() for each in bounds(text, kind, zone)] for text in texts]
    ).clip(begins, ends)
    edges = np.unique(times)
    return edges, np.searchsorted(edges, times[:, 0])


def parts_between(kind: str, begins: float, ends: float, zone: tzinfo) -> list[str]:
    """List all hours or days of a period, also those without a call."""
    form = HOUR if kind == "hour" else DAY
    texts: dict[str, None] = {}
    while begins < ends:
        text = datetime.fromtimestamp(begins, zone).strftime(form)
        texts[text] = None
        # Where clocks are set back, an hour that is named twice is one.
        begins = max(begins + QUARTER, bounds(text, kind, zone)[1].timestamp())
    return list(texts)
