"""What happens to the service itself, so that a dropped call can be explained by it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

STARTED: Final = "started"
STOPPING: Final = "stopping"
STOPPED: Final = "stopped"
CONNECTED: Final = "connected"
DISCONNECTED: Final = "disconnected"
STALLED: Final = "stalled"
DATABASE_AWAY: Final = "database-away"
DATABASE_BACK: Final = "database-back"
JOURNAL_ALARM: Final = "journal-alarm"
JOURNAL_WORKS: Final = "journal-works"

ENDS: Final[Mapping[str, tuple[str, ...]]] = {
    STOPPING: (STARTED,),
    STOPPED: (STARTED,),
    DISCONNECTED: (CONNECTED, STARTED),
    DATABASE_AWAY: (DATABASE_BACK, STARTED),
    JOURNAL_ALARM: (JOURNAL_WORKS, STARTED),
}
"""What lasts, and what ends it; a new process tells anew what is still amiss."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceChanged:
    """Something that happened to a node's service: ``what`` is one of the words above.

    ``seconds`` is how long something lasted that is over when it is told: a stall, or
    the time without a service before a start.
    """

    what: str
    seconds: float | None = None
    detail: str = ""
