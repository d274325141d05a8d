"""The calls of a load: who calls when, how they behave, and for how long they stay.

All that chance decides is drawn here from one seed, so that the same load can be placed again.
Times in a plan are real seconds; what was asked for is in the time of the hour that it stands for.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

HOUR: Final = 3600.0
MOST_REDIALS: Final = 5
"""Attempts after the first that a caller makes at most."""


class Profile(StrEnum):
    """How the rate of calls changes from the beginning of a load to its end."""

    STEADY = "steady"
    STORM = "storm"


SHAPES: Final = {
    Profile.STEADY: ((0.0, 1.0), (1.0, 1.0)),
    Profile.STORM: ((0.0, 0.2), (0.25, 0.2), (0.5, 1.0), (0.75, 1.0), (1.0, 0.2)),
}
"""For each profile: at which part of the time the rate is which part of the highest.

A storm is calm for a quarter, rises for a quarter, rages for a quarter, and falls again.
"""


@dataclass(frozen=True, slots=True)
class Habit:
    """What a ``share`` of the callers does; ``stay`` is their mean hold beside that of others."""

    name: str
    share: float
    stay: float


STAY: Final = (Habit("stay", 1.0, 1.0),)
"""Everybody presses nothing and stays for exactly the hold drawn, as Erlang's formula B has it."""

MIXED: Final = (
    Habit("leave", 0.08, 0.1),
    Habit("serve", 0.25, 0.5),
    Habit("wait", 0.60, 1.4),
    Habit("give-up", 0.05, 0.4),
    Habit("danger", 0.02, 1.4),
)
"""Early hang-ups; a number told by the helpline; people who wait and talk; impatience; danger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The load that is wanted, in the time of the hour that it stands for.

    ``calls`` are first attempts per hour where the rate is highest, ``hold`` the mean time in
    seconds for which a landed call stays. ``seconds`` is how long calls are placed in real time;
    ``compress`` times as much passes in the hour. Of the blocked attempts a share ``redial`` is
    made again, ``redial_after`` seconds later on average.
    """

    calls: float
    hold: float
    seconds: float
    compress: float = 1.0
    habits: Sequence[Habit] = MIXED
    redial: float = 0.0
    redial_after: float = 60.0
    seed: int = 1

    @property
    def rate(self) -> float:
        """The calls per real second where the rate is highest."""
        return self.calls * self.compress / HOUR

    @property
    def erlangs(self) -> float:
        """The traffic offered by first attempts where the rate is highest; no time changes it."""
        return self.calls * self.hold / HOUR


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """One caller, in real seconds. ``at`` counts from the beginning of the load.

    Whoever is answered hangs up ``hold`` later, unless the helpline does before. Who is blocked
    calls again up to ``redials`` times, each time after ``redial_after``.
    """

    at: float
    habit: str
    hold: float
    redials: int
    redial_after: float


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """The calls in the order in which they come."""

    wish: Wish
    calls: tuple[PlannedCall, ...]

    @property
    def most_in_a_second(self) -> int:
        """The most first attempts that come within one second."""
        at = np.array([call.at for call in self.calls])
        counts = np.searchsorted(at, at + 1.0) - np.arange(len(at))
        return int(counts.max(initial=0))

    @property
    def most_at_once(self) -> int:
        """The most callers there at the same time, if each lands at the first attempt."""
        begun = np.array([call.at for call in self.calls])
        over = np.sort([call.at + call.hold for call in self.calls])
        there = np.arange(1, len(begun) + 1) - np.searchsorted(over, begun, "right")
        return int(there.max(initial=0))

    @property
    def over_by(self) -> float:
        """The real seconds after which all are gone, however often they call again."""
        return max(
            (c.at + c.hold + c.redials * c.redial_after for c in self.calls),
            default=0.0,
        )

    @property
    def mean_hold(self) -> float:
        """The mean of the holds drawn, in real seconds; NaN if nobody calls."""
        return float(np.mean([call.hold for call in self.calls])) if self.calls else math.nan


def plan_load(wish: Wish, profile: Profile) -> LoadPlan:
    """Draw a load: Poisson arrivals at the changing rate, exponential holds.

    A Poisson process of the highest rate is thinned to the shape (Lewis and Shedler 1979).
    """
    chance = np.random.default_rng(wish.seed)
    count = int(chance.poisson(wish.rate * wish.seconds))
    at = np.sort(chance.uniform(0.0, wish.seconds, count))
    parts, heights = zip(*SHAPES[profile], strict=True)
    kept = chance.random(count) < np.interp(at / wish.seconds, parts, heights)
    return _planned(wish, at[kept], chance)


def plan_logged(wish: Wish, offered: NDArray[np.float64]) -> LoadPlan:
    """Take the arrivals from a log, as seconds in order, as long as ``wish.seconds`` last.

    The calls per hour in the plan's wish are the mean of these.
    """
    at = (offered - offered[0]) / wish.compress
    at = at[at < wish.seconds]
    calls = len(at) * HOUR / (wish.seconds * wish.compress)
    return _planned(replace(wish, calls=calls), at, np.random.default_rng(wish.seed))


def _planned(wish: Wish, at: NDArray[np.float64], chance: np.random.Generator) -> LoadPlan:
    shares = np.array([habit.share for habit in wish.habits])
    shares /= shares.sum()
    stays = np.array([habit.stay for habit in wish.habits])
    which = chance.choice(len(shares), size=len(at), p=shares)
    mean = wish.hold / wish.compress
    holds = chance.exponential(mean * stays[which] / (shares @ stays))
    redials = np.minimum(chance.geometric(1.0 - wish.redial, len(at)) - 1, MOST_REDIALS)
    pauses = chance.exponential(wish.redial_after / wish.compress, len(at))
    rows = zip(at, which, holds, redials, pauses, strict=True)
    calls = (
        PlannedCall(float(a), wish.habits[w].name, float(h), int(r), float(p))
        for a, w, h, r, p in rows
    )
    return LoadPlan(wish, tuple(calls))
