"""How large a drill is, and who does what in it."""

from dataclasses import dataclass
from typing import Final

FULL: Final = 650
WAITING: Final = 200
TALKING: Final = 150

FIRST_KEY: Final = "1"


@dataclass(frozen=True)
class Plan:
    """The sizes of a drill; times in seconds.

    ``leavers`` of each kind hang up while the service is away. ``newcomers`` call around each
    kill: the first is there already, the last one finds the service away.
    """

    callers: int = FULL
    waiting: int = WAITING
    talking: int = TALKING
    kills: int = 3
    rate: int = 20
    away: float = 4.0
    between: float = 6.0
    leavers: int = 3
    newcomers: int = 12

    @classmethod
    def of(cls, callers: int, *, kills: int, rate: int) -> "Plan":
        """Make a plan for this many callers, in the proportions of the full size."""
        waiting, talking = (round(part * callers / FULL) for part in (WAITING, TALKING))
        leavers = max(1, 3 * callers // FULL)
        return cls(callers, waiting, talking, kills, rate, leavers=leavers)

    @property
    def within(self) -> float:
        """The time after which the drill is given up."""
        return 120 + 2 * self.callers / self.rate + self.kills * (self.away + self.between + 30)

    def groups(self) -> list["CallerGroup"]:
        """List the callers in the order in which they call: who talks must get the agents."""
        menus = self.callers - self.waiting - self.talking
        silent = menus // 3
        to_the_line = (FIRST_KEY, FIRST_KEY)
        return [
            CallerGroup("talks", to_the_line, "talking", landlines(0, self.talking)),
            CallerGroup("waits", to_the_line, "waiting", landlines(1, self.waiting)),
            CallerGroup("listens", (), "menus", mobiles(2, silent)),
            CallerGroup("looks-for-pin", (FIRST_KEY,), "menus", mobiles(3, silent)),
            CallerGroup("chooses", (FIRST_KEY,), "menus", landlines(4, menus - 2 * silent)),
        ]


@dataclass(frozen=True)
class CallerGroup:
    """Callers who do the same; ``place`` is where that brings them: talking, waiting or menus."""

    name: str
    keys: tuple[str, ...]
    place: str
    numbers: list[str]

    @property
    def calls(self) -> range:
        """The numbers that SIPp gives to their calls."""
        return range(1, len(self.numbers) + 1)


def landlines(group: int, count: int) -> list[str]:
    """Give numbers whose area code tells the discom, so that it is not asked."""
    return [f"05224{group}{n:05d}" for n in range(count)]


def mobiles(group: int, count: int) -> list[str]:
    """Give numbers that tell nothing, so that a PIN code is asked for."""
    return [f"9415{group}{n:05d}" for n in range(count)]
