"""Outages that operators have told of, and which of them a caller should hear about."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from routing.districts import DISTRICTS

UNTOLD_LASTS: Final = timedelta(hours=12)
"""How long a notice stands of which nobody could say when supply comes back."""

LONGEST: Final = timedelta(days=14)
"""How far ahead supply may be promised; what is later is a slip of the pen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """Supply is off in a district, there for one discom or (None) for all; times are aware.

    ``until`` is when supply is expected back, None if nobody can tell. ``reason`` is for people.
    """

    id: str
    district: str
    discom: str | None
    since: datetime
    until: datetime | None
    reason: str
    who: str

    @property
    def over_at(self) -> datetime:
        """The time from which callers hear nothing of it any more."""
        return self.since + UNTOLD_LASTS if self.until is None else self.until


def outage_here(
    outages: Iterable[Outage], districts: Collection[str], discom: str | None
) -> Outage | None:
    """Choose what to tell a caller of these districts: of their own discom first, then the newest.

    Where several discoms share a district, an outage of one does not concern the others' callers.
    """
    here = [o for o in outages if o.district in districts and o.discom in (None, discom)]
    return max(here, key=lambda outage: (outage.discom is not None, outage.since), default=None)


def may_be_here(outages: Iterable[Outage], discom: str) -> bool:
    """Tell whether an outage may concern a caller of whom only the discom is known."""
    return any(
        discom == o.discom if o.discom else discom in DISTRICTS[o.district].discoms for o in outages
    )
