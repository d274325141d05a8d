"""The rules by which it is decided who is answered next and by whom."""

import math
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final


class Priority(IntEnum):
    """How urgent a call is; lower goes first."""

    FIRST = -1
    """Put before all others by a supervisor; no setting says how far."""
    DANGER = 0
    LISTED = 1
    """From a hospital, or another number that the operator lists."""
    REPEATED = 2
    """From who called a short while ago and was not answered."""
    ORDINARY = 3


class Strategy(StrEnum):
    """Which of the free agents who suit equally well is rung."""

    LONGEST_IDLE = "longest-idle"
    LEAST_OCCUPIED = "least-occupied"
    """Who was busy for the smallest part of the last hour or so (`routing.load`)."""
    MOST_SKILLED_FIRST = "most-skilled-first"
    """Who has the highest level; among equals, the longest idle."""


HeadStart = tuple[float, float, float, float]
"""Seconds for each priority, the most urgent first; `Priority.FIRST` is not among them."""

FRONT: Final = 7 * 86_400.0
"""The head start in seconds of who was put first: longer than settings allow for any other."""

HEAD_START: Final[HeadStart] = (3_600.0, 600.0, 90.0, 0.0)


@dataclass(frozen=True, slots=True)
class Order:
    """Who is answered next, and by whom.

    ``head_start`` says for each priority by how many seconds of waiting it is ahead of the last
    one. So the order of two callers never changes while they wait, and nobody starves: whoever
    comes later than that many seconds after a caller never overtakes them, unless a supervisor
    puts them first. ``share_after`` is
    after how many seconds of waiting, the head start included, agents of other discoms may help;
    infinite if they never do.
    """

    head_start: HeadStart = HEAD_START
    share_after: float = math.inf
    strategy: Strategy = Strategy.LONGEST_IDLE

    @property
    def shares(self) -> bool:
        """Tell whether agents of other discoms help at all; if so, in danger at once."""
        return self.share_after < math.inf


def turn(since: float, priority: int, head_start: HeadStart) -> float:
    """Give what callers go by: the time of joining less the head start, in seconds."""
    return since - (FRONT if priority == Priority.FIRST else head_start[priority])


def standing(
    number: str | None, *, listed: frozenset[str], in_vain: float | None, within: float
) -> Priority:
    """Give the priority that callers have by who they are; danger is for them to say.

    ``number`` and ``listed`` are in E.164. ``in_vain`` is how many seconds ago the caller's last
    call ended without an answer, None if there was none or it was answered.
    """
    if number in listed:
        return Priority.LISTED
    if in_vain is not None and in_vain <= within:
        return Priority.REPEATED
    return Priority.ORDINARY
