"""Who calls in a load, and what they press: numbers that are nobody's, keys of the real menus."""

from collections.abc import Iterator
from itertools import cycle
from typing import Final

from capacity.load import LoadPlan, PlannedCall
from ivr.load.callers import Row
from ivr.replay.live.people import CHATBOT, DANGER, ORDINARY, person

DISCOMS: Final = ("MVVNL", "PuVVNL", "DVVNL", "PVVNL", "KESCO")
"""The companies whose consumers call in turn; each has a chatbot of its own."""

REASONS: Final = {"serve": CHATBOT, "wait": ORDINARY, "give-up": ORDINARY, "danger": DANGER}
"""What callers of a habit key; the others key nothing."""

LANGUAGE: Final = "1"
NUMBERS: Final = 1_000_000
APART: Final = 618_033
"""Numbers between the first callers of loads a second apart: whoever called before is known."""


def rows(plan: LoadPlan, began: float, think: float) -> Iterator[Row]:
    """Give each call its row, in the order of the plan; the load ``began`` then, since 1970.

    A key is pressed ``think`` seconds after the one before; none after the caller hung up.
    """
    first = int(began) * APART
    for place, (call, discom) in enumerate(zip(plan.calls, cycle(DISCOMS), strict=False)):
        number, keys = _who((first + place) % NUMBERS, discom, call)
        pressed = keys[: int(call.hold / think)]
        yield Row(number, began + call.at, call.hold, call.redials, call.redial_after, pressed)


def _who(place: int, discom: str, call: PlannedCall) -> tuple[str, str]:
    reason = REASONS.get(call.habit)
    who = person(place, discom=discom, key=LANGUAGE, reason=reason or ORDINARY, pin="")
    return who.number, "".join(step.keys for step in who.steps) if reason else ""
