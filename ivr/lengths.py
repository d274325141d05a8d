"""Lengths of time, shares and numbers of things, as people read them."""

from datetime import datetime


def seconds_in_words(seconds: float) -> str:
    """Write a length of time: ``8.5 s``, ``2 min 05 s``, ``1 h 02 min``."""
    if seconds < 59.95:  # noqa: PLR2004 - rounds to less than a minute
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s"


def counted(number: int, one: str, many: str = "") -> str:
    """Write a number of things: ``1 line``, ``2 lines``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def between(start: datetime | None, end: datetime | None) -> str:
    """Write how long it was from one time to another, if there were both."""
    if start is None or end is None:
        return "an unknown time"
    return seconds_in_words(max(0.0, (end - start).total_seconds()))


def percent(share: float) -> str:
    """Write a share of 0 to 1: ``14 %``, ``0.4 %``."""
    return f"{share * 100:.1f} %" if 0 < share < 0.0995 else f"{share * 100:.0f} %"  # noqa: PLR2004
