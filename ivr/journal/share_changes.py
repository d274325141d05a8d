"""Which lines operators opened to agents of other discoms, as the journal keeps it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

OPENED: Final = "opened"
CLOSED: Final = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareChanged:
    """A discom's lines were opened until an aware time, or closed by hand before it.

    ``what`` is one of the words above, and ``who`` made this change.
    """

    what: str
    discom: str
    until: datetime
    reason: str = ""
    who: str = ""
