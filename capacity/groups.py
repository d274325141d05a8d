"""Calls in groups: by discom, by hour, by both."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Final

import numpy as np

from capacity.book import Book, Places
from capacity.call_log import NOBODY, Flags, Names
from capacity.distribution import Floats

QUARTER: Final = 900.0
"""Seconds. All zones differ from UTC by some quarters of an hour, so hours begin with one."""

HOUR: Final = "%Y-%m-%d %H:00"
DAY: Final = "%Y-%m-%d"

COLUMNS: Final[Mapping[str, Callable[[Book], Names]]] = {
    "discom": lambda book: book.log.queue,
    "reason": lambda book: book.reason,
    "language": lambda book: book.log.language,
    "trunk": lambda book: book.trunk,
}
"""What calls are grouped by, besides their time."""


@dataclass(frozen=True, slots=True)
class Group:
    """Calls of a book that have these values in common; None is what is not known."""

    values: Mapping[str, str | None]
    places: Places


def grouped(columns: Mapping[str, Names], wanted: Flags) -> list[Group]:
    """Group the calls that are wanted by all columns together, in the order of their values."""
    places = np.flatnonzero(wanted)
    if not columns:
        return [Group({}, places)]
    codes = np.stack([names.codes[places] for names in columns.values()])
    kinds, kind = np.unique(codes, axis=1, return_inverse=True)
    order = np.argsort(kind.ravel(), kind="stable")
    parts = np.split(places[order], np.cumsum(np.bincount(kind.ravel()))[:-1])
    groups = [
        Group(
            {
                name: None if code == NOBODY else names.names[code]
                for (name, names), code in zip(columns.items(), kinds[:, number], strict=True)
            },
            part,
        )
        for number, part in enumerate(parts)
        if len(part)
    ]
    return sorted(groups, key=lambda group: [(v is None, v or "") for v in group.values.values()])


def by_time(offered: Floats, form: str, zone: tzinfo) -> Names:
    """Name the hour or day in which calls were offered; ``form`` is `HOUR` or `DAY`."""
    quarters, of_call = np.unique((offered // QUARTER).astype(np.int64), return_inverse=True)
    texts = [
        datetime.fromtimestamp(quarter * QUARTER, UTC).astimezone(zone).strftime(form)
        for quarter in quarters.tolist()
    ]
    names = tuple(dict.fromkeys(texts))
    places = {name: place for place, name in enumerate(names)}
    return Names(names, np.array([places[text] for text in texts], np.int32)[of_call])
