"""Every attempt of a load to reach the helpline, from its INVITE to its end."""

from dataclasses import dataclass
from enum import StrEnum

from ivr.load.notes import Event, Note


class End(StrEnum):
    """How an attempt ended: the caller hung up, the helpline did, it was blocked, it failed."""

    LEFT = "left"
    ENDED = "ended"
    BLOCKED = "blocked"
    FAILED = "failed"


@dataclass(slots=True)
class Attempt:
    """One INVITE. Calls are numbered from 0, as in the plan, and attempts from 1.

    Times are in seconds since the load began; ``heard`` is the first response, ``answered`` the
    200. ``status`` is what it was refused with; ``why`` says more where it ``failed``.
    """

    call: int
    number: int
    sip_call_id: str
    sent: float
    heard: float | None = None
    answered: float | None = None
    over: float | None = None
    end: End | None = None
    status: int | None = None
    why: str = ""

    @property
    def held(self) -> float | None:
        """For how many seconds it was up."""
        if self.answered is None or self.over is None:
            return None
        return self.over - self.answered

    def take(self, note: Note, began: float) -> None:
        """Learn what was noted after it was sent."""
        at = note.at - began
        match note.event:
            case Event.HEARD:
                self.heard = self.heard or at
            case Event.ANSWERED:
                self.answered = at
                self.heard = self.heard or at
            case Event.REFUSED:
                self.heard = self.heard or at
                self.over, self.end, self.status = at, End.BLOCKED, note.status
            case Event.LEFT:
                self.over, self.end = at, End.LEFT
            case Event.ENDED:
                self.over, self.end = at, End.ENDED
            case Event.SENT:
                raise ValueError("an attempt is sent once")
