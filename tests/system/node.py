"""A helpline as its operator meets it: a settings file, and commands in processes of their own."""

import asyncio
import os
import random
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import msgspec

from ivr.asterisk import running_pid
from ivr.instance import running_instance
from ivr.phone.phone import Phone
from tests.asterisk.instance import free_port
from tests.waiting import until

HELPLINE = Path(sys.executable).with_name("helpline")
CHECKOUT = Path(__file__).parents[2]
STARTS_WITHIN = ENDS_WITHIN = 15.0

SETTINGS = """
[run]
tools = "{checkout}/.helpline/tools"
sounds = "{checkout}/.helpline/sounds"
drain = 1.0
[sip]
bind = "{address}"
port = {sip}
trunk_addresses = ["{address}"]
rtp_first = {rtp}
rtp_last = {rtp_last}
[ari]
host = "{address}"
port = {ari}
[api]
bind = "{address}"
port = {api}
"""


@dataclass(frozen=True)
class Ended:
    """What a command came to."""

    status: int
    output: str
    errors: str


class Node:
    """A folder with a helpline.toml, with free ports on a loopback address of its own."""

    def __init__(self, folder: Path, address: str) -> None:
        self.address = address
        self.sip, self.ari, self.api = (free_port(address) for _ in range(3))
        rtp = random.randrange(10_000, 19_000, 500)
        self.file = folder / "helpline.toml"
        self.folder = folder / ".helpline" / "run"
        self.log = folder / "run.log"
        folder.mkdir(parents=True, exist_ok=True)
        ports = {"sip": self.sip, "ari": self.ari, "api": self.api}
        self.file.write_text(
            SETTINGS.format(
                checkout=CHECKOUT, address=address, rtp=rtp, rtp_last=rtp + 499, **ports
            )
        )

    @property
    def asterisk(self) -> int | None:
        """The process id of its Asterisk."""
        return running_pid(self.folder)

    async def command(self, *words: str) -> Ended:
        """Run ``helpline WORDS`` with this settings file, to its end."""
        process = await self._spawn(words, stdout=PIPE, stderr=PIPE)
        output, errors = await asyncio.wait_for(process.communicate(), 30)
        assert process.returncode is not None
        return Ended(process.returncode, output.decode(), errors.decode())

    async def start(self) -> Process:
        """Begin ``helpline run``; its output goes into ``log``."""
        with self.log.open("wb") as log:
            return await self._spawn(("run",), stdout=log, stderr=STDOUT)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Process]:
        """Have ``helpline run`` take calls for the length of the block, and nothing left after."""
        process = await self.start()
        try:
            await until(
                lambda: self.says("1912 answers") or process.returncode is not None,
                within=STARTS_WITHIN,
                step=0.05,
            )
            assert process.returncode is None, self.log.read_text()
            yield process
        finally:
            await self._end_all(process)

    def says(self, text: str) -> bool:
        """Tell if this stands in what ``helpline run`` has said so far."""
        return text in self.log.read_text()

    async def is_ready(self) -> bool:
        """Tell if it says of itself that every part of it works."""
        with suppress(aiohttp.ClientError):
            async with (
                aiohttp.ClientSession() as session,
                session.get(f"http://{self.address}:{self.api}/readyz") as answer,
            ):
                return answer.status == 200
        return False

    async def calls(self) -> list[str]:
        """List who called, newest first, as ``helpline calls --json`` tells it."""
        listed = await self.command("calls", "--json")
        assert listed.status == 0, listed
        return [call["caller_raw"] for call in msgspec.json.decode(listed.output)["calls"]]

    async def answers(self, caller: str) -> None:
        """Call as a consumer, hear half a second of sound, and hang up."""
        async with Phone(self.address, (self.address, self.sip), user=caller) as phone:
            call = await phone.call("1912")
            await until(lambda: len(set(call.heard(0.5))) > 100, within=5)
            await call.hang_up()

    async def _spawn(self, words: tuple[str, ...], *, stdout: object, stderr: int) -> Process:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("HELPLINE_")}
        return await asyncio.create_subprocess_exec(
            str(HELPLINE),
            "--config",
            str(self.file),
            *words,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=stdout,  # type: ignore[arg-type]
            stderr=stderr,
            env=environment,
            cwd=self.file.parent,
            start_new_session=True,
        )

    async def _end_all(self, process: Process) -> None:
        """End what a failed test left, by force."""
        for pid in (running_instance(self.folder), self.asterisk):
            if pid is not None:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        await asyncio.wait_for(process.wait(), ENDS_WITHIN)
