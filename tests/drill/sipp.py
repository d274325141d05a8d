"""SIPp as a process of the drill: started, counted, given cues, and ended by its id."""

import asyncio
import csv
import signal
import socket
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.asterisk.instance import TOOLS, free_port
from tests.drill.scenarios import cue

SIPP: Final = TOOLS / "bin" / "sipp"
CUES_A_SECOND: Final = 50


@dataclass(frozen=True)
class Counts:
    """SIPp's own counts: a call ``failed`` when it went otherwise than its scenario says."""

    placed: int = 0
    current: int = 0
    succeeded: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Group:
    """Callers of one kind, or the agents' phones. Their calls are numbered from 1."""

    name: str
    address: str
    port: int
    folder: Path
    process: asyncio.subprocess.Process

    def call_id(self, number: int) -> str:
        """Give the SIP Call-ID of a call."""
        return f"{self.name}-{number}@{self.address}"

    async def hang_up(self, numbers: Iterable[int]) -> None:
        """Let these callers hang up, not all in the same moment."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
            for number in numbers:
                wire.sendto(cue(self.call_id(number)), (self.address, self.port))
                await asyncio.sleep(1 / CUES_A_SECOND)

    def counts(self) -> Counts:
        """Read what SIPp wrote last; it does so every second."""
        try:
            with (self.folder / f"{self.name}.csv").open() as file:
                *_, row = csv.DictReader(file, delimiter=";")
        except (OSError, ValueError):
            return Counts()
        names = ("OutgoingCall(C)", "CurrentCall", "SuccessfulCall(C)", "FailedCall(C)")
        return Counts(*(int(row[name] or 0) for name in names))

    def errors(self) -> str:
        """Give what SIPp found wrong."""
        with suppress(OSError):
            return (self.folder / f"{self.name}.errors").read_text(errors="replace")
        return ""


@asynccontextmanager
async def sipp(
    name: str,
    scenario: str,
    rows: Sequence[Sequence[str]],
    *,
    options: Sequence[str],
    to: tuple[str, int],
    folder: Path,
) -> AsyncIterator[Group]:
    """Run SIPp for the length of the block; each call takes a row of ``[field0]`` and so on.

    It speaks from the address that it calls.
    """
    address, port = to[0], free_port(to[0])
    (folder / f"{name}.xml").write_text(scenario)
    lines = ("SEQUENTIAL", *(";".join(row) for row in rows))
    (folder / f"{name}.rows").write_text("\n".join(lines) + "\n")
    process = await asyncio.create_subprocess_exec(
        *(str(SIPP), "{}:{}".format(*to), "-sf", f"{name}.xml", "-inf", f"{name}.rows"),
        *("-i", address, "-p", str(port), "-mi", address, "-mp", str(free_port(address))),
        *(
            "-cid_str",
            f"{name}-%u@{address}",
            "-nostdin",
            "-timer_resol",
            "10",
            "-trace_stat",
            "-fd",
            "1",
        ),
        *("-stf", f"{name}.csv", "-trace_err", "-error_file", f"{name}.errors"),
        *("-watchdog_minor_maxtriggers", "100000", "-watchdog_major_maxtriggers", "1000"),
        *options,
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield Group(name, address, port, folder, process)
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        await process.wait()
