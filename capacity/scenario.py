"""A logged helpline, as it was or as it might have been, ready to be simulated with any seed."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from capacity.call_log import CallLog
from capacity.estimates import Estimates, estimate
from capacity.house import House, Presence
from capacity.lines import Sizes
from capacity.outcomes import SENT_AWAY
from capacity.simulation import simulate
from capacity.staffing import Shift, after_calls, shifts_of
from routing.agents import AgentCard
from routing.order import HEAD_START, HeadStart, Order

GRACE: Final = 1.0
"""Seconds by which our own records may outlast the limit that ended a wait."""
NEAR: Final = 5.0
"""The same for others: Asterisk's queues look at the limit when they retry, as a rule so often."""
FEWEST_SENT: Final = 5
MOST: Final = 0.5
FEW: Final = 0.01
"""How many callers must have been sent away, which share at the limit, which share later."""


class NobodyToAnswer(Exception):
    """The log tells of callers who waited, but of no agent, and no agents were asked for."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The helpline's own settings, as far as they hold in a simulation; times are in seconds.

    ``sizes`` are the lines and from when they hold, in seconds since the epoch; ``ring`` is for
    how long a phone may ring. ``wrap_up`` is for a log that shows none, and ``longest_wait``
    holds unless the log has longer waits. ``head_start`` is as in `routing.order`; who helped
    whom is found in the log.
    """

    sizes: Sequence[tuple[float, Sizes]]
    ring: float
    wrap_up: float
    longest_wait: float
    short_abandon: float
    head_start: HeadStart = HEAD_START


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is to be different from the log; None leaves it as the log shows it.

    ``agents`` says per queue how many are there, in place of those who mainly answered it,
    whenever any of them was. Times are in seconds.
    """

    agents: Mapping[str, int] = field(default_factory=dict)
    wrap_up: float | None = None
    pick_up: float | None = None
    longest_wait: float | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """The callers as estimated, and the helpline that they meet."""

    estimates: Estimates
    house: House
    fixed_wrap_up: float | None

    @property
    def wrap_up(self) -> float:
        """The mean time in seconds for which agents are busy after a call."""
        return self.estimates.wrap_up.mean if self.fixed_wrap_up is None else self.fixed_wrap_up

    def run(self, seed: int, tell: Callable[[int], None]) -> CallLog:
        """Simulate once; the same seed gives the same callers whatever the wishes."""
        demand = self.estimates.demand(seed)
        if self.fixed_wrap_up is not None:
            demand = replace(demand, wrap_up=np.full(len(demand), self.fixed_wrap_up))
        return simulate(demand, self.house, tell)


def scenario(log: CallLog, rules: Rules, wishes: Wishes) -> Scenario:
    """Learn from a log, and apply the wishes. Raises `NobodyToAnswer`."""
    shifts = shifts_of(log)
    pick_up = found_pick_up(log, rules.ring)
    posts = list(_posts(log, shifts, wishes.agents))
    if not posts and not np.isnan(log.queued).all():
        raise NobodyToAnswer
    return Scenario(
        estimates_of(log, rules),
        House(
            sizes=rules.sizes,
            cards=[card for card, _, _ in posts],
            presence=list(_presence(posts)),
            pick_up=pick_up if wishes.pick_up is None else wishes.pick_up,
            longest_wait=_longest_wait(log, rules, wishes),
            short_abandon=rules.short_abandon,
            order=Order(rules.head_start),
        ),
        wishes.wrap_up,
    )


def estimates_of(log: CallLog, rules: Rules) -> Estimates:
    """Learn from a log what it tells of its callers and of the time after calls."""
    pick_up = found_pick_up(log, rules.ring)
    # Where calls are put through at once, who waited at all waited for an agent.
    ring = rules.ring if pick_up else 0.0
    after = after_calls(log, shifts_of(log), ring=ring, pick_up=pick_up)
    return estimate(log, after, wrap_up=rules.wrap_up)


def found_pick_up(log: CallLog, ring: float) -> float:
    """Find for how long phones ring: as long as the callers usually waited whom that explains."""
    waits = log.waited[~np.isnan(log.answered)]
    waits = waits[waits <= ring]
    return float(np.median(waits)) if len(waits) else 0.0


def found_limit(log: CallLog, ring: float) -> float | None:
    """Find after how many seconds in line the logged system itself sent callers away.

    Where it did, most drops of waiting callers lie together and hardly anybody waited longer;
    drops that failures caused lie anywhere. A wait may outlast the limit while a phone rings.
    """
    sent = log.waited[log.ended_as(*SENT_AWAY) & np.isnan(log.answered)]
    sent = sent[~np.isnan(sent)]
    if len(sent) < FEWEST_SENT:
        return None
    limit = round(float(np.median(sent)))
    waits = log.waited[~np.isnan(log.queued)]
    together = np.mean(np.abs(sent - limit) <= NEAR) > MOST
    return limit if together and limit > ring and np.mean(waits > limit + ring) < FEW else None


def _longest_wait(log: CallLog, rules: Rules, wishes: Wishes) -> float:
    if wishes.longest_wait is not None:
        return wishes.longest_wait
    if found := found_limit(log, rules.ring):
        return found
    waits = log.waited[~np.isnan(log.queued)]
    # The record is closed a moment after the time is over.
    kept = not len(waits) or waits.max() <= rules.longest_wait + GRACE
    return rules.longest_wait if kept else math.inf


Post = tuple[AgentCard, float, float]
"""An agent's card, and the times in seconds since the epoch from which and until they are there."""


def _posts(log: CallLog, shifts: Sequence[Shift], agents: Mapping[str, int]) -> Iterator[Post]:
    for number, shift in enumerate(shifts):
        if shift.home not in agents:
            card = AgentCard(f"{shift.agent} {number}", shift.queues, shift.languages)
            yield card, shift.start, shift.end
    for queue, count in agents.items():
        group = [shift for shift in shifts if shift.home == queue]
        queues = frozenset({queue}).union(*(shift.queues for shift in group))
        languages = frozenset({"", *log.language.names})
        for number, (start, end) in enumerate(_hours(log, group)):
            for place in range(count):
                card = AgentCard(f"{queue} {number}/{place}", queues, languages)
                yield card, start, end


def _hours(log: CallLog, group: Sequence[Shift]) -> list[tuple[float, float]]:
    """Find when anybody of a group was there; without any, it is always."""
    if not group:
        return [(float(log.offered[0]), math.inf)]
    hours: list[tuple[float, float]] = []
    for start, end in sorted((shift.start, shift.end) for shift in group):
        if hours and start <= hours[-1][1]:
            hours[-1] = (hours[-1][0], max(end, hours[-1][1]))
        else:
            hours.append((start, end))
    return hours


def _presence(posts: Sequence[Post]) -> Iterator[Presence]:
    for card, start, end in posts:
        yield Presence(start, card.id, present=True)
        if end < math.inf:
            yield Presence(end, card.id, present=False)
