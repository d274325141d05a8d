"""How busy agents are: the time of talks and wrap-ups, out of the time on duty."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from capacity.held import Stretches, union

Times = Iterable[tuple[float, float]]
"""Begin and end of each stretch, in seconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Of all agents together, the stretches on duty and those busy; none of an agent's overlap."""

    on_duty: Stretches
    busy: Stretches


def duty_of(ready: Mapping[str, Times], busy: Mapping[str, Times]) -> Duty:
    """Put together what is known of each agent; who is busy is on duty, also on a pause."""
    working = {agent: union(_stretches(times)) for agent, times in busy.items()}
    there = {
        agent: union(_stretches([*ready.get(agent, ()), *busy.get(agent, ())]))
        for agent in {**ready, **busy}
    }
    return Duty(_all(there.values()), _all(working.values()))


def _stretches(times: Times) -> Stretches:
    begun, ended = np.array([*times], float).reshape(-1, 2).T
    return Stretches(begun, np.maximum(begun, ended))


def _all(some: Iterable[Stretches]) -> Stretches:
    parts = [Stretches(np.empty(0), np.empty(0)), *some]
    return Stretches(
        np.concatenate([part.begun for part in parts]),
        np.concatenate([part.ended for part in parts]),
    )
