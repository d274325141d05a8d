"""Why an attempt to reach somebody was in vain, as a cause of ITU-T Q.850."""

from collections.abc import Mapping
from typing import Final

from capacity.seizures import BUSY, NO_ANSWER, NORMAL_CLEARING, REJECTED
from dialplan.asked import Q850
from dialplan.story import Fact

CAUSES_IN_WORDS: Final[Mapping[str, int]] = {
    "the phone was not picked up": NO_ANSWER,
    "the phone is busy": BUSY,
    "the call was declined": REJECTED,
}
"""What stands in journals as the reason, where the cause itself does not."""


def cause_of(not_reached: Fact | None) -> int | None:
    """Give the cause that a fact ``not-reached`` tells; we cleared ourselves if there is none."""
    if not_reached is None:
        return NORMAL_CLEARING
    told = (not_reached.how or "").removeprefix(Q850)
    return int(told) if told.isdecimal() else CAUSES_IN_WORDS.get(str(not_reached.value))
