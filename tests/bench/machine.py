"""What the machine is, and how much of its processors some processes used."""

import math
import os
from dataclasses import dataclass
from typing import Self

from ivr.measuring.machine import this_machine, usage


@dataclass
class Meter:
    """How much each of some processes used since it was made."""

    pids: dict[str, int]
    before: dict[str, float]

    @classmethod
    def start(cls, **pids: int) -> Self:
        """Begin to count for these processes."""
        return cls(pids, {name: _used(pid) for name, pid in pids.items()})

    def used(self) -> dict[str, float]:
        """Give the seconds of processor of each since the start; NaN for one that is gone."""
        return {name: _used(pid) - self.before[name] for name, pid in self.pids.items()}


def describe() -> str:
    """Name processors, memory, system and Python on one line."""
    machine = this_machine()
    return (
        f"{machine['processors']} × {machine['model']}, {machine['memory_gib']} GiB, "
        f"Linux {machine['kernel']}, Python {machine['python']}, "
        f"load average {os.getloadavg()[0]:.1f}"
    )


def _used(pid: int) -> float:
    try:
        return usage(pid).processor
    except OSError:
        return math.nan
