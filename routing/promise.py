"""What a waiting caller is told of the time that is left: a range, and never more than before."""

from typing import Final

from routing.estimate import Expectation

Range = tuple[int, int]
"""From and to, in minutes."""

LONGER: Final[Range] = (60, 120)
"""More than an hour, or nobody can tell; it is said in words of its own."""
STEPS: Final[tuple[Range, ...]] = (
    (1, 2),
    (2, 5),
    (5, 10),
    (10, 15),
    (15, 20),
    (20, 30),
    (30, 45),
    (45, 60),
    LONGER,
)
"""All that can be said; the prompts have a sound for each."""

SURE: Final = 1.0
"""How many standard deviations the end of what is said lies above the middle of what is expected.

Five waits out of six should be over by then.
"""


class Promise:
    """What one caller has heard so far; ``said`` is what they heard before a restart."""

    def __init__(self, said: Range | None = None) -> None:
        self._said = LONGER if said is None else said

    def say(self, expected: Expectation | None) -> Range:
        """Give what is to be said now: the first range that is long enough, or the last said.

        If things turn out worse than was said, it stays at that: a caller who stands in line
        hears the same or less each time.
        """
        self._said = min(self._said, fitting(expected))
        return self._said


def fitting(expected: Expectation | None) -> Range:
    """Give the shortest range that does not promise too much; `LONGER` if nobody is there."""
    if expected is None:
        return LONGER
    minutes = expected.quantile(SURE) / 60
    return next((each for each in STEPS if minutes <= each[1]), LONGER)
