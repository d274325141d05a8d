"""Times of day and dates. Each language has its own order, so these are phrases of its wording."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

# Until which hour of the day each part of it lasts, as people in Uttar Pradesh divide it.
_PARTS: Final = ((4, "night"), (12, "morning"), (16, "noon"), (20, "evening"), (24, "night"))

CLOCK_KEYS: Final = tuple(f"clock.{hour}-{m:02}" for hour in range(1, 13) for m in (0, 15, 30, 45))
HOUR_KEYS: Final = tuple(f"past.{hour}" for hour in range(1, 13))
PART_KEYS: Final = tuple(dict.fromkeys(f"part.{name}" for _, name in _PARTS))
MONTH_KEYS: Final = tuple(f"month.{month}" for month in range(1, 13))


@dataclass(frozen=True, slots=True)
class Phrase:
    """A prompt with variables that stands in the place of a value."""

    key: str
    values: Mapping[str, Any]


def time_phrase(at: time) -> Phrase:
    """Speak a time of day to the minute; quarters have words of their own (half past, ...)."""
    if at.second or at.microsecond:
        raise ValueError("a time is spoken to the minute; round it first")
    if at.minute % 15:
        return Phrase("time.minutes", {"part": at, "hour": at, "minutes": at.minute})
    return Phrase("time.quarter", {"part": at, "clock": at})


def date_phrase(day: date) -> Phrase:
    """Speak day and month; who waits for an electrician knows the year."""
    return Phrase("date.day-month", {"day": day.day, "month": day})


def part(at: time) -> tuple[str, ...]:
    """Name the part of the day."""
    return (f"part.{next(name for until, name in _PARTS if at.hour < until)}",)


def clock(at: time) -> tuple[str, ...]:
    """Name the hour and the quarter on a clock of twelve hours."""
    return (f"clock.{_twelve(at)}-{at.minute:02}",)


def hour(at: time) -> tuple[str, ...]:
    """Name the hour after which minutes are counted."""
    return (f"past.{_twelve(at)}",)


def month(day: date) -> tuple[str, ...]:
    """Name the month."""
    return (f"month.{day.month}",)


def _twelve(at: time) -> int:
    return at.hour % 12 or 12
