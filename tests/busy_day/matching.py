"""How long the waiting room takes for an event, beside the same rules by a naive scan."""

import heapq
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from routing.able import own_agents, shared_agents
from routing.agents import AgentCard, Duty
from routing.line import Waiter
from routing.order import Order
from routing.waiting import WaitingRoom
from tests.busy_day.day import QUEUES

AGENTS, WAITING, PER_SECOND = 300, 200, 30.0
ORDER = Order(share_after=60.0)
REASONS = ("supply", "bill", "meter", "new-connection", "theft", "transformer")


@dataclass
class Timed:
    """Milliseconds that each event took, matching included; and of a naive scan at the same."""

    ours: list[float] = field(default_factory=list)
    naive: list[float] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)


def measure(events: int, seed: int, *, naive_every: int = 50) -> Timed:
    """Let calls come and go in a house that is full, and time each event.

    Calls come 30 times a second, and an agent parts as often, so 200 go on waiting.
    """
    chance = np.random.default_rng(seed)
    cards = [_card(place) for place in range(AGENTS)]
    room, timed = WaitingRoom(cards, wrap_up=10.0, order=ORDER), Timed()
    waiting: dict[str, Waiter] = {}
    talks: list[tuple[float, str]] = []
    mean_talk = AGENTS / PER_SECOND
    now = 0.0
    for number, waiter in zip(range(events), _waiters(chance), strict=False):
        now = waiter.since
        before = time.thread_time()
        while talks and talks[0][0] <= now:
            room.parted(heapq.heappop(talks)[1], now, wrap_up=0.0)
        room.join(waiter)
        pairs = []
        while (pair := room.next_pair(now)) is not None:
            pairs.append(pair)
        room.next_change(now)
        timed.ours.append((time.thread_time() - before) * 1e3)
        waiting[waiter.call_id] = waiter
        for pair in pairs:
            room.answered(pair.call_id, now)
            del waiting[pair.call_id]
            heapq.heappush(talks, (now + chance.exponential(mean_talk), pair.agent_id))
        if len(waiting) > WAITING:  # who has waited longest gives up, so that it stays at that
            gone = min(waiting.values(), key=lambda each: each.since)
            room.leave(waiting.pop(gone.call_id).call_id, now)
        timed.waiting.append(len(waiting))
        if number % naive_every == 0:
            timed.naive.append(_naive_milliseconds(room, cards, list(waiting.values()), now))
    return timed


def _naive_milliseconds(
    room: WaitingRoom, cards: list[AgentCard], waiting: list[Waiter], now: float
) -> float:
    """Time one look at each pair of a caller and an agent, in order, for who suits."""
    duties = room.agents(now)
    before = time.thread_time()
    in_order = sorted(waiting, key=lambda each: each.since - ORDER.head_start[each.priority])
    for waiter in in_order:
        matter = waiter.matter
        suits = own_agents(cards, matter)
        if any(duties[card.id] is Duty.FREE for card in cards if card.id in suits):
            break
        opened = waiter.since - ORDER.head_start[waiter.priority] + ORDER.share_after <= now
        if opened and any(duties[each] is Duty.FREE for each in shared_agents(cards, matter)):
            break
    return (time.thread_time() - before) * 1e3


def _card(place: int) -> AgentCard:
    languages = frozenset(("hi", "en") if place % 3 == 0 else ("hi",))
    reasons = frozenset(REASONS[:3]) if place % 7 == 0 else frozenset[str]()
    return AgentCard(f"a{place}", frozenset({QUEUES[place % 5]}), languages, reasons, place % 4)


def _waiters(chance: np.random.Generator) -> Iterator[Waiter]:
    now, number = 0.0, 0
    while True:
        now += chance.exponential(1 / PER_SECOND)
        number += 1
        language = "en" if chance.random() < 0.15 else "hi"
        queue = str(chance.choice(QUEUES, p=[0.15, 0.15, 0.4, 0.15, 0.15]))
        priority = int(chance.choice(4, p=[0.01, 0.02, 0.05, 0.92]))
        reason = str(chance.choice(REASONS))
        yield Waiter(f"c{number}", queue, language, priority, now, reason)
