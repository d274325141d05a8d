"""Whole numbers: counts in the Indian way, rupees, minutes, and places in a line."""

from collections.abc import Iterator
from typing import Final

from prompts.spoken.contour import contour, rising

MOST: Final = 99_99_99_999
MOST_MINUTES: Final = 120
MOST_PLACES: Final = 20

RANGES: Final = ((1, 2), (2, 5), (5, 10), (10, 15), (15, 20), (20, 30), (30, 45), (45, 60))
"""Minutes from and to, of which each has a sound of its own: an estimate is never finer."""

_SCALES: Final = ((1_00_00_000, "crore"), (1_00_000, "lakh"), (1_000, "thousand"))


def count(number: int, *, ends: bool = True) -> tuple[str, ...]:
    """Count 0 to 99,99,99,999; falling if a sentence ``ends`` with it. Raises ValueError."""
    _check(number, 0, MOST, "a count")
    return contour(list(_parts(number)), ends=ends)


def rupees(amount: int, *, ends: bool = True) -> tuple[str, ...]:
    """Speak an amount of 0 to 99,99,99,999 whole rupees. Raises ValueError."""
    _check(amount, 0, MOST, "an amount in rupees")
    unit = "unit.rupee" if amount == 1 else "unit.rupees"
    return contour([*_parts(amount), unit], ends=ends)


def minutes(value: int | tuple[int, int], *, ends: bool = True) -> tuple[str, ...]:
    """Speak 1 to 120 minutes, or one of `RANGES` such as (5, 10). Raises ValueError."""
    if isinstance(value, tuple):
        if value not in RANGES:
            known = ", ".join(f"{low}-{high}" for low, high in RANGES)
            raise ValueError(f"a range of minutes is one of {known}")
        low, high = value
        return contour([f"minutes.{low}-{high}"], ends=ends)
    _check(value, 1, MOST_MINUTES, "a number of minutes")
    unit = "unit.minute" if value == 1 else "unit.minutes"
    return contour([*_parts(value), unit], ends=ends)


def ordinal(place: int) -> tuple[str, ...]:
    """Speak a place in a line, first to twentieth; something must follow. Raises ValueError."""
    _check(place, 1, MOST_PLACES, "a place in a line")
    return (f"ordinal.{place}",)


def count_keys() -> Iterator[str]:
    """List the keys that a count can need."""
    numbers = [*range(100), *range(100, 1_000, 100), *(name for _, name in _SCALES)]
    for number in numbers:
        yield f"number.{number}"
        yield rising(f"number.{number}")


def _parts(number: int) -> Iterator[str]:
    for size, name in _SCALES:
        if many := number // size % 100:
            yield f"number.{many}"
            yield f"number.{name}"
    if hundreds := number // 100 % 10:
        yield f"number.{hundreds}00"
    if number % 100 or not number:
        yield f"number.{number % 100}"


def _check(number: int, least: int, most: int, what: str) -> None:
    if type(number) is not int or not least <= number <= most:
        raise ValueError(f"{what} is a whole number from {least} to {most}")
