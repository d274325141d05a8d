"""What a waiting caller can be told of the time that is left: a range of minutes."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a caller in line can expect: the place in their own line, 1 for the next, and the wait.

    The wait is None while no agent can be foreseen who would answer; with ``nobody_there`` no
    agent is on duty at all.
    """

    position: int
    wait: Expectation | None
    nobody_there: bool = False

    @property
    def range(self) -> Range:
        """The shortest range that does not promise too much; `LONGER` if nobody is there."""
        if self.wait is None:
            return LONGER
        minutes = self.wait.quantile(SURE) / 60
        return next((each for each in STEPS if minutes <= each[1]), LONGER)
