"""The helpline that a simulation tries out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from capacity.lines import Sizes
from routing.agents import AgentCard
from routing.order import Order


@dataclass(frozen=True, slots=True)
class Presence:
    """From a time on, in seconds since the epoch, an agent is there or is away."""

    at: float
    agent_id: str
    present: bool


@dataclass(frozen=True, slots=True)
class House:
    """The helpline that is tried out. Who is not yet present is away.

    ``sizes`` are the pools' sizes with the times from which they hold. ``pick_up`` is how long a
    phone rings, ``longest_wait`` when a caller is turned away, ``short_abandon`` what counts as
    leaving at once; all in seconds.
    """

    sizes: Sequence[tuple[float, Sizes]]
    cards: Sequence[AgentCard]
    presence: Sequence[Presence]
    pick_up: float = 0.0
    longest_wait: float = math.inf
    short_abandon: float = 5.0
    order: Order = field(default_factory=Order)
