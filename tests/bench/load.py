"""A step of load: SIPp places calls at an even rate, and says what became of them."""

import asyncio
import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.drill.sipp import sipp

ENDS_WITHIN: Final = 75.0
"""Seconds after the last call was placed in which all must be over."""


@dataclass(frozen=True)
class Step:
    """What became of the calls of a step. ``times`` in seconds, by the name of the timer."""

    rate: float
    placed: int
    completed: int
    times: dict[str, list[float]] = field(default_factory=dict)
    errors: str = ""

    @property
    def share(self) -> float:
        """The share of the calls that went as their scenario says."""
        return self.completed / max(1, self.placed)


async def place_calls(
    name: str, scenario: str, rows: Sequence[Sequence[str]], *, rate: float, to: tuple[str, int],
    folder: Path,
) -> Step:  # fmt: skip
    """Place one call for each row, ``rate`` a second, and wait until all are over."""
    count = len(rows)
    # SIPp takes whole calls for a period of its own.
    options = (
        *("-m", str(count), "-l", str(count), "-r", str(round(100 * rate)), "-rp", "100000"),
        *("-trace_rtt", "-rtt_freq", "1", "-timeout", f"{round(count / rate + ENDS_WITHIN)}"),
    )
    folder.mkdir(parents=True, exist_ok=True)
    async with sipp(name, scenario, rows, options=options, to=to, folder=folder) as group:
        await asyncio.wait_for(group.process.wait(), count / rate + 2 * ENDS_WITHIN)
        counts = group.counts()
        times = read_times(folder / f"{name}_{group.process.pid}_rtt.csv")
        return Step(rate, max(count, counts.placed), counts.succeeded, times, group.errors())


def read_times(path: Path) -> dict[str, list[float]]:
    """Read the timers that SIPp wrote, in seconds, by name."""
    times = defaultdict(list)
    with path.open() as file:
        for row in csv.reader(file, delimiter=";"):
            try:
                times[row[2].strip('"')].append(float(row[1]) / 1000)
            except (ValueError, IndexError):  # the line with the names
                continue
    return dict(times)
