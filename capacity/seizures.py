"""Answered, or delivered in vain, or lost: what ITU-T E.425 makes of a seizure's end.

A seizure is one attempt to get through: a call that reaches us, or one that we make. The causes
are those of ITU-T Q.850. What is no answer and no cause of a person's is the network's, and an
unknown cause is nobody's.
"""

from enum import StrEnum
from typing import Final

NORMAL_CLEARING: Final = 16
BUSY: Final = 17
NO_ANSWER: Final = 19
REJECTED: Final = 21

BY_PERSON: Final = frozenset({NORMAL_CLEARING, BUSY, 18, NO_ANSWER, 20, REJECTED, 26, 31})
"""Causes of a seizure that came to the person's terminal, or that the person who called gave up.

Cleared before the answer (16), busy (17), no response (18), rung in vain (19), absent (20),
rejected (21), answered elsewhere (26), and normal without more (31).
"""


class Seizure(StrEnum):
    """What became of a seizure."""

    ANSWERED = "answered"
    PERSON = "person"
    """Not answered because of a person: busy, did not pick up, refused, or gave up calling."""
    NETWORK = "network"


def seizure(*, answered: bool, cause: int | None) -> Seizure:
    """Tell what became of a seizure that ended with this cause of Q.850."""
    if answered:
        return Seizure.ANSWERED
    return Seizure.PERSON if cause in BY_PERSON else Seizure.NETWORK


def asr(answered: int, seizures: int) -> float | None:
    """Give the answer seizure ratio of ITU-T E.411 and E.425, from 0 to 1."""
    return answered / seizures if seizures else None


def ner(answered: int, by_person: int, seizures: int) -> float | None:
    """Give the network effectiveness ratio of ITU-T E.425, from 0 to 1."""
    return (answered + by_person) / seizures if seizures else None
