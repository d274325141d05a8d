"""How many lines and agents a busy hour needs, and what given ones bring.

Lines are Erlang B and agents Erlang A (`capacity.erlang_b`, `capacity.waiting`), and they are
joined: only who finds a line reaches the waiting line, waiting callers hold their lines longer,
and of those who were blocked or gave up some call again at once.
"""

import math
from dataclasses import dataclass, replace
from typing import Final

from capacity.erlang_b import blocking, lines_for
from capacity.roots import fewest, root
from capacity.waiting import Desk, Waits

HOUR: Final = 3600.0
NOBODY_WAITS: Final = Waits(0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Callers:
    """The callers of a busy hour; means in seconds, shares of 1.

    ``calls`` are first attempts per hour. ``menus`` is the time before the waiting line or, of
    the share ``self_served`` that never reaches an agent, in all. ``talk`` holds line and agent,
    ``wrap_up`` the agent alone. ``rest`` is what a line is held besides menus, wait and talk; it
    is below 0 if that says more than was measured. ``patience`` is infinite for who never gives
    up. ``redial`` is the share of the blocked and of those who gave up that call again at once.
    """

    calls: float
    menus: float
    talk: float
    wrap_up: float
    self_served: float
    patience: float
    redial: float = 0.0
    rest: float = 0.0

    @property
    def reaching(self) -> float:
        """The share of landed calls that want an agent."""
        return 1 - self.self_served

    def waits(self, landed: float, agents: int) -> Waits:
        """Give what callers meet in line when so many calls land per hour."""
        return self.desk(landed, agents).waits() if agents else NOBODY_WAITS

    def desk(self, landed: float, agents: int) -> Desk:
        """Give the agents, one at least, and their calls when so many land per hour."""
        rate = landed * self.reaching / HOUR
        return Desk(agents, rate, self.talk + self.wrap_up, self.patience)

    def hold(self, waits: Waits) -> float:
        """Give the mean time for which a landed call holds its line."""
        in_line = self.reaching * (waits.mean + (1 - waits.abandoned) * self.talk)
        return self.menus + in_line + self.rest

    def lost(self, blocked: float, waits: Waits) -> float:
        """Give the share of attempts that are blocked or give up in line."""
        return blocked + (1 - blocked) * self.reaching * waits.abandoned


@dataclass(frozen=True, slots=True)
class Goals:
    """What is wanted: shares of 1; ``within`` in seconds.

    At most ``blocked`` of the attempts are blocked, at least ``answer`` of those in line are
    answered or gave up ``within``, and at most ``abandoned`` of them give up.
    """

    blocked: float
    answer: float
    within: float
    abandoned: float = 1.0


@dataclass(frozen=True, slots=True)
class Size:
    """Lines, and agents on duty and ready; no agents if nobody wants one."""

    lines: int
    agents: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a busy hour brings: calls per hour, means in seconds, shares of 1, load in erlangs.

    ``attempts`` are all calls, redials too; ``blocked`` is of them. ``load`` is what they offer
    the lines with the mean ``hold`` of a landed call. ``in_time``, ``abandoned``, ``mean_wait``
    are of those in line, ``asa`` is of the answered. Occupancies are of lines and agents.
    """

    attempts: float
    landed: float
    blocked: float
    hold: float
    load: float
    in_time: float
    asa: float
    mean_wait: float
    abandoned: float
    lines_busy: float
    agents_busy: float


def agents_needed(callers: Callers, goals: Goals) -> int:
    """Give the fewest agents who meet the goals even if lines are enough for all."""
    if not callers.reaching:
        return 0

    def enough(agents: int) -> bool:
        desk = callers.desk(attempts_expected(callers, goals, agents), agents)
        return (
            desk.within(goals.within) >= goals.answer and desk.waits().abandoned <= goals.abandoned
        )

    return fewest(enough, 1)


def attempts_expected(callers: Callers, goals: Goals, agents: int) -> float:
    """Give all attempts per hour, redials too, if just the tolerated share is blocked."""
    if not callers.redial:
        return callers.calls
    kept = 1 - goals.blocked

    def beyond(attempts: float) -> float:
        lost = callers.lost(goals.blocked, callers.waits(attempts * kept, agents))
        return attempts * (1 - callers.redial * lost) - callers.calls

    return root(beyond, callers.calls, callers.calls / (1 - callers.redial))


def hold_expected(callers: Callers, goals: Goals, agents: int) -> float:
    """Give the mean holding time in seconds if just the tolerated share is blocked."""
    landed = attempts_expected(callers, goals, agents) * (1 - goals.blocked)
    return callers.hold(callers.waits(landed, agents))


def lines_needed(callers: Callers, goals: Goals, agents: int) -> int:
    """Give the fewest lines that meet the goal beside so many agents.

    With the holding time of when exactly as many are blocked as may be: with a line less it would
    be more, and with these lines it is not.
    """
    load = attempts_expected(callers, goals, agents) * hold_expected(callers, goals, agents) / HOUR
    return lines_for(load, goals.blocked)


def size_for(callers: Callers, goals: Goals) -> Size:
    """Give the fewest lines and agents that meet the goals. There must be calls."""
    agents = agents_needed(callers, goals)
    return Size(lines_needed(callers, goals, agents), agents)


def holding(callers: Callers, goals: Goals, agents: int, hold: float) -> Callers:
    """Give the callers with the ``rest`` by which lines are held for ``hold`` seconds.

    That is beside so many agents, and where as many are blocked as may be; with fewer agents
    callers wait longer and hold lines for another time.
    """
    beside = hold - hold_expected(callers, goals, agents)
    return replace(callers, rest=callers.rest + beside)


def outlook(callers: Callers, size: Size, within: float) -> Outlook:
    """Tell what lines and agents bring in the long run; ``within`` is the service level's time.

    Agents must be one at least if anybody wants one, and lines one.
    """
    if callers.redial:
        most = callers.calls / (1 - callers.redial)
        attempts = root(lambda some: _first(callers, size, some), callers.calls, most)
    else:
        attempts = callers.calls
    blocked = _blocked(callers, size, attempts)
    landed = attempts * (1 - blocked)
    waits = callers.waits(landed, size.agents)
    hold = callers.hold(waits)
    in_time = callers.desk(landed, size.agents).within(within) if size.agents else 1.0
    return Outlook(
        attempts=attempts,
        landed=landed,
        blocked=blocked,
        hold=hold,
        load=attempts * hold / HOUR,
        in_time=in_time,
        asa=waits.asa,
        mean_wait=waits.mean,
        abandoned=waits.abandoned,
        lines_busy=landed * hold / HOUR / size.lines,
        agents_busy=waits.occupancy,
    )


def _first(callers: Callers, size: Size, attempts: float) -> float:
    """Give by how much so many attempts are more than first ones and their redials."""
    blocked = _blocked(callers, size, attempts)
    waits = callers.waits(attempts * (1 - blocked), size.agents)
    return attempts * (1 - callers.redial * callers.lost(blocked, waits)) - callers.calls


def _blocked(callers: Callers, size: Size, attempts: float) -> float:
    """Find the blocked share at which the lines' holding time and their blocking agree.

    The more are blocked, the fewer wait, which changes for how long lines are held, but always by
    less than what was blocked.
    """

    def beyond(blocked: float) -> float:
        hold = callers.hold(callers.waits(attempts * (1 - blocked), size.agents))
        # Where waits have no end, calls hold all lines for ever.
        lost = 1.0 if math.isinf(hold) else blocking(attempts * hold / HOUR, size.lines)
        return blocked - lost

    return root(beyond, 0.0, 1.0)
