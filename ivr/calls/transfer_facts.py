"""What the story knows of holding and of passing callers on."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dialplan.story import Fact, Story
from ivr.calls.destinations import Destination, To
from routing.order import Priority

HOLD: Final = "hold"
HELD: Final = "held"
"""For how many seconds the caller was on hold, when that is over."""
TRANSFER: Final = "transfer"
CONSULTED: Final = "consulted"
"""The agent talks with the third party first; the caller is on hold."""
TRANSFER_END: Final = "transfer-end"

PASSED_ON: Final = "transfer"
"""How an agent and a caller parted (the fact ``parted``) when the caller was passed on."""

OFFICER: Final = "officer"
"""Who ended the conversation (the fact ``parted``) when it was somebody outside."""

CONNECTED: Final = "connected"
IN_LINE: Final = "in line"
TAKEN_BACK: Final = "taken back"


def in_their_language(story: Story, prompt: str) -> str:
    """Name the sound of a prompt in the language of the call."""
    return f"{story.text('language')}/{prompt}"


class Kind(StrEnum):
    """Whether the agent speaks with the third party first."""

    BLIND = "blind"
    ATTENDED = "attended"


@dataclass(frozen=True, slots=True)
class Transfer:
    """One attempt to pass a caller on; ``leg`` is the channel of the third party, "" for a line."""

    kind: Kind
    to: To
    name: str
    by: str
    leg: str


def learn_transfer(story: Story, kind: Kind, to: Destination, by: str, leg: str) -> None:
    """Note that a caller is being passed on."""
    private = to.kind is To.MOBILE
    story.learn(TRANSFER, (kind, to.kind, to.name, by), how=leg or None, private=private)


def read_transfer(fact: Fact) -> Transfer:
    """Read a fact that `learn_transfer` made."""
    kind, to, name, by = fact.value if isinstance(fact.value, list | tuple) else ("",) * 4
    return Transfer(Kind(kind), To(to), name, by, fact.how or "")


def last_transfer(story: Story) -> Transfer | None:
    """Give the newest attempt, over or not."""
    fact = story.fact(TRANSFER)
    return read_transfer(fact) if fact is not None else None


def open_transfer(story: Story) -> Transfer | None:
    """Give the attempt of which it is not yet known how it went."""
    last = story.newest(TRANSFER, TRANSFER_END)
    return read_transfer(last) if last is not None and last.kind == TRANSFER else None


def was_passed_on(story: Story) -> bool:
    """Tell whether the last who talked with the caller passed them on, and nobody has since."""
    last = story.newest("answered", "parted")
    return last is not None and last.kind == "parted" and last.value == PASSED_ON


def talks_outside(story: Story) -> bool:
    """Tell whether the caller was passed on to somebody over the trunk who rings or talks."""
    transfer = last_transfer(story)
    if transfer is None or transfer.to not in (To.OFFICER, To.MOBILE) or not was_passed_on(story):
        return False
    end = story.newest(TRANSFER, TRANSFER_END)
    return end is not None and (end.kind == TRANSFER or end.value == CONNECTED)


def is_held(story: Story) -> str | None:
    """Say how the caller was put on hold who still is."""
    last = story.newest(HOLD, HELD)
    return last.how if last is not None and last.kind == HOLD else None


def learn_held(story: Story) -> None:
    """Note that the caller is on hold no more, and for how long they were."""
    how = is_held(story)
    if how is not None:
        story.learn(HELD, round(story.seconds_since(HOLD), 1), how=how)


def priority_of(story: Story) -> int:
    """Give a caller's priority in line; who was passed on goes before ordinary ones."""
    fact = story.fact("priority")
    priority = fact.value if fact is not None and isinstance(fact.value, int) else 0
    return min(priority, Priority.REPEATED) if was_passed_on(story) else priority
