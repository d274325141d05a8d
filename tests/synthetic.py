"""A made-up helpline of the size of 1912's, and the log that it would write."""

import numpy as np

from capacity.call_log import NOBODY, CallLog, Names
from capacity.demand import Demand
from capacity.distribution import Floats
from capacity.house import House, Presence
from capacity.lines import Sizes
from capacity.simulation import simulate
from routing.agents import AgentCard

DAY = 86_400.0
BEGIN = 1_780_252_200.0  # midnight of 1 June 2026 in India
QUEUES = ("MVVNL", "PVVNL", "DVVNL", "PuVVNL", "KESCO")
SHIFT = 8 * 3_600.0


def busy_helpline(calls: int, days: int, *, agents: int, seed: int = 1, **rules: float) -> CallLog:
    """Simulate days of a helpline on which so many are on duty by day, a third of them by night.

    ``rules`` go into the `House`.
    """
    chance = np.random.default_rng(seed)
    posts = list(_posts(days, agents))
    house = House(
        sizes=[(BEGIN, Sizes(350, 300))],
        cards=[card for card, _, _ in posts],
        presence=[
            Presence(at, card.id, there)
            for card, start, end in posts
            for at, there in ((start, True), (end, False))
        ],
        **rules,
    )
    return simulate(_demand(np.sort(_offers(chance, calls, days)), chance), house)


def _offers(chance: np.random.Generator, calls: int, days: int) -> Floats:
    """Draw times of calls: twice as many at noon as at midnight."""
    day = chance.integers(0, days, calls) * DAY
    drawn = chance.random((calls, 8)) * DAY
    kept = chance.random((calls, 8)) < (1.5 - 0.5 * np.cos(2 * np.pi * drawn / DAY)) / 2
    first = np.where(kept.any(axis=1), kept.argmax(axis=1), 0)
    return BEGIN + day + np.take_along_axis(drawn, first[:, None], axis=1)[:, 0]


def _demand(offered: Floats, chance: np.random.Generator) -> Demand:
    count = len(offered)
    wants_agent = chance.random(count) < 0.6
    languages = Names(("hi", "en"), (chance.random(count) < 0.15).astype(np.int32))
    return Demand(
        offered=offered,
        menus=chance.lognormal(np.log(40), 0.5, count),
        instead=np.where(wants_agent, NOBODY, 2).astype(np.int32),  # 2 is self-served
        queue=Names(QUEUES, chance.integers(0, len(QUEUES), count).astype(np.int32)),
        language=languages,
        priority=np.where(chance.random(count) < 0.05, 0, 3).astype(np.int32),
        patience=chance.exponential(240.0, count),
        handling=chance.lognormal(np.log(130), 0.6, count),
        after=np.full(count, 4.0),
        wrap_up=chance.gamma(2.0, 7.5, count),
    )


def _posts(days: int, agents: int):
    """Share agents among the queues and three shifts of each day."""
    for day in range(days):
        for number, share in enumerate((1 / 3, 1, 1)):
            start = BEGIN + day * DAY + number * SHIFT
            for place in range(round(agents * share)):
                queue = QUEUES[place % len(QUEUES)]
                languages = frozenset(("hi", "en") if place % 3 == 0 else ("hi",))
                card = AgentCard(
                    f"{queue.lower()}-{place}-{day}-{number}", frozenset({queue}), languages
                )
                yield card, start, start + SHIFT
