"""How busy an agent was lately: a moving average that can be compared at no cost."""

import math
from dataclasses import dataclass
from typing import Final

MEMORY: Final = 3_600.0
"""Seconds after which what an agent did counts for a third (1/e) of what it did."""


@dataclass(slots=True)
class Load:
    """The share of an agent's time that was busy, as it was at ``since``.

    A share fades by e every `MEMORY` seconds while its agent is idle. All idle agents fade alike,
    so their order stays the same, and `rank` needs no clock.
    """

    share: float = 0.0
    since: float = -math.inf
    busy: bool = False

    def begin(self, now: float) -> None:
        """Be busy from now on."""
        if not self.busy:
            self.share *= self._faded(now)
            self.since, self.busy = now, True

    def end(self, now: float) -> float:
        """Be idle from now on; gives for how many seconds it was busy, 0 if it was idle."""
        lasted = self.lasted(now)
        if self.busy:
            self.share = 1.0 - (1.0 - self.share) * self._faded(now)
            self.since, self.busy = now, False
        return lasted

    def lasted(self, now: float) -> float:
        """Give for how many seconds it has been busy now."""
        return now - self.since if self.busy else 0.0

    @property
    def rank(self) -> float:
        """What sorts idle agents by how busy they were; the least busy one has the lowest."""
        return math.log(self.share) + self.since / MEMORY if self.share else -math.inf

    def _faded(self, now: float) -> float:
        return math.exp((self.since - now) / MEMORY)
