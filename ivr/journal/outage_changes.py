"""What operators tell of outages, as the journal keeps it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

ADDED: Final = "added"
ENDED: Final = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageChanged:
    """An outage was told of, or ended by hand: ``what`` is one of the words above.

    ``outage`` is its id, ``until`` the aware time at which supply is expected back, if known, and
    ``who`` made this change; see `routing.outages.Outage` for the rest.
    """

    what: str
    outage: str
    district: str
    discom: str | None = None
    until: datetime | None = None
    reason: str = ""
    who: str = ""
