"""What processes cost: processor time, memory and open files, read from /proc each second."""

import asyncio
import os
import platform
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

EVERY: Final = 1.0
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PROC: Final = Path("/proc")
_IDLE: Final = slice(3, 5)  # idle and iowait among the fields of the line "cpu"


@dataclass(frozen=True, slots=True)
class Usage:
    """One process at one moment: processor seconds since its start, bytes, open files, threads.

    ``own`` is its proportional share of memory (PSS); 0 where the kernel does not tell.
    """

    processor: float
    resident: int
    own: int
    files: int
    threads: int


@dataclass(frozen=True, slots=True)
class Sample:
    """All watched processes at ``at``, and the processor seconds that the machine worked by then.

    ``at`` is in seconds of the caller's clock.
    """

    at: float
    machine: float
    processes: Mapping[str, Usage]


@dataclass
class Watch:
    """Samples in the order of time, the first and the last included."""

    samples: list[Sample] = field(default_factory=list)

    def between(self, begin: float, end: float) -> Sequence[Sample]:
        """Give the samples of a span; at least two, unless there are fewer."""
        inside = [sample for sample in self.samples if begin <= sample.at <= end]
        return inside if len(inside) > 1 else self.samples


def usage(pid: int) -> Usage:
    """Look at a process; raises OSError if it is gone, or not ours to look at."""
    place = _PROC / str(pid)
    stat = (place / "stat").read_text().rpartition(")")[2].split()
    pages = int((place / "statm").read_text().split()[1])
    own = 0
    with suppress(OSError):
        found = re.search(r"(?m)^Pss: +(\d+) kB", (place / "smaps_rollup").read_text())
        own = int(found[1]) * 1024 if found else 0
    return Usage(
        processor=(int(stat[11]) + int(stat[12])) / _TICKS,
        resident=pages * os.sysconf("SC_PAGE_SIZE"),
        own=own,
        files=sum(1 for _ in (place / "fd").iterdir()),
        threads=int(stat[17]),
    )


def machine_worked() -> float:
    """Give the processor seconds that this machine has worked since its start, for whomever.

    What a host takes from a virtual machine is not among them.
    """
    with (_PROC / "stat").open() as file:
        fields = [int(field) for field in file.readline().split()[1:8]]
    return (sum(fields) - sum(fields[_IDLE])) / _TICKS


def this_machine() -> dict[str, str | int]:
    """Say on what was measured, without saying whose it is."""
    model = re.search(r"(?m)^model name\s*: (.+)$", (_PROC / "cpuinfo").read_text())
    return {
        "processors": os.cpu_count() or 1,
        "model": model[1] if model else platform.machine(),
        "memory_gib": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 30,
        "kernel": platform.release(),
        "python": platform.python_version(),
    }


@asynccontextmanager
async def watching(
    pids: Mapping[str, int],
    clock: Callable[[], float],
    tell: Callable[[Sample], None] = lambda _sample: None,
) -> AsyncIterator[Watch]:
    """Look at these processes each second for the length of the block."""
    watch = Watch()

    def look() -> None:
        seen = {}
        for name, pid in pids.items():
            with suppress(OSError):
                seen[name] = usage(pid)
        watch.samples.append(Sample(clock(), machine_worked(), seen))
        tell(watch.samples[-1])

    async def again() -> None:
        while True:
            await asyncio.sleep(EVERY)
            look()

    look()
    looking = asyncio.create_task(again(), name="watch the machine")
    try:
        yield watch
    finally:
        looking.cancel()
        await asyncio.wait([looking])
        look()
