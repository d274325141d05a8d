"""A stretch of time whose calls are asked for, as people write it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from ivr.instants import IST, parse_day, parse_since


@dataclass(frozen=True, slots=True)
class Period:
    """From when until before when, aware; None is without a bound. ``zone`` is for people."""

    since: datetime | None = None
    until: datetime | None = None
    zone: tzinfo = IST


def period_of(
    since: str | None, until: str | None, day: str | None, zone: tzinfo, now: datetime
) -> Period:
    """Read a period as people write it; raises ValueError, which says what is wrong with it."""
    if day:
        if since or until:
            raise ValueError("--day is a period by itself; leave out --from and --to")
        return Period(*bounds_of(parse_day(day), zone), zone)
    start = parse_since(since, now, zone) if since else None
    end = parse_since(until, now, zone) if until else None
    if start and end and end <= start:
        raise ValueError(f"--to {until} is not after --from {since}; name the day after, or --day")
    return Period(start, end, zone)


def bounds_of(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Give the midnights at which a day begins and ends."""
    midnight = datetime.combine(day, time(), zone)
    return midnight, midnight + timedelta(days=1)
