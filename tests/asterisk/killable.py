"""The service as a process of its own, so that a test can kill it, stop it, and start it again."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import msgspec

from capacity.lines import Sizes
from ivr.journal import Keys, Reader
from ivr.journal.entries import RECORD
from ivr.phone.phone import Phone
from ivr.records import CallRecord
from ivr.settings.secrets import JOURNAL_KEY, Secrets, supervisor_password
from tests.asterisk.helpline import TOKEN, line_asterisk, secret_variables, service_settings
from tests.asterisk.instance import RunningAsterisk
from tests.system.node import HELPLINE
from tests.waiting import until

STARTS_WITHIN = 20.0


@dataclass
class KillableLine:
    """A helpline whose service lives and dies; ``pid`` is that of the latest process."""

    asterisk: RunningAsterisk
    address: str
    pid: int = 0
    _process: asyncio.subprocess.Process | None = field(default=None, repr=False)

    async def start(self) -> float:
        """Start the service; returns when it answers, with the seconds that it took."""
        began = time.monotonic()
        _, file = service_settings(self.asterisk)
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                str(HELPLINE), "--config", str(file), "serve",
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=asyncio.subprocess.STDOUT,
                env={"PATH": os.environ["PATH"], **secret_variables(self.asterisk)},
                start_new_session=True,
            )  # fmt: skip
        self.pid = self._process.pid
        try:
            await until(self.is_ready, within=STARTS_WITHIN)
        except TimeoutError:
            raise AssertionError(f"not ready: {self.log.read_text()}") from None
        return time.monotonic() - began

    async def end(self, by: signal.Signals = signal.SIGKILL) -> None:
        """End the service, by default as a power cut would, and wait until it is gone."""
        assert self._process is not None
        with suppress(ProcessLookupError):
            os.kill(self.pid, by)
        await asyncio.wait_for(self._process.wait(), 30)

    @property
    def log(self) -> Path:
        return self.asterisk.folder / "service.log"

    async def is_ready(self) -> bool:
        assert self._process is not None
        assert self._process.returncode is None, self.log.read_text()
        with suppress(aiohttp.ClientError):
            return bool((await self.get("/readyz"))["ready"])
        return False

    async def get(self, path: str) -> dict[str, Any]:
        """Ask the service over HTTP."""
        found: dict[str, Any] = msgspec.json.decode(await self.text(path))
        return found

    async def text(self, path: str) -> str:
        """Ask the service over HTTP for anything."""
        api = self.asterisk.settings.api
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.get(f"http://{api.bind}:{api.port}{path}") as answer,
        ):
            return await answer.text()

    async def levels(self) -> Sizes:
        """Tell how many lines the service holds."""
        return Sizes(**(await self.get("/api/lines"))["levels"])

    def phone(self, number: str = "9415012345", **options: Any) -> Phone:
        """A consumer's phone behind the operator's trunk."""
        return Phone(self.address, self.asterisk.sip, user=number, **options)

    def agent_phone(self, agent: str) -> Phone:
        password = self.asterisk.agent_password(agent)
        return Phone(self.address, self.asterisk.sip, user=agent, password=password)

    def supervisor_phone(self, supervisor: str) -> Phone:
        password = self.asterisk.passwords[supervisor_password(supervisor)]
        return Phone(self.address, self.asterisk.sip, user=supervisor, password=password)

    def records(self) -> list[CallRecord]:
        """All records in the journal, in the order in which the calls ended."""
        keys = Keys(Secrets(self.asterisk.folder / "secrets", {}).get(JOURNAL_KEY))
        reader = Reader(self.asterisk.folder / "journal", keys=keys)
        entries = (entry for _, entry in reader.entries())
        return [entry.read(CallRecord) for entry in entries if entry.kind == RECORD]

    async def record_of(self, number: str, *, within: float = 30.0) -> CallRecord:
        """Wait for the record of the one call from this number."""
        await until(lambda: any(r.caller_raw == number for r in self.records()), within=within)
        (record,) = [r for r in self.records() if r.caller_raw == number]
        return record

    async def check_nothing_left(self) -> None:
        """No line, channel or bridge may outlive its call."""
        await until(self._is_empty, within=10)

    async def _is_empty(self) -> bool:
        return (
            await self.levels() == Sizes(0, 0)
            and await self._asterisk("channels") == []
            and await self._asterisk("bridges") == []
        )

    async def _asterisk(self, path: str) -> Any:
        async with (
            aiohttp.ClientSession(headers=self.asterisk.ari_headers()) as session,
            session.get(f"{self.asterisk.ari_url}/ari/{path}") as answer,
        ):
            return await answer.json()


@asynccontextmanager
async def killable_line(address: str, **sections: Any) -> AsyncIterator[KillableLine]:
    """Run an Asterisk, and the service in a process of its own, for the length of the block."""
    async with line_asterisk(address, **sections) as asterisk:
        line = KillableLine(asterisk, address)
        await line.start()
        try:
            yield line
        finally:
            await line.end()
