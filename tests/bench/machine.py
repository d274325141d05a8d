"""What the machine is, and how much of its processors a process has used."""

import math
import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

_TICK: Final = os.sysconf("SC_CLK_TCK")


def processor_seconds(pid: int) -> float:
    """Give the seconds of processor that a process has used so far; NaN if it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return math.nan
    return sum(map(int, stat[11:13])) / _TICK


def busy_seconds() -> float:
    """Give the seconds for which all processors together were busy since the machine started."""
    user, nice, system, _idle, _iowait, irq, softirq = (
        int(word) for word in Path("/proc/stat").read_text().split()[1:8]
    )
    return (user + nice + system + irq + softirq) / _TICK


@dataclass
class Meter:
    """How much each of some processes used since it was made."""

    pids: dict[str, int]
    before: dict[str, float]

    @classmethod
    def start(cls, **pids: int) -> Self:
        """Begin to count for these processes."""
        return cls(pids, {name: processor_seconds(pid) for name, pid in pids.items()})

    def used(self) -> dict[str, float]:
        """Give the seconds of processor of each since the start."""
        return {name: processor_seconds(pid) - self.before[name] for name, pid in self.pids.items()}


def describe() -> str:
    """Name processors, memory, system and Python on one line."""
    return (
        f"{os.cpu_count()} × {_processor()}, {_memory()} GiB, {_system()}, "
        f"Python {platform.python_version()}, load before it {os.getloadavg()[0]:.2f}"
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _memory() -> int:
    total = Path("/proc/meminfo").read_text().split()[1]
    return round(int(total) / 1024**2)


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.platform()
