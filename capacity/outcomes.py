"""How a call can end, as everybody counts it. Each offered call has exactly one outcome."""

from enum import StrEnum
from typing import Final


class Outcome(StrEnum):
    """The words are those of docs/architecture.md, "Words"."""

    BLOCKED = "blocked"
    """Refused because no line was free, or because the helpline was being stopped."""
    LEFT = "left"
    """The caller hung up in the menus, before their purpose was met."""
    SELF_SERVED = "self-served"
    """The purpose was met without a person."""
    ABANDONED = "abandoned"
    """The caller left the waiting line after the short-abandon threshold."""
    SHORT_ABANDONED = "short-abandoned"
    """The caller left the waiting line within the short-abandon threshold."""
    ANSWERED = "answered"
    """An agent talked with the caller."""
    CALL_BACK = "call-back"
    """The caller left the waiting line to be called back when it is their turn."""
    TICKET = "ticket"
    """Nobody came within the longest wait: the caller was given a number to come back with."""
    UNREACHED = "unreached"
    """A call-back that came to no talk: nobody picked up, or it was called off."""
    DROPPED = "dropped"
    """Ended by neither side's choice."""


IN_VAIN: Final = frozenset(
    {
        Outcome.ABANDONED,
        Outcome.TICKET,
        Outcome.UNREACHED,
        Outcome.DROPPED,
        Outcome.BLOCKED,
    }
)
"""How a call ends whose caller wanted to be answered, and was not."""

CUT_OFF: Final = frozenset(
    {Outcome.LEFT, Outcome.ABANDONED, Outcome.SHORT_ABANDONED, Outcome.DROPPED}
)
"""How a call ends that may have broken off against the caller's will."""

LEFT_THE_LINE: Final = frozenset({Outcome.ABANDONED, Outcome.SHORT_ABANDONED})
"""How a call ends whose caller gives up in the waiting line."""

SENT_AWAY: Final = frozenset({Outcome.DROPPED, Outcome.TICKET})
"""How a call ends that is over, against the caller's will, before the caller gives up."""

DROPS: Final = ("system", "media", "network", "overflow", "closing", "too-long", "ordered")
"""Why calls drop; whatever else a log of another system names is ``other``."""

GAVE_UP: Final = LEFT_THE_LINE | {Outcome.TICKET, Outcome.CALL_BACK}
"""Outcomes of calls that were in line and met no agent."""
