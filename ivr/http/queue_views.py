"""What the API tells of the waiting lines, and what it asks of whoever steers them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ivr.settings import Problem
from routing.order import Priority
from routing.promise import Range


@dataclass(frozen=True, slots=True)
class ShownTally:
    """How so many callers fared: the share served in time, and how many gave up."""

    waited: int
    service_level: float | None
    abandoned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """One waiting line; ``discom`` is None for callers whose discom is not known.

    ``longest`` is how long its first caller has waited, ``expected`` the median wait of a caller
    who joins now (None while nobody is there to answer), both in seconds, and ``told`` the range
    of minutes that this caller would hear. ``agents`` are the line's own who are there, ``free``
    those of them who could be rung; ``talking`` counts conversations with callers of the line.
    """

    discom: str | None
    language: str
    waiting: int
    longest: float
    expected: float | None
    told: Range
    agents: int
    free: int
    talking: int
    half_hour: ShownTally
    today: ShownTally


@dataclass(frozen=True, slots=True)
class ShownShare:
    """A discom whose lines a supervisor opened to agents of all discoms."""

    discom: str
    since: datetime
    until: datetime
    reason: str
    who: str


@dataclass(frozen=True, slots=True)
class QueueView:
    """The answer to GET /api/queue: the waiting lines of one node at one moment."""

    node: str
    at: datetime
    waiting: int
    lines: Sequence[ShownLine]
    shared: Sequence[ShownShare]


@dataclass(frozen=True, slots=True)
class Told:
    """What a caller in line heard last of their place and wait (a range of minutes), and when."""

    position: int
    minutes: Range
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWaiter:
    """A caller in line: place in the own line, seconds waited, the agent who is being rung.

    ``number`` is only there where it was asked for.
    """

    call_id: str
    discom: str | None
    language: str
    position: int
    priority: str
    waited: float
    told: Told | None
    reason: str | None
    ringing: str | None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class QueueCalls:
    """The answer to GET /api/queue/calls; ``waiting`` counts also those who are not listed."""

    node: str
    at: datetime
    waiting: int
    calls: Sequence[ShownWaiter]


class CannotSteer(Exception):
    """What was asked of a caller cannot be done; ``status`` is that of HTTP."""

    def __init__(self, status: int, problem: Problem) -> None:
        super().__init__(str(problem))
        self.status = status
        self.problem = problem


class QueueControl(Protocol):
    """Who shows and steers the waiting lines; `ivr.queue_control.QueueControl` in the service."""

    def view(self) -> QueueView:
        """Tell how it stands with all lines."""

    def calls(
        self, *, discom: str | None, language: str | None, limit: int, numbers: bool
    ) -> QueueCalls:
        """List callers in line, the next to be answered first; ``any`` is an unknown discom."""

    async def prioritise(self, call: str, priority: Priority, *, who: str) -> ShownWaiter:
        """Give a caller another priority; raises `CannotSteer`."""

    async def send(self, call: str, discom: str | None, *, who: str) -> ShownWaiter:
        """Let a caller wait in another discom's line; raises `CannotSteer`."""

    def share(self, discom: str, *, seconds: float, reason: str, who: str) -> ShownShare:
        """Open a discom's lines to agents of all discoms for so long."""

    def close(self, discom: str, *, who: str) -> ShownShare | None:
        """Close a discom's lines again; None if they are not open."""
