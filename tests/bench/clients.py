"""Processor time per call of ARI clients that drive the same steps on the same Asterisk."""

import asyncio
import subprocess
import sys
from asyncio.subprocess import PIPE
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

from tests.asterisk.helpline import SOUNDS, line_asterisk
from tests.asterisk.instance import RunningAsterisk
from tests.bench.client_findings import OWN, SERVICE, Taken, client_findings
from tests.bench.drivers.task import Task
from tests.bench.load import place_calls
from tests.bench.machine import Meter
from tests.bench.ours import RUN, serving
from tests.bench.report import Findings
from tests.bench.scenarios import caller
from tests.drill.plan import landlines

ROOT: Final = Path(__file__).parents[2]
LOCK: Final = ROOT / "requirements-bench.lock"
ENVIRONMENT: Final = ROOT / ".helpline" / "bench" / "venv"
DRIVERS: Final = Path(__file__).parent / "drivers"

LINES: Final = 300
THINK: Final = 700
"""Milliseconds before each key, and before the caller of two keys hangs up."""

ANNOUNCEMENT: Final = "announcement"
KEYS: Final = "two keys"
SOUND: Final = {ANNOUNCEMENT: ("language.choice",), KEYS: ("greeting", "wait.start", "greeting")}


Begin = Callable[[RunningAsterisk, str, Path], AbstractAsyncContextManager[int]]
"""Has a contender serve the calls of a journey, and gives its process id."""


@dataclass(frozen=True)
class Calls:
    """How many calls a second each contender gets, and for how many seconds."""

    rate: float
    seconds: float


@dataclass(frozen=True)
class Contender:
    """Somebody who serves calls; the service can do no journey but its own."""

    name: str
    begin: Begin
    journeys: tuple[str, ...] = (ANNOUNCEMENT, KEYS)


async def measure_clients(
    address: str, folder: Path, calls: Calls, *, rounds: int, tell: Callable[[str], None]
) -> Findings:
    """Let each contender serve the same calls, one after the other, ``rounds`` times."""
    await asyncio.to_thread(install_others)
    taken = defaultdict[tuple[str, str], list[Taken]](list)
    async with line_asterisk(address, lines={"incoming": LINES}, run=RUN) as asterisk:
        for number, (journey, each) in product(range(1, rounds + 1), _pairs()):
            tell(f"round {number} of {rounds}: {journey}: {each.name}")
            cost = await _take(each, journey, asterisk, folder, calls)
            taken[journey, each.name].append(cost)
    return client_findings(taken, calls.rate)


def _pairs() -> list[tuple[str, Contender]]:
    everyone = contenders()
    return [(j, c) for j in (ANNOUNCEMENT, KEYS) for c in everyone if j in c.journeys]


def install_others() -> None:
    """Have the other clients in an environment of their own."""
    done = ENVIRONMENT / "installed"
    if done.exists() and done.read_text() == LOCK.read_text():
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)
    pip = (ENVIRONMENT / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check")
    subprocess.run([*pip, "--require-hashes", "-r", LOCK], check=True)
    done.write_text(LOCK.read_text())


def contenders() -> list[Contender]:
    """List who is compared: the first is our client, the second our whole service."""
    others = ENVIRONMENT / "bin" / "python"
    return [
        Contender(OWN, _driver(sys.executable, "-m", "tests.bench.drivers.own")),
        Contender(SERVICE, _service, (KEYS,)),
        Contender("ari-client 0.9.0", _driver(str(others), str(DRIVERS / "with_ari_client.py"))),
        Contender("asyncari 0.20.6", _driver(str(others), str(DRIVERS / "with_asyncari.py"))),
    ]


def _driver(*command: str) -> Begin:
    @asynccontextmanager
    async def begin(asterisk: RunningAsterisk, journey: str, log: Path) -> AsyncIterator[int]:
        ari = asterisk.settings.ari
        sounds = tuple(f"sound:{SOUNDS}/hi/{name}" for name in SOUND[journey])
        task = Task(
            asterisk.ari_url, ari.user, asterisk.ari_password, ari.app, journey == KEYS, sounds
        )
        with log.open("wb") as errors:
            process = await asyncio.create_subprocess_exec(
                *command, task.text(), stdout=PIPE, stderr=errors, cwd=ROOT
            )
        try:
            assert process.stdout is not None
            said = await asyncio.wait_for(process.stdout.readline(), 30)
            if not said:
                raise RuntimeError(f"{command[-1]} ended: {log.read_text()[-500:]}")
            yield process.pid
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()

    return begin


@asynccontextmanager
async def _service(asterisk: RunningAsterisk, _journey: str, log: Path) -> AsyncIterator[int]:
    async with serving(asterisk, log.parent) as (_, pid):
        yield pid


async def _take(
    contender: Contender, journey: str, asterisk: RunningAsterisk, folder: Path, calls: Calls
) -> Taken:
    name = f"{contender.name} {journey}".replace(" ", "-")
    folder.mkdir(parents=True, exist_ok=True)
    # The menus of the service have the chatbot, which needs no agent, on key 8.
    keyed = caller(("1", "8"), think=THINK, stays=THINK) if journey == KEYS else caller(think=0)
    rows = [(number,) for number in landlines(0, round(calls.rate * calls.seconds))]
    async with contender.begin(asterisk, journey, folder / f"{name}.driver") as pid:
        assert asterisk.process.pid is not None
        meter = Meter.start(own=pid, asterisk=asterisk.process.pid)
        step = await place_calls(name, keyed, rows, rate=calls.rate, to=asterisk.sip, folder=folder)
        used = meter.used()
    done = max(1, step.completed)
    return Taken(1000 * used["own"] / done, 1000 * used["asterisk"] / done, step)
