"""Times as people say them: here in Indian Standard Time, which has no summer time."""

import re
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

IST: Final = timezone(timedelta(hours=5, minutes=30), "IST")

_AGO: Final = re.compile(r"(\d{1,6})([smhd])")
_CLOCK: Final = re.compile(r"\d{2}:\d{2}")
_NUMBER: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
FORMS_AHEAD: Final = "19:00 or 2026-11-22T19:00"
FORMS: Final = "2h, 30m, 7d, today, 2026-11-22 or 2026-11-22T10:00"


def find_zone(name: str) -> ZoneInfo:
    """Find a zone by its name, as Asia/Kolkata; raises ValueError, which says how they look."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"no zone is called {name!r}; write it like Asia/Kolkata") from error


def parse_since(text: str, now: datetime, zone: tzinfo = IST) -> datetime:
    """Read a point in the past: an age, ``today``, or an ISO 8601 time.

    A time without a zone is of ``zone``. ``now`` is aware. Raises ValueError, which names the
    forms.
    """
    if text == "today":
        return now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    age = _AGO.fullmatch(text)
    try:
        if age:
            return now - timedelta(**{_UNITS[age[2]]: int(age[1])})
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} is no time; write it like {FORMS}") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def parse_until(text: str, now: datetime) -> datetime:
    """Read a point in the future: a time of day in IST, the next one, or an ISO 8601 time.

    A time without a zone is in IST. ``now`` is aware. Raises ValueError, which names the forms.
    """
    here = now.astimezone(IST)
    try:
        if _CLOCK.fullmatch(text):
            moment = datetime.combine(here.date(), time.fromisoformat(text), IST)
            return moment if moment > here else moment + timedelta(days=1)
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is no time; write it like {FORMS_AHEAD}") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=IST)


def parse_day(text: str) -> date:
    """Read a day; raises ValueError, which names the form."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is no day; write it like 2026-11-22") from error


def parse_seconds(text: str) -> float:
    """Read a length of time: ``20s``, ``2m``, or a bare number of seconds.

    Raises ValueError, which names the forms.
    """
    length = _AGO.fullmatch(text)
    if length:
        return timedelta(**{_UNITS[length[2]]: int(length[1])}).total_seconds()
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{text!r} is no length of time; write it like 20s or 2m")
    return float(text)


def in_ist(moment: datetime, form: str = "%Y-%m-%d %H:%M:%S IST") -> str:
    """Write an aware time for people."""
    return moment.astimezone(IST).strftime(form)
