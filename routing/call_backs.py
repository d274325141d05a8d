"""When somebody who asked for a call-back may be called: how often, how soon, at what hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from typing import Final

IST: Final = timezone(timedelta(hours=5, minutes=30), "IST")
LONGEST: Final = timedelta(days=1)
"""After this nobody is called any more: their matter is settled, or they have called again."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The part of each day in which people may be called, in Indian Standard Time."""

    opens: time = time(8)
    closes: time = time(21)

    def next_open(self, moment: datetime) -> datetime:
        """Give the first time from ``moment`` (aware) on at which people may be called."""
        here = moment.astimezone(IST)
        if self.opens <= here.time() < self.closes:
            return moment
        opening = datetime.combine(here.date(), self.opens, IST)
        return opening if here < opening else opening + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Attempts:
    """How often somebody is called, and how many seconds lie between two times."""

    most: int = 3
    pause: float = 300.0
    hours: Hours = Hours()

    def next_call(
        self, *, asked: datetime, in_vain: Sequence[datetime], now: datetime
    ) -> datetime | None:
        """Give the time from which somebody may be called, ``now`` or later; None: never more.

        ``in_vain`` are the times at which earlier attempts ended. All times are aware.
        """
        if len(in_vain) >= self.most:
            return None
        paused = in_vain[-1] + timedelta(seconds=self.pause) if in_vain else now
        at = self.hours.next_open(max(now, paused))
        return None if at > asked + LONGEST else at
