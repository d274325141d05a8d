"""The helpline of the drill: a real Asterisk, and the service as a process that can be killed."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import aiohttp

from tests.asterisk.helpline import line_asterisk, secret_variables, service_settings
from tests.asterisk.instance import RunningAsterisk
from tests.drill.plan import Plan
from tests.system.node import HELPLINE
from tests.waiting import until

STARTS_WITHIN: Final = 30.0
ENDS_WITHIN: Final = 30.0

UNHURRIED: Final = 900.0
"""Seconds for which a caller of the drill stays at a question, or in line."""


@dataclass(frozen=True)
class Seen:
    """What Asterisk has at one moment: ids of channels; those in our application; pairs."""

    channels: frozenset[str]
    ours: frozenset[str]
    pairs: frozenset[frozenset[str]]
    bridges: int

    @property
    def callers(self) -> frozenset[str]:
        """The channels of callers that the service has; agents' channels are not among them."""
        return frozenset(channel for channel in self.ours if not channel.startswith("agent-"))


@dataclass
class Node:
    """One Asterisk, and one service after the other; ``starts`` are when they were started."""

    asterisk: RunningAsterisk
    file: Path
    logs: Path
    http: aiohttp.ClientSession
    process: asyncio.subprocess.Process | None = None
    starts: list[datetime] = field(default_factory=list)

    @property
    def log(self) -> Path:
        """What the newest service logs."""
        return self.logs / f"service-{len(self.starts)}.log"

    async def start(self) -> None:
        """Start the service; returns at once."""
        environment = {"PATH": os.environ["PATH"], **secret_variables(self.asterisk)}
        self.starts.append(datetime.now(UTC))
        with self.log.open("wb") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(str(HELPLINE), "--config", str(self.file), "serve"),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment,
                start_new_session=True,
            )

    async def connected(self) -> datetime:
        """Wait until the service is connected with Asterisk; tell since when it is."""
        await until(lambda: self.logged("ari.connected"), within=STARTS_WITHIN)
        return datetime.fromisoformat(self.logged("ari.connected")[0]["timestamp"])

    @property
    def worked(self) -> float:
        """The seconds of processor that the service has used so far."""
        assert self.process is not None
        stat = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, stat[11:13])) / os.sysconf("SC_CLK_TCK")

    async def end(self, number: signal.Signals) -> None:
        """End the service with this signal, and by force if it does not heed it."""
        if self.process is None or self.process.returncode is not None:
            return
        self.process.send_signal(number)
        try:
            await asyncio.wait_for(self.process.wait(), ENDS_WITHIN)
        except TimeoutError:
            self.process.kill()
            await self.process.wait()

    def logged(self, event: str) -> list[dict[str, Any]]:
        """Give the lines of the newest service's log with this name."""
        found = []
        for line in self.log.read_text().splitlines():
            with suppress(ValueError):
                if event in line and (entry := json.loads(line))["event"] == event:
                    found.append(entry)
        return found

    def faults(self) -> int:
        """Count the errors that all services logged, but for a machine that was too slow."""
        logs = (log.read_text() for log in self.logs.glob("service-*.log"))
        errors = [line for log in logs for line in log.splitlines() if '"level": "error"' in line]
        return sum("service.stalled" not in line for line in errors)

    async def phones(self) -> int:
        """Count the agents' phones that can be rung."""
        endpoints = await self._asked("endpoints/PJSIP")
        return sum(endpoint["state"] == "online" for endpoint in endpoints)

    async def levels(self) -> int:
        """Ask the service how many incoming lines it holds."""
        api = self.asterisk.settings.api
        async with self.http.get(f"http://{api.bind}:{api.port}/api/lines") as answer:
            return int((await answer.json())["levels"]["incoming"])

    async def look(self) -> Seen:
        """See what Asterisk has."""
        channels = await self._asked("channels")
        application = await self._asked(f"applications/{self.asterisk.settings.ari.app}")
        bridges = await self._asked("bridges")
        return Seen(
            frozenset(channel["id"] for channel in channels),
            frozenset(application["channel_ids"]),
            frozenset(frozenset(b["channels"]) for b in bridges if len(b["channels"]) > 1),
            len(bridges),
        )

    async def _asked(self, path: str) -> Any:
        url, headers = f"{self.asterisk.ari_url}/ari/{path}", self.asterisk.ari_headers()
        async with self.http.get(url, headers=headers) as answer:
            answer.raise_for_status()
            return await answer.json()


@asynccontextmanager
async def running_node(plan: Plan, address: str, logs: Path) -> AsyncIterator[Node]:
    """Have an Asterisk for this plan, and at the end nothing of it or of any service."""
    sections: dict[str, Any] = {
        # SIPp sends no sound, and many legs need many ports.
        "sip": {"rtp_timeout": 600, "rtp_first": 10_000, "rtp_last": 18_999},
        "lines": {"incoming": plan.callers + plan.newcomers},
        "call": {"key_timeout": UNHURRIED, "language_timeout": UNHURRIED},
        "waiting": {"wrap_up": 1.0, "longest_wait": UNHURRIED},
        "agents": [{"id": f"agent-{n}"} for n in range(plan.talking)],
        "run": {"drain": 5.0, "log_format": "json"},
    }
    async with line_asterisk(address, **sections) as asterisk, aiohttp.ClientSession() as http:
        _, file = service_settings(asterisk)
        node = Node(asterisk, file, logs, http)
        try:
            yield node
        finally:
            await node.end(signal.SIGKILL)
