"""What the command line says, as numbers: shares, times and the goal of answering."""

import math
from dataclasses import dataclass
from typing import Final

from ivr.instants import parse_seconds

ENDLESS: Final = "none"
"""The patience of callers who never give up."""
MOST_PATIENT: Final = 7200.0
"""Seconds; who waits for longer on average gives up never, and states would be countless."""


@dataclass(frozen=True, slots=True)
class Answer:
    """So large a share of 1 is answered within so many seconds."""

    share: float
    within: float

    def __str__(self) -> str:
        return f"{self.share:g}@{self.within:g}s"


def parse_share(text: str) -> float:
    """Read a share from 0 to 1, ``0.3`` or ``30%``; raises ValueError, which names the forms."""
    number = text.removesuffix("%")
    try:
        share = float(number) / (100 if number != text else 1)
    except ValueError:
        share = math.nan
    if 0 <= share <= 1:
        return share
    raise ValueError(f"{text!r} is no share of 1; write it like 0.05 or 5%")


def parse_part(text: str) -> float:
    """Read a share that is neither nothing nor all; raises ValueError."""
    share = parse_share(text)
    if 0 < share < 1:
        return share
    raise ValueError(f"{text!r} must be more than 0 and less than 1; write it like 0.05 or 5%")


def parse_redial(text: str) -> float:
    """Read a share below 1: of callers who all redialled for ever there would be no end."""
    share = parse_share(text)
    if share < 1:
        return share
    raise ValueError(f"{text!r} must be less than 1; write it like 0.5 or 50%")


def parse_answer(text: str) -> Answer:
    """Read a share and the time within which it is answered: ``0.8@20s``, ``80%@20``.

    Raises ValueError, which names the form.
    """
    share, at, seconds = text.partition("@")
    if not at:
        raise ValueError(f"{text!r} has no @; write it like 0.8@20s, for 80 % within 20 s")
    try:
        return Answer(parse_part(share), parse_seconds(seconds))
    except ValueError as error:
        raise ValueError(f"{error}; together like 0.8@20s, for 80 % within 20 s") from error


def parse_length(text: str) -> float:
    """Read a length of time in seconds, above 0; raises ValueError."""
    seconds = parse_seconds(text)
    if seconds == 0:
        raise ValueError("it must last for some time; write it like 20s or 2m")
    return seconds


def parse_patience(text: str) -> float:
    """Read a mean patience in seconds, infinite for ``none``; raises ValueError."""
    patience = math.inf if text == ENDLESS else parse_length(text)
    if MOST_PATIENT < patience < math.inf:
        raise ValueError(f"{text!r} is longer than two hours; write none if nobody gives up")
    return patience
