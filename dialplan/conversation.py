"""What the call flow may do with the caller and with the people who answer.

The flow knows these two protocols only. Over a telephone they are implemented in ``ivr``; in
tests a script plays both parts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from dialplan.story import Fact, Story
from routing.order import Priority
from routing.outages import Outage
from routing.promise import Prospect


@dataclass(frozen=True, slots=True)
class OldCall:
    """A call that broke off, with the facts that hold for the caller's next one."""

    call_id: str
    ended: datetime
    facts: tuple[Fact, ...]


class CallerHungUp(Exception):
    """The caller is gone; raised by operations of `Caller` only."""


class Caller(Protocol):
    """The person on the line. Every operation may raise `CallerHungUp`."""

    async def answer(self) -> None:
        """Pick up the call."""

    async def say(self, *sounds: str) -> None:
        """Speak the sounds, named by prompt key, to their end."""

    async def ask_key(self, *sounds: str, patience: float) -> str | None:
        """Speak until a key is pressed, then wait at most ``patience`` seconds more for one.

        Gives the key (``0``-``9``, ``*``, ``#``), or None when there was none. A key pressed
        during the speech ends it and counts.
        """

    async def ask_number(self, *sounds: str, digits: int, patience: float) -> str | None:
        """Speak, and collect up to ``digits`` digits; ``#`` or a pause of ``patience`` ends it.

        Gives the digits keyed so far, perhaps none; None when no key was pressed at all.
        """


class WaitEnd(StrEnum):
    """How waiting for an agent ended, other than by the caller hanging up."""

    TALKED = "talked"
    """An agent answered, and the agent ended the conversation."""
    TOO_LONG = "too-long"
    """Nobody came within ``waiting.longest_wait``, or nobody is there at all."""
    CALL_BACK = "call-back"
    """The caller wants to be called back when it is their turn; the story knows the number."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a waiting caller needs; ``discom`` None means any agent."""

    discom: str | None
    language: str
    reason: str
    priority: Priority = Priority.ORDINARY


@dataclass(frozen=True, slots=True)
class Reply:
    """What is done for a caller in line: they hear this, and the wait may end.

    With ``asks_others`` agents of other discoms may answer too.
    """

    sounds: tuple[str, ...] = ()
    asks_others: bool = False
    end: WaitEnd | None = None


class Announcer(Protocol):
    """Knows what a waiting caller is told, when, and what their keys mean; keeps no one waiting."""

    def lead(self) -> tuple[str, ...]:
        """Name the sounds with which the wait begins; none if they were spoken before."""

    def due_in(self) -> float:
        """Tell in how many seconds the caller is to be told something; 0 for now."""

    def announce(self, prospect: Prospect) -> Reply:
        """Tell place and wait, as it is due."""

    def pressed(self, key: str, prospect: Prospect) -> Reply:
        """Answer a key, in place of what is being spoken."""

    def heard(self) -> Reply:
        """Go on when the last reply was spoken to its end."""


class Desk(Protocol):
    """The people who answer, as one caller meets them."""

    def earlier_discom(self, caller_number: str) -> str | None:
        """Name the discom of the same caller's last call, if it is known; never waits."""

    def standing(self, caller_number: str | None) -> Priority:
        """Give the priority that callers have by who they are; never waits."""

    def old_call(self, story: Story, within: float) -> OldCall | None:
        """Find the call of the same number that broke off so many seconds before this one began.

        Never waits. It is given to this call alone.
        """

    def outages(self) -> Sequence[Outage]:
        """List the outages that operators have told of and that are not over; never waits."""

    def records(self, discom: str | None) -> bool:
        """Tell whether talks with this discom's callers are recorded; never waits."""

    async def wait_and_talk(self, need: Need, story: Story, announcer: Announcer) -> WaitEnd:
        """Keep the caller in line with music, connect an agent, and stay until they part.

        Announcements are spoken in place of the music, and end when an agent answers. Keys are
        given to the announcer, except while an agent's phone rings.

        Learns the facts ``queued``, ``ringing``, ``missed``, ``answered``, ``parted``.
        Raises `CallerHungUp`.
        """
