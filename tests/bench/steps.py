"""One step of full journeys at a rate, and whether the helpline held it."""

import asyncio
import itertools
import math
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ivr.measuring.machine import machine_worked
from tests.asterisk.helpline import SOUNDS
from tests.bench.figures import percentile
from tests.bench.load import Step, place_calls
from tests.bench.machine import Meter
from tests.bench.scenarios import caller
from tests.bench.systems import System

KEYS: Final = ("1", "1")
THINK: Final = 1_500
RING: Final = 300
TALK: Final = 1_000
"""Milliseconds."""

LEAST_DONE: Final = 0.99
SETUP_WITHIN: Final = 1.0
TO_AGENT_WITHIN: Final = 1.0
"""Seconds at p99: from INVITE to 200, and from the last key until the agent's phone rings."""
EARLY: Final = 0.2
"""Seconds by which the clocks of SIPp's pauses may be off."""
RECORDED_WITHIN: Final = 10.0
BYTES_A_SECOND: Final = 8_000

_numbers = itertools.count()


@dataclass(frozen=True)
class Taken:
    """A step, what it cost (seconds of processor per journey), and why it did not hold.

    ``busy`` is the share of all processors that was busy, whoever used them.
    """

    step: Step
    cpu: dict[str, float]
    busy: float
    recorded: int
    faults: list[str] = field(default_factory=list)

    @property
    def to_agent(self) -> list[float]:
        """Seconds from each caller's last key until the agent's phone rang."""
        return [seconds - talk_to_goodbye() for seconds in self.step.last]


async def take_step(system: System, rate: float, seconds: float, folder: Path) -> Taken:
    """Place journeys at this rate, wait for the last record, and judge."""
    rows = [(f"05224{next(_numbers):06d}",) for _ in range(math.ceil(rate * seconds))]
    before = await asyncio.to_thread(system.answered)
    meter, busy, begun = Meter.start(**system.pids), machine_worked(), time.monotonic()
    step = await place_calls(
        f"callers-{rate:g}",
        caller(KEYS, think=THINK),
        rows,
        rate=rate,
        to=system.asterisk.sip,
        folder=folder,
    )
    shared = (machine_worked() - busy) / (time.monotonic() - begun) / (os.cpu_count() or 1)
    used = meter.used()
    recorded = await _recorded(system, before, step.completed)
    await system.settle()
    cpu = {name: spent / max(1, step.completed) for name, spent in used.items()}
    taken = Taken(step, cpu, shared, recorded)
    taken.faults.extend(faults(taken))
    return taken


def faults(taken: Taken) -> Iterator[str]:
    """Say what was too slow or missing; nothing if the rate was held."""
    step = taken.step
    setup, to_agent = percentile(step.setup, 0.99), percentile(taken.to_agent, 0.99)
    if step.share < LEAST_DONE:
        yield f"{step.share:.1%} of the journeys were completed"
    if not setup <= SETUP_WITHIN:
        yield f"INVITE to 200 took {setup:.2f} s (p99)"
    if not to_agent <= TO_AGENT_WITHIN:
        yield f"last key to ringing took {to_agent:.2f} s (p99)"
    if early := sum(seconds < -EARLY for seconds in taken.to_agent):
        yield f"{early} goodbyes came before an agent could have talked"
    if taken.recorded < step.completed:
        yield f"{step.completed - taken.recorded} records were missing"


async def _recorded(system: System, before: int, goal: int) -> int:
    until = time.monotonic() + RECORDED_WITHIN
    while True:
        recorded = await asyncio.to_thread(system.answered) - before
        if recorded >= goal or time.monotonic() > until:
            return recorded
        await asyncio.sleep(0.5)


def talk_to_goodbye() -> float:
    """Give the seconds from an agent's phone ringing to the goodbye: ring, talk, thanks."""
    thanks = (SOUNDS / "hi" / "thanks.alaw").stat().st_size / BYTES_A_SECOND
    return (RING + TALK) / 1000 + thanks
