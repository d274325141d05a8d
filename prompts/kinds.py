"""The types that a variable of a prompt can have: which values, and by which sounds."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from string import ascii_uppercase
from types import MappingProxyType
from typing import Any, Final

from prompts.spoken import (
    Phrase,
    complaint,
    count,
    date_phrase,
    digits,
    minutes,
    ordinal,
    rupees,
    time_phrase,
    times,
)
from prompts.spoken.contour import contour, rising
from prompts.spoken.numbers import MOST_PLACES, RANGES, count_keys

Spoken = tuple[str, ...] | Phrase


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of variables.

    ``speak`` turns a value into keys, told whether a sentence ends with it; it raises ValueError
    that says what is allowed. ``needs`` are the keys that every language must then have. ``read``
    turns what a person types into a value, or raises ValueError.
    """

    speak: Callable[[Any, bool], Spoken]
    read: Callable[[str], Any]
    example: str
    needs: tuple[str, ...] = ()
    may_end: bool = True


def _both(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(each for key in keys for each in (key, rising(key)))


def _minutes(typed: str) -> int | tuple[int, int]:
    low, dash, high = typed.partition("-")
    return (int(low), int(high)) if dash else int(low)


def _number(typed: str) -> int:
    """Read a number as people write it, such as ₹1,23,456."""
    return int(typed.removeprefix("₹").replace(",", "").strip())


def _district(name: str) -> tuple[str, ...]:
    code = name.replace(" ", "-")
    return (f"district.{code}",)


def _inside(speak: Callable[[Any], Spoken], read: Callable[[str], Any], **more: Any) -> Kind:
    """Make a kind that is always followed by words, so that it needs each sound only once."""
    return Kind(lambda value, _ends: speak(value), read, may_end=False, **more)


_DIGITS: Final = _both(f"digit.{digit}" for digit in range(10))
_COUNT: Final = tuple(count_keys())
_UNITS: Final = tuple(f"minutes.{low}-{high}" for low, high in RANGES)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "digits": Kind(lambda value, _ends: digits(value), str, "9415012345", needs=_DIGITS),
        "complaint": Kind(
            lambda value, _ends: complaint(value),
            str.upper,
            "MV01012612345",
            needs=(*(f"letter.{letter}" for letter in ascii_uppercase), *_DIGITS),
        ),
        "count": Kind(lambda value, ends: count(value, ends=ends), _number, "42", needs=_COUNT),
        "ordinal": _inside(
            ordinal,
            int,
            example="3",
            needs=tuple(f"ordinal.{place}" for place in range(1, MOST_PLACES + 1)),
        ),
        "minutes": Kind(
            lambda value, ends: minutes(value, ends=ends),
            _minutes,
            "5-10",
            needs=(*_COUNT, *_both(("unit.minute", "unit.minutes", *_UNITS))),
        ),
        "rupees": Kind(
            lambda value, ends: rupees(value, ends=ends),
            _number,
            "₹1,23,456",
            needs=(*_COUNT, *_both(("unit.rupee", "unit.rupees"))),
        ),
        "time": _inside(
            time_phrase, time.fromisoformat, example="19:30", needs=("time.quarter", "time.minutes")
        ),
        "date": _inside(
            date_phrase, date.fromisoformat, example="2026-11-22", needs=("date.day-month",)
        ),
        "part": _inside(times.part, time.fromisoformat, example="19:30", needs=times.PART_KEYS),
        "clock": _inside(times.clock, time.fromisoformat, example="19:30", needs=times.CLOCK_KEYS),
        "hour": _inside(times.hour, time.fromisoformat, example="19:20", needs=times.HOUR_KEYS),
        "month": _inside(
            times.month, date.fromisoformat, example="2026-11-22", needs=times.MONTH_KEYS
        ),
        "discom": Kind(
            lambda code, ends: contour((f"discom.{code}.name",), ends=ends), str, "MVVNL"
        ),
        "district": _inside(_district, str, example="Gautam Buddha Nagar"),
    }
)

PHRASES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "time.quarter": {"part": "part", "clock": "clock"},
        "time.minutes": {"part": "part", "hour": "hour", "minutes": "minutes"},
        "date.day-month": {"day": "count", "month": "month"},
    }
)
"""The prompts of which times and dates are made, with their variables."""
