"""The Asterisk process: started in a session of its own, watched until it answers, ended."""

import asyncio
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

import aiohttp

from ivr.asterisk.ports import taken_port
from ivr.settings.model import Settings
from ivr.settings.problems import Problem

POLL: Final = 0.05
LOG_LINES: Final = 15
PRIVATE: Final = 0o077
"""The umask of Asterisk: its recordings and logs are for their owner alone."""


class AsteriskError(Exception):
    """Asterisk does not run; ``problem`` says why and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def running_pid(folder: Path) -> int | None:
    """Give the process id of the Asterisk that runs from this run folder, if one does."""
    home = folder.absolute() / "asterisk"
    try:
        pid = int((home / "run" / "asterisk.pid").read_text())
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return None
    return pid if bytes(home / "etc" / "asterisk.conf") in words else None


class AsteriskProcess:
    """One Asterisk for one run folder, whose configuration `ivr.asterisk.render` has written."""

    def __init__(self, settings: Settings, *, password: str, folder: Path, tools: Path) -> None:
        self._settings = settings
        self._headers = {"Authorization": aiohttp.encode_basic_auth(settings.ari.user, password)}
        self._folder = folder.absolute()
        self.home = self._folder / "asterisk"
        """Where it must be started."""
        self._launcher = tools.absolute() / "bin" / "asterisk"
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        """The process id, once started."""
        return None if self._process is None else self._process.pid

    @property
    def log_folder(self) -> Path:
        """Where ``full``, ``security`` and the output of the last start, ``console``, are."""
        return self.home / "log"

    def command(self) -> list[str]:
        """Give the command line; it stays in the foreground, so it suits ``os.execve`` too."""
        return [str(self._launcher), "-C", str(self.home / "etc" / "asterisk.conf"), "-f"]

    def environment(self) -> dict[str, str]:
        """Give the few variables that Asterisk gets to see; secrets are not among them."""
        kept = {name: os.environ[name] for name in ("TZ", "PATH") if name in os.environ}
        return {**kept, "HOME": str(self.home), "LANG": "C.UTF-8"}

    async def start(self) -> None:
        """Start Asterisk where Ctrl-C does not reach it; raises `AsteriskError`."""
        self.refuse_to_collide()
        with (self.log_folder / "console").open("wb") as console:
            before = os.umask(PRIVATE)  # ours, because uvloop can give a child none of its own
            try:
                self._process = await asyncio.create_subprocess_exec(
                    *self.command(),
                    env=self.environment(),
                    cwd=self.home,
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=console,
                    stderr=asyncio.subprocess.STDOUT,
                    start_new_session=True,
                )
            finally:
                os.umask(before)

    def refuse_to_collide(self) -> None:
        """Raise `AsteriskError` if this Asterisk runs already or somebody holds its ports.

        Asterisk itself would go on without the port, and orders would reach a stranger.
        """
        pid = running_pid(self._folder)
        if pid is not None:
            wrong = f"its Asterisk runs already (process {pid})"
            raise AsteriskError(Problem(str(self._folder), wrong, "Run `helpline stop` first"))
        problem = taken_port(self._settings)
        if problem is not None:
            raise AsteriskError(problem)

    async def wait_ready(self, timeout: float = 30.0) -> None:  # noqa: ASYNC109 - the contract
        """Return when Asterisk takes orders; raises `AsteriskError` if it ends or never does."""
        try:
            async with (
                asyncio.timeout(timeout),
                aiohttp.ClientSession(headers=self._headers) as session,
            ):
                while not await self._answers(session):
                    if self._process is None or self._process.returncode is not None:
                        raise self._failure("ended while starting")
                    await asyncio.sleep(POLL)
        except TimeoutError as error:
            raise self._failure(f"does not answer after {timeout:g} s") from error

    async def wait(self) -> int:
        """Wait until Asterisk ends, whoever ends it, and give its exit status."""
        assert self._process is not None, "start() comes first"
        return await self._process.wait()

    async def stop(self, timeout: float = 5.0) -> None:  # noqa: ASYNC109 - the contract
        """End Asterisk, by force if it takes longer than ``timeout`` seconds."""
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            async with asyncio.timeout(timeout):
                await self._process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()

    async def _answers(self, session: aiohttp.ClientSession) -> bool:
        ari = self._settings.ari
        try:
            # Until all modules are loaded, Asterisk answers this with 503.
            async with session.get(
                f"http://{_host(ari.host)}:{ari.port}/ari/asterisk/ping"
            ) as answer:
                if answer.status == 401:  # noqa: PLR2004
                    raise self._failure("refuses the password that was rendered for it")
                return answer.status == 200  # noqa: PLR2004
        except aiohttp.ClientError:
            return False

    def _failure(self, wrong: str) -> AsteriskError:
        path = self.log_folder / "console"
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        errors = [line for line in lines if " ERROR[" in line][:LOG_LINES]
        shown = "\n  ".join(errors or lines[-LOG_LINES:]) or "(nothing)"
        return AsteriskError(
            Problem(
                "Asterisk", wrong, f"Mend what its log says; all of it is in {path}:\n  {shown}"
            )
        )


def _host(address: str) -> str:
    return f"[{address}]" if ":" in address else address
