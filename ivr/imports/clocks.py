"""From the text of a time to the moment that was meant."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final

from ivr.imports.faults import BadLine

UNIX: Final = "unix"
ISO: Final = "iso"
CLOCK: Final = "clock"
UNITS: Final = {"ms": 0.001, "s": 1.0, "min": 60.0}

_KEPT: Final = 100_000
"""Texts whose reading is remembered: the seconds of a day, and some."""
_HALF_A_DAY: Final = timedelta(hours=12)
_DAY: Final = timedelta(days=1)

Clock = Callable[[str], datetime]


def clock(form: str) -> Clock:
    """Give a reader of times written as ``form``: a format of strptime, ``unix`` or ``iso``.

    What it gives is aware only where the text names a zone. It raises `BadLine`.
    """
    meant = {UNIX: _unix, ISO: datetime.fromisoformat}.get(form)

    @lru_cache(_KEPT)
    def read(text: str) -> datetime:
        try:
            # A zone in the text is kept; what has none is made aware where its zone is known.
            return meant(text) if meant else datetime.strptime(text, form)  # noqa: DTZ007
        except (ValueError, OverflowError, OSError) as error:
            raise BadLine(f"{text[:40]!r} is no time like {form}") from error

    return read


def either(text: str) -> datetime:
    """Read seconds since 1970 or ISO 8601, whichever it is; raises `BadLine`."""
    return (_read_unix if text.replace(".", "", 1).isdigit() else _read_iso)(text)


def _unix(text: str) -> datetime:
    seconds = float(text)
    if seconds < 0:
        raise ValueError("no telephone exchange wrote logs before 1970")
    return datetime.fromtimestamp(seconds, UTC)


def in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """Make a time aware and UTC. Of an hour that comes twice, the first is taken."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    try:
        return aware.astimezone(UTC)
    except OverflowError as error:
        raise BadLine(f"the year {moment.year} is out of reach") from error


def on_day(day: date, moment: datetime, near: datetime | None, zone: tzinfo) -> datetime:
    """Put a time of day on a day; with ``near``, on the day that brings it nearest to that."""
    local = datetime.combine(day, moment.timetz())
    placed = in_zone(local, zone)
    if near is None or abs(placed - near) <= _HALF_A_DAY:
        return placed
    try:
        return in_zone(local - _DAY if placed > near else local + _DAY, zone)
    except OverflowError as error:
        raise BadLine(f"{day} is out of reach") from error


def later(start: datetime, text: str, unit: str) -> datetime:
    """Add a length of time: a number of ``ms``, ``s`` or ``min``, or a ``clock``, 1:02:03."""
    try:
        if unit != CLOCK:
            return start + timedelta(seconds=float(text) * UNITS[unit])
        hours, minutes, seconds = map(float, text.split(":"))
        return start + timedelta(hours=hours, minutes=minutes, seconds=seconds)
    except (ValueError, OverflowError) as error:
        raise BadLine(f"{text[:40]!r} is no length of time in {unit}") from error


_read_unix: Final = clock(UNIX)
_read_iso: Final = clock(ISO)
