"""Finds the place of a moment in a journal without reading what stands before it."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import structlog

from ivr.journal.entries import DamagedLine, decode
from ivr.journal.reader import Position
from ivr.journal.segments import segments
from ivr.journal.tails import newest_entries
from ivr.journal.texts import Text, opened

log = structlog.get_logger()

CLOCK_STEP: Final = timedelta(minutes=1)
"""By how much the clock may have been set back, so that entries are out of order."""

_NEAR: Final = 1 << 16
"""Bytes within which nothing is gained by searching on."""

_GLANCE: Final = 1 << 14
"""Bytes in which an entry is looked for; where they are damaged, more is read than needed."""


def position_of(folder: Path, moment: datetime) -> Position | None:
    """Give a place before all entries since ``moment``, close to the first of them.

    Its lines are not counted. None if no file can be read.
    """
    earliest, first = moment - CLOCK_STEP, None
    for segment in reversed(segments(folder)):
        try:
            with opened(segment) as text:
                newest = newest_entries(text)
                if newest and newest[-1].at < earliest:
                    return first or Position(segment.name, text.size)
                first = Position(segment.name, _offset_of(text, earliest))
        except OSError as error:
            log.warning("journal: cannot be read", file=str(segment.path), error=str(error))
    return first


def _offset_of(text: Text, moment: datetime) -> int:
    low, high = 0, text.size
    while high - low > _NEAR:
        middle = (low + high) // 2
        found = _first_entry(text.read(middle, _GLANCE))
        if found is not None and found[1] < moment:
            low = middle + found[0]
        else:
            high = middle
    return low


def _first_entry(glance: bytes) -> tuple[int, datetime] | None:
    """Find the first whole line that begins in these bytes: where, and its time."""
    start = glance.find(b"\n") + 1
    while 0 < start < len(glance):
        end = glance.find(b"\n", start)
        try:
            return start, decode(glance[start : end if end >= 0 else None]).at
        except DamagedLine:
            start = end + 1
    return None
