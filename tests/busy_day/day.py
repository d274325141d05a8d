"""A made-up day of 1912: 250 agents in three shifts, 20,000 calls, and a storm in the evening."""

from collections.abc import Iterator

import numpy as np

from capacity.call_log import NOBODY, Names
from capacity.demand import Demand
from capacity.distribution import Floats
from capacity.house import House, Presence
from capacity.lines import Sizes
from routing.agents import AgentCard
from routing.order import Order, Strategy

BEGIN = 1_780_252_200.0  # midnight of 1 June 2026 in India
HOUR = 3_600.0
QUEUES = ("MVVNL", "PVVNL", "DVVNL", "PuVVNL", "KESCO")
SHIFTS = ((0.0, 0.2), (8.0, 0.4), (16.0, 0.4))
"""From which hour, and which share of the agents."""
STORM = (18.0, 2.0, 0.13)
"""From which hour, for how many, and which share of the day's calls it brings to one discom."""
SELF_SERVED = 2


def a_day(calls: int, agents: int, seed: int) -> tuple[Demand, House]:
    """Make the callers and the helpline that they meet."""
    chance = np.random.default_rng(seed)
    cards = list(_cards(agents))
    presence = [
        Presence(BEGIN + at * HOUR, card.id, there)
        for card, begin in cards
        for at, there in ((begin, True), (begin + 8.0, False))
    ]
    house = House(
        sizes=[(BEGIN, Sizes(650, 300))],
        cards=[card for card, _ in cards],
        presence=presence,
        pick_up=3.0,
        longest_wait=3_600.0,
        order=Order(share_after=120.0, strategy=Strategy.LONGEST_IDLE),
    )
    return _demand(calls, chance), house


def _cards(agents: int) -> Iterator[tuple[AgentCard, float]]:
    for begin, share in SHIFTS:
        for place in range(round(agents * share)):
            queue = QUEUES[place % len(QUEUES)]
            languages = frozenset(("hi", "en") if place % 3 == 0 else ("hi",))
            name = f"{queue.lower()}-{begin:.0f}-{place}"
            yield AgentCard(name, frozenset({queue}), languages), begin


def _demand(calls: int, chance: np.random.Generator) -> Demand:
    begin, hours, share = STORM
    stormy = round(calls * share)
    usual = _offers(calls - stormy, chance)
    storm = BEGIN + (begin + hours * chance.random(stormy)) * HOUR
    offered = np.concatenate((usual, storm))
    queue = np.concatenate((chance.integers(0, len(QUEUES), len(usual)), np.full(stormy, 2)))
    order = np.argsort(offered)
    asks = chance.random(calls) < 0.9
    return Demand(
        offered=offered[order],
        menus=chance.lognormal(np.log(40), 0.5, calls),
        instead=np.where(asks, NOBODY, SELF_SERVED).astype(np.int32),
        queue=Names(QUEUES, queue[order].astype(np.int32)),
        language=Names(("hi", "en"), (chance.random(calls) < 0.15).astype(np.int32)),
        priority=chance.choice(4, calls, p=[0.01, 0.02, 0.05, 0.92]).astype(np.int32),
        patience=chance.exponential(600.0, calls),
        handling=chance.lognormal(np.log(235), 0.6, calls),
        after=np.full(calls, 4.0),
        wrap_up=np.full(calls, 10.0),
    )


def _offers(calls: int, chance: np.random.Generator) -> Floats:
    """Draw times of calls: three times as many at noon as at midnight."""
    drawn = chance.random((calls, 12)) * 24 * HOUR
    kept = chance.random((calls, 12)) < (2 - np.cos(2 * np.pi * drawn / (24 * HOUR))) / 3
    first = kept.argmax(axis=1)
    return BEGIN + np.take_along_axis(drawn, first[:, None], axis=1)[:, 0]
