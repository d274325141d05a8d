"""The two that are compared: our helpline, and plain dialplan on another Asterisk like it."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp

from ivr.asterisk import AsteriskProcess, render
from ivr.settings.secrets import ARI_PASSWORD, owned_by
from tests.asterisk.helpline import SOUNDS, line_asterisk
from tests.asterisk.instance import TOOLS, RunningAsterisk, make_settings
from tests.bench.dialplan import TABLE, write_plain
from tests.bench.ours import RUN, serving
from tests.servers.postgres import PostgresServer

OURS: Final = "ours"
PLAIN: Final = "plain dialplan"
LINES: Final = 3_000
SETTLES_WITHIN: Final = 15.0
STARTS_WITHIN: Final = 20.0

ANSWERED: Final = "SELECT count(*) FROM calls WHERE outcome = 'answered'"
CONNECTED: Final = "SELECT count(DISTINCT uniqueid) FROM cdr WHERE dstchannel <> ''"


@dataclass(frozen=True)
class System:
    """A helpline that answers. ``pids`` are its processes; ``answered`` counts its records."""

    name: str
    asterisk: RunningAsterisk
    pids: dict[str, int]
    answered: Callable[[], int]

    async def settle(self) -> None:
        """Wait until no call is left, and end those that do not end of themselves."""
        url, headers = f"{self.asterisk.ari_url}/ari/channels", self.asterisk.ari_headers()
        until = time.monotonic() + SETTLES_WITHIN
        async with aiohttp.ClientSession(headers=headers) as http:
            while channels := await (await http.get(url)).json():
                if time.monotonic() > until:
                    for channel in channels:
                        await http.delete(f"{url}/{channel['id']}")
                await asyncio.sleep(0.5)


def sections(agents: int, **more: Any) -> dict[str, Any]:
    """Give the settings that both have."""
    return {
        "sip": {"rtp_timeout": 600, "rtp_first": 10_000, "rtp_last": 18_999},
        "lines": {"incoming": LINES},
        "waiting": {"wrap_up": 0.0},
        "agents": [{"id": f"agent-{n}"} for n in range(agents)],
        **more,
    }


@asynccontextmanager
async def our_helpline(
    address: str, agents: int, server: PostgresServer, logs: Path
) -> AsyncIterator[System]:
    """Have our helpline run, with its records in PostgreSQL."""
    database = server.create()
    more = {"run": RUN, "database": {"url": server.url(database)}}
    async with (
        line_asterisk(address, **sections(agents, **more)) as asterisk,
        serving(asterisk, logs) as (_, service),
    ):
        pids = {"asterisk": _pid(asterisk.process), "service": service}
        yield System(OURS, asterisk, pids, lambda: int(server.sql(ANSWERED, database)))


@asynccontextmanager
async def plain_helpline(
    address: str, agents: int, server: PostgresServer
) -> AsyncIterator[System]:
    """Have the same journey as plain dialplan, with its records in PostgreSQL."""
    database = server.create()
    server.sql(TABLE, database)
    settings = make_settings(address, **sections(agents))
    passwords = {name: f"test-{name}" for name in owned_by(settings)}
    folder = Path(tempfile.mkdtemp(prefix="helpline-"))
    etc = render(settings, passwords=passwords, folder=folder, sounds=SOUNDS, tools=TOOLS)
    write_plain(etc, settings, SOUNDS, (server.port, database))
    process = AsteriskProcess(
        settings, password=passwords[ARI_PASSWORD], folder=folder, tools=TOOLS
    )
    try:
        await process.start()
        await process.wait_ready(STARTS_WITHIN)
        asterisk = RunningAsterisk(settings, passwords, folder, SOUNDS, process)
        pids = {"asterisk": _pid(process)}
        yield System(PLAIN, asterisk, pids, lambda: int(server.sql(CONNECTED, database)))
    finally:
        await process.stop()
        shutil.rmtree(folder)


def _pid(process: AsteriskProcess) -> int:
    assert process.pid is not None
    return process.pid
