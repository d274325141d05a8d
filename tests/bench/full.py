"""All lines at once, with sound: 650 incoming and 300 outgoing calls for a minute."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ivr.load.sipp import Group, sipp
from ivr.measuring.machine import machine_worked
from tests.asterisk.helpline import line_asterisk
from tests.asterisk.instance import RunningAsterisk, free_port
from tests.bench.ears import Ears
from tests.bench.full_findings import Heard, Round, Use, full_findings
from tests.bench.load import Step, place_calls, target
from tests.bench.machine import Meter
from tests.bench.ours import RUN, serving
from tests.bench.outgoing import Outgoing
from tests.bench.report import Findings
from tests.bench.scenarios import caller, person
from tests.bench.systems import sections
from tests.drill.plan import landlines
from tests.waiting import until

TIMINGS: Final = ("timerfd", "pthread")
KEYS: Final = ("1", "1")
THINK: Final = 1_500
EVERY: Final = 20
"""Of so many calls one is listened to."""
PORT: Final = "[field1]"
ENDS_WITHIN: Final = 15.0


@dataclass(frozen=True)
class Size:
    """How many calls each way, how many begin in a second, and the seconds they are all there."""

    incoming: int = 650
    outgoing: int = 300
    rate: float = 20.0
    stay: float = 60.0

    @property
    def ramp(self) -> float:
        """Seconds until all are there."""
        return max(self.incoming, self.outgoing) / self.rate + len(KEYS) * THINK / 1000


async def measure_full(
    address: str, folder: Path, size: Size, tell: Callable[[str], None]
) -> Findings:
    """Have all lines in use with each of Asterisk's clocks, and listen to some of the calls."""
    folder.mkdir(parents=True, exist_ok=True)
    rounds = [await _round(timing, address, folder, size, tell) for timing in TIMINGS]
    return full_findings(rounds, size.stay)


async def _round(
    timing: str, address: str, folder: Path, size: Size, tell: Callable[[str], None]
) -> Round:
    port = free_port(address)
    usual = sections(1)
    more: dict[str, Any] = {
        "run": RUN,
        "sip": usual["sip"] | {"timing": timing},
        "outgoing": {"trunk": f"{address}:{port}"},
        "lines": {"incoming": size.incoming},
        # Where nobody is on duty, the second announcement would be a ticket, and end the call.
        "waiting": {"announce_every": 3_600},
    }
    tell(f"sound timed by {timing}")
    async with (
        line_asterisk(address, **(usual | more)) as asterisk,
        serving(asterisk, folder) as (_, service),
        Outgoing(asterisk) as outgoing,
        _people(asterisk, port, size.outgoing, folder) as (group, theirs),
    ):
        full = _Full(asterisk, service, outgoing, folder, size, tell)
        incoming, ours, use = await full.run()
        await until(lambda: not group.counts().current, within=ENDS_WITHIN)
        people = group.counts()
    heard = {
        "incoming": Heard(size.incoming, incoming.placed - incoming.completed, ours.heard),
        "outgoing": Heard(
            size.outgoing, max(size.outgoing - people.succeeded, len(outgoing.lost)), theirs.heard
        ),
    }
    return Round(timing, heard, use)


@asynccontextmanager
async def _people(
    asterisk: RunningAsterisk, port: int, count: int, folder: Path
) -> AsyncIterator[tuple[Group, Ears]]:
    """Have people behind the trunk who pick up."""
    address = asterisk.sip[0]
    with Ears(address, max(1, count // EVERY)) as ears, _deaf(address) as sink:
        rows = _rows([str(n) for n in range(count)], ears, sink)
        options = ("-p", str(port))
        async with sipp(
            "people",
            person(media=PORT),
            rows,
            options=options,
            to=target(asterisk.sip),
            folder=folder,
        ) as group:
            yield group, ears


def _rows(names: Sequence[str], ears: Ears, sink: socket.socket) -> list[tuple[str, str]]:
    """Give each call the port for its sound: every so many one at which somebody listens."""
    ports, nowhere = iter(ears.ports), sink.getsockname()[1]
    return [
        (name, str(next(ports, nowhere) if number % EVERY == 0 else nowhere))
        for number, name in enumerate(names)
    ]


def _deaf(address: str) -> socket.socket:
    """Open a port at which the kernel throws away what nobody reads."""
    sink = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sink.bind((address, 0))
    return sink


@dataclass
class _Full:
    asterisk: RunningAsterisk
    service: int
    outgoing: Outgoing
    folder: Path
    size: Size
    tell: Callable[[str], None]

    async def run(self) -> tuple[Step, Ears, Use]:
        """Let everybody come, stay and go."""
        address, size = self.asterisk.sip[0], self.size
        with Ears(address, max(1, size.incoming // EVERY)) as ears, _deaf(address) as sink:
            rows = _rows(landlines(0, size.incoming), ears, sink)
            self.tell(f"{size.incoming} call, {size.outgoing} are called: {size.ramp:.0f} s")
            callers = asyncio.create_task(self._callers(rows))
            await self.outgoing.call(size.outgoing, size.outgoing / (size.incoming / size.rate))
            await asyncio.sleep(len(KEYS) * THINK / 1000)
            use = await self._stay()
            await self.outgoing.hang_up()
            return await callers, ears, use

    async def _callers(self, rows: Sequence[Sequence[str]]) -> Step:
        stay = self.size.ramp + self.size.stay
        return await place_calls(
            "callers",
            caller(KEYS, think=THINK, stays=round(1000 * stay), media=PORT),
            rows,
            rate=self.size.rate,
            to=self.asterisk.sip,
            folder=self.folder,
            stay=stay,
        )

    async def _stay(self) -> Use:
        assert self.asterisk.process.pid is not None
        meter = Meter.start(asterisk=self.asterisk.process.pid, service=self.service)
        begun, busy = time.monotonic(), machine_worked()
        self.tell(f"all are there, for {self.size.stay:.0f} s; {len(self.outgoing.up)} called")
        await asyncio.sleep(self.size.stay)
        seconds = time.monotonic() - begun
        cores = {name: used / seconds for name, used in meter.used().items()}
        return Use(cores, (machine_worked() - busy) / seconds, len(self.outgoing.up))
