"""SIPp as a process: started, counted, given cues, and ended by its id."""

import asyncio
import csv
import re
import signal
import socket
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Final

from ivr.load.messages import cue

CUES_A_SECOND: Final = 50
_NAMED: Final = re.compile(r" (?:for|with) Call-I[Dd] '[^']*?-(\d+)@[^']*'")
RESOLUTION: Final = 5
"""Milliseconds to which SIPp looks at its clock."""


@dataclass(frozen=True)
class Target:
    """Whom to call, from which address of ours, with which SIPp."""

    host: str
    port: int
    number: str
    load_address: str
    sipp: Path


@dataclass(frozen=True)
class Counts:
    """SIPp's own counts: a call ``failed`` when it went otherwise than its scenario says."""

    placed: int = 0
    current: int = 0
    succeeded: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Group:
    """The calls of one SIPp, numbered from 1."""

    name: str
    address: str
    port: int
    control: int
    folder: Path
    process: asyncio.subprocess.Process

    def call_id(self, number: int) -> str:
        """Give the SIP Call-ID of a call."""
        return f"{self.name}-{number}@{self.address}"

    async def hang_up(self, numbers: Iterable[int], a_second: float = CUES_A_SECOND) -> None:
        """Let these callers hang up, not all in the same moment."""
        await self.tell((self.call_id(number) for number in numbers), a_second)

    async def tell(self, call_ids: Iterable[str], a_second: float = CUES_A_SECOND) -> None:
        """Send these calls their cue."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
            for call_id in call_ids:
                wire.sendto(cue(call_id, token_hex(4)), (self.address, self.port))
                await asyncio.sleep(1 / a_second)

    def begin_no_more(self) -> None:
        """Let calls that began go on, and begin no others.

        SIGUSR1 would do it too, but once all calls have begun it breaks them off.
        """
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
            wire.sendto(b"p", (self.address, self.control))

    def counts(self) -> Counts:
        """Read what SIPp wrote last; it does so every second."""
        try:
            with (self.folder / f"{self.name}.csv").open() as file:
                *_, row = csv.DictReader(file, delimiter=";")
        except (OSError, ValueError):
            return Counts()
        names = ("OutgoingCall(C)", "CurrentCall", "SuccessfulCall(C)", "FailedCall(C)")
        return Counts(*(int(row[name] or 0) for name in names))

    @property
    def notes(self) -> Path:
        """Where the scenario's own notes go."""
        return self.folder / f"{self.name}.log"

    def complaints(self) -> dict[int, str]:
        """Tell by the number of a call what SIPp found wrong with it last."""
        lines = (line.rsplit("\t", 1)[-1] for line in self.errors().splitlines())
        found = ((line, _NAMED.search(line)) for line in lines)
        return {int(named[1]): _said(line) for line, named in found if named}

    def errors(self) -> str:
        """Give what SIPp found wrong."""
        with suppress(OSError):
            return (self.folder / f"{self.name}.errors").read_text(errors="replace")
        return ""


@asynccontextmanager
async def sipp(
    name: str,
    scenario: str,
    rows: Iterable[Sequence[str]],
    *,
    options: Sequence[str],
    to: Target,
    folder: Path,
) -> AsyncIterator[Group]:
    """Run SIPp for the length of the block; each call takes a row of ``[field0]`` and so on.

    Without rows it waits to be called. Raises OSError if it cannot be started.
    """
    address = to.load_address
    port, media, control = free_port(address), free_port(address), free_port(address)
    (folder / f"{name}.xml").write_text(scenario)
    lines = [";".join(row) for row in rows]
    if lines:
        (folder / f"{name}.rows").write_text("\n".join(("SEQUENTIAL", *lines, "")))
    process = await asyncio.create_subprocess_exec(
        *(str(to.sipp), f"{to.host}:{to.port}", "-s", to.number, "-sf", f"{name}.xml"),
        *(("-inf", f"{name}.rows") if lines else ()),
        *("-i", address, "-p", str(port), "-mi", address, "-mp", str(media)),
        *("-ci", address, "-cp", str(control)),
        *("-cid_str", f"{name}-%u@{address}", "-nostdin"),
        *("-timer_resol", str(RESOLUTION), "-trace_stat", "-fd", "1", "-stf", f"{name}.csv"),
        *("-trace_err", "-error_file", f"{name}.errors"),
        *("-trace_logs", "-log_file", f"{name}.log"),
        *("-watchdog_minor_maxtriggers", "100000", "-watchdog_major_maxtriggers", "1000"),
        *options,
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield Group(name, address, port, control, folder, process)
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        await process.wait()


def free_port(address: str) -> int:
    """Find a UDP port of this address that nobody uses at this moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])


def _said(line: str) -> str:
    """Take off when it was and the name of the call."""
    return _NAMED.sub("", line.partition(": ")[2]).strip(" '.")
