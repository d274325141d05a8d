"""What calls cost each process, from samples of it. No I/O."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from ivr.measuring.found import Cost
from ivr.measuring.machine import Sample, Usage

HOUR: Final = 3600.0
LONG_ENOUGH: Final = 300.0
"""Seconds below which a trend of memory says nothing."""
SHOWN: Final = 60
"""Moments of a course that are kept, about."""


def costs_of(samples: Sequence[Sample], landed: Sequence[float]) -> dict[str, Cost]:
    """Give the cost of each process that was there throughout; ``landed`` is by the same clock."""
    if len(samples) < 2:  # noqa: PLR2004 - a cost is a difference
        return {}
    first, last = samples[0], samples[-1]
    calls = sum(first.at <= each < last.at for each in landed)
    names = sorted(set.intersection(*(set(sample.processes) for sample in samples)))
    return {name: _cost(samples, name, calls) for name in names}


def busy(samples: Sequence[Sample]) -> float:
    """Give how many processors of the machine worked, on average."""
    first, last = samples[0], samples[-1]
    return (last.machine - first.machine) / max(1e-9, last.at - first.at)


def _cost(samples: Sequence[Sample], name: str, calls: int) -> Cost:
    at = np.array([sample.at for sample in samples])
    at -= at[0]
    own = [_own(sample.processes[name]) for sample in samples]
    before, after = samples[0].processes[name], samples[-1].processes[name]
    worked = after.processor - before.processor
    every = max(1, len(samples) // SHOWN)
    return Cost(
        per_call=worked / max(1, calls),
        share=worked / float(at[-1]),
        own=(own[0], own[-1]),
        growth=float(np.polyfit(at, own, 1)[0]) * HOUR if at[-1] >= LONG_ENOUGH else None,
        course=[(float(when), size) for when, size in zip(at, own, strict=True)][::every],
    )


def _own(usage: Usage) -> int:
    return usage.own or usage.resident
