"""Times as people in Uttar Pradesh say them: Indian Standard Time, which has no summer time."""

import re
from datetime import datetime, timedelta, timezone
from typing import Final

IST: Final = timezone(timedelta(hours=5, minutes=30), "IST")

_AGO: Final = re.compile(r"(\d{1,6})([smhd])")
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
FORMS: Final = "2h, 30m, 7d, today, 2026-11-22 or 2026-11-22T10:00"


def parse_since(text: str, now: datetime) -> datetime:
    """Read a point in the past: an age, ``today``, or an ISO 8601 time.

    A time without a zone is IST. ``now`` is aware. Raises ValueError, which names the forms.
    """
    if text == "today":
        return now.astimezone(IST).replace(hour=0, minute=0, second=0, microsecond=0)
    age = _AGO.fullmatch(text)
    try:
        if age:
            return now - timedelta(**{_UNITS[age[2]]: int(age[1])})
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} is no time; write it like {FORMS}") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=IST)


def in_ist(moment: datetime, form: str = "%Y-%m-%d %H:%M:%S IST") -> str:
    """Write an aware time for people."""
    return moment.astimezone(IST).strftime(form)
