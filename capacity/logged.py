"""A call as a log tells of it: what measures, simulation and replay need, whatever the source."""

from dataclasses import dataclass
from datetime import datetime

from capacity.lines import Direction
from capacity.outcomes import Outcome
from routing.order import Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedCall:
    """One offered call. Times are aware; None means that it never came to that.

    ``queue`` names whose waiting line it was (a discom, or a queue of the system that wrote the
    log), ``agent`` who answered. A lower ``priority`` is served first. A call that we made calls
    somebody back: it was offered when it was asked for, and waits since the caller first did.
    ``caller`` tells callers apart and is no number; ``line_size`` is the size of the line pool when
    the call asked for a line. ``drop``, ``cause`` and ``trunk`` are those of its record.
    """

    call_id: str
    offered: datetime
    ended: datetime
    outcome: Outcome
    queue: str | None = None
    language: str | None = None
    priority: int = Priority.ORDINARY
    queued: datetime | None = None
    answered: datetime | None = None
    agent: str | None = None
    parted: datetime | None = None
    direction: Direction = Direction.INCOMING
    landed: datetime | None = None
    reason: str | None = None
    trunk: str | None = None
    drop: str | None = None
    cause: int | None = None
    caller: int | None = None
    line_size: int | None = None

    @property
    def before_queue(self) -> float:
        """Seconds from the offer to the waiting line, or to the end of a call that never waited."""
        return ((self.queued or self.ended) - self.offered).total_seconds()

    @property
    def waited(self) -> float | None:
        """Seconds in the waiting line, if the call was in one."""
        if self.queued is None:
            return None
        return ((self.answered or self.ended) - self.queued).total_seconds()

    @property
    def handled(self) -> float | None:
        """Seconds of conversation, if there was one."""
        if self.answered is None:
            return None
        return ((self.parted or self.ended) - self.answered).total_seconds()
