"""How many lines were held and how busy agents were, in parts of a period."""

from dataclasses import dataclass
from math import isnan

from capacity.distribution import Floats
from capacity.duty import Duty
from capacity.held import Steps, Stretches


@dataclass(frozen=True, slots=True)
class Load:
    """Of lines: how many were held at once, as a mean over time (erlangs) and at most.

    ``size`` is the mean size of the pool; None where it is not known.
    """

    mean: float
    peak: int
    size: float | None

    @property
    def occupancy(self) -> float | None:
        """Give the share of the lines that was held."""
        return self.mean / self.size if self.size else None


@dataclass(frozen=True, slots=True)
class AgentLoad:
    """Of agents: how many were on duty, and how many busy with a talk or wrap-up, as means."""

    on_duty: float
    busy: float

    @property
    def occupancy(self) -> float | None:
        """Give the share of the time on duty that they were busy."""
        return self.busy / self.on_duty if self.on_duty else None


def line_loads(held: Stretches, sizes: Steps, edges: Floats) -> list[Load]:
    """Give the load of each part."""
    columns = (held.mean(edges).tolist(), held.peak(edges).tolist(), sizes.mean(edges).tolist())
    return [
        Load(mean, int(peak), None if isnan(size) else size)
        for mean, peak, size in zip(*columns, strict=True)
    ]


def agent_loads(duty: Duty | None, edges: Floats) -> list[AgentLoad | None]:
    """Give the load of each part, if anything is known of duty."""
    if duty is None:
        return [None] * (len(edges) - 1)
    columns = duty.on_duty.mean(edges).tolist(), duty.busy.mean(edges).tolist()
    return [AgentLoad(*each) for each in zip(*columns, strict=True)]
