"""A plan's busy hour on virtual time, through the real line pool and waiting room."""

from typing import Any

import numpy as np

from capacity.call_log import NOBODY, OUTCOMES, CallLog, Names
from capacity.demand import Demand
from capacity.house import House, Presence
from capacity.lines import Sizes
from capacity.measures import Measures, measure
from capacity.outcomes import Outcome
from capacity.planning import HOUR, Callers, Size
from capacity.simulation import simulate
from capacity.thresholds import Thresholds
from routing.agents import AgentCard

SETTLED = 0.1
"""The share of the calls that come before the house is as full as it will be."""


def happen(callers: Callers, size: Size, calls: int, seed: int) -> CallLog:
    """Let calls happen; menus last for a fixed time, the rest is exponential. Nobody redials."""
    chance = np.random.default_rng(seed)

    def drawn(mean: float) -> Any:
        return chance.exponential(mean, calls) if mean else np.zeros(calls)

    served = chance.random(calls) < callers.self_served
    demand = Demand(
        offered=np.cumsum(chance.exponential(HOUR / callers.calls, calls)),
        menus=np.full(calls, float(callers.menus)),
        instead=np.where(served, OUTCOMES.index(Outcome.SELF_SERVED), NOBODY).astype(np.int32),
        queue=Names(("KESCO",), np.zeros(calls, np.int32)),
        language=Names(("hi",), np.zeros(calls, np.int32)),
        priority=np.full(calls, 2, np.int32),
        patience=drawn(callers.patience),
        handling=drawn(callers.talk),
        after=np.zeros(calls),
        wrap_up=drawn(callers.wrap_up),
    )
    cards = [
        AgentCard(f"a{number}", frozenset({"KESCO"}), frozenset({"hi"}))
        for number in range(size.agents)
    ]
    house = House(
        sizes=[(0.0, Sizes(size.lines, 0))],
        cards=cards,
        presence=[Presence(0.0, card.id, present=True) for card in cards],
    )
    return simulate(demand, house)


def settled(log: CallLog, within: float) -> Measures:
    """Measure what happened once the house was full."""
    after = log.part(slice(round(len(log) * SETTLED), None))
    return measure(after, Thresholds(service_level=within))
