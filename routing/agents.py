"""The people who answer: what each can do, and what each is doing at the moment."""

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from routing.load import Load


class Matter(NamedTuple):
    """What decides who may answer a call; None is what is not known."""

    discom: str | None
    language: str
    reason: str | None


class Duty(StrEnum):
    """What an agent is doing."""

    FREE = "free"
    RINGING = "ringing"
    TALKING = "talking"
    WRAP_UP = "wrap-up"
    """Writing down the last call; ends by the clock."""
    RESTING = "resting"
    """Not rung for a while after not answering; ends by the clock."""
    AWAY = "away"
    """Not there: not yet come, on a break, or gone home."""


@dataclass(frozen=True, slots=True)
class AgentCard:
    """What an agent can do; no ``discoms`` or ``reasons`` means all of them.

    A higher ``level`` is a more skilled agent.
    """

    id: str
    discoms: frozenset[str]
    languages: frozenset[str]
    reasons: frozenset[str] = frozenset()
    level: int = 0

    def serves(self, discom: str | None) -> bool:
        """Tell whether the agent answers for this discom; every agent does if it is not known."""
        return not self.discoms or discom is None or discom in self.discoms

    def handles(self, reason: str | None) -> bool:
        """Tell whether the agent answers calls about this; every agent does if it is not known."""
        return not self.reasons or reason is None or reason in self.reasons


@dataclass(slots=True, eq=False)
class AgentAtWork:
    """One agent's duty and how it changes; each change raises ValueError where it cannot be.

    ``idle_since`` counts for whose turn it is; ``until`` is set while the clock ends the duty,
    which began at ``since``.
    A ``retired`` agent stands in the settings no more, and goes when the present call is over.
    An ``away`` agent finishes what is under way and is not rung.
    """

    card: AgentCard
    idle_since: float
    duty: Duty = Duty.FREE
    until: float | None = None
    since: float = -math.inf
    call_id: str | None = None
    retired: bool = False
    away: bool = False
    load: Load = field(default_factory=Load)

    @property
    def is_free(self) -> bool:
        """Tell whether this agent's phone may ring for the next caller."""
        return self.duty is Duty.FREE and not self.away and not self.retired

    def duty_at(self, now: float) -> Duty:
        """Give the duty as it is at ``now``, whether or not `wake` was called since."""
        duty = Duty.FREE if self._is_over(now) else self.duty
        return Duty.AWAY if self.away and duty is Duty.FREE else duty

    def wake(self, now: float) -> None:
        """Become free if the clock says so; idle since the moment at which the duty ended."""
        if self.until is not None and self._is_over(now):
            self.duty, self.idle_since, self.until = Duty.FREE, self.until, None
            self.since = self.idle_since

    def ring(self, call_id: str) -> None:
        """Start to ring for a call."""
        self._expect(Duty.FREE)
        self.duty, self.call_id = Duty.RINGING, call_id

    def stop_ringing(self) -> None:
        """Be free again, with the turn as it was."""
        self._expect(Duty.RINGING)
        self.duty, self.call_id = Duty.FREE, None

    def talk(self) -> None:
        """Talk with the caller for whom the phone rang."""
        self._expect(Duty.RINGING)
        self.duty = Duty.TALKING

    def rest(self, until: float) -> None:
        """Leave a ringing phone alone until a time."""
        self._expect(Duty.RINGING)
        self.duty, self.call_id, self.until = Duty.RESTING, None, until

    def wrap_up(self, until: float) -> None:
        """Part from the caller, and be free again at a time."""
        self._expect(Duty.TALKING)
        self.duty, self.call_id, self.until = Duty.WRAP_UP, None, until

    def resume_wrap_up(self, until: float) -> None:
        """Go on with a wrap-up that began before a restart."""
        self._expect(Duty.FREE)
        self.duty, self.until = Duty.WRAP_UP, until

    def be_free(self, now: float) -> bool:
        """End a wrap-up or a rest before the clock does; false where there is none."""
        if self.duty not in (Duty.WRAP_UP, Duty.RESTING):
            return False
        self.duty, self.idle_since, self.until, self.since = Duty.FREE, now, None, now
        return True

    def _is_over(self, now: float) -> bool:
        return self.until is not None and self.until <= now

    def _expect(self, duty: Duty) -> None:
        if self.duty is not duty:
            raise ValueError(f"agent {self.card.id} is {self.duty}, must be {duty}")
