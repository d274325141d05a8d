"""One helpline per run folder: who runs, and how it is ended from outside."""

import asyncio
import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from ivr.settings.problems import Problem, SettingsError

PID_FILE: Final = "helpline.pid"
POLL: Final = 0.05


@contextmanager
def only_instance(folder: Path) -> Iterator[None]:
    """Hold the run folder for this process; the kernel lets go of it however the process ends.

    Raises `SettingsError` when another process holds it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / PID_FILE
    with path.open("a+", encoding="utf-8") as file:
        if not _lock(file.fileno()):
            wrong = f"a helpline runs already from this folder (process {_pid(path)})"
            remedy = "End it with `helpline stop`, or give this one another run.folder"
            raise SettingsError([Problem(str(folder), wrong, remedy)])
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
        file.truncate(0)


def running_instance(folder: Path) -> int | None:
    """Give the process that holds the run folder, if one does."""
    path = folder / PID_FILE
    try:
        with path.open(encoding="utf-8") as file:
            return None if _lock(file.fileno()) else _pid(path)
    except OSError:
        return None


def end_process(pid: int, *, within: float) -> bool:
    """Ask a process to end, and end it by force after ``within`` seconds; tell if it obeyed."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if not _alive(pid):
            return True
        time.sleep(POLL)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return False


async def until_gone(pid: int) -> None:
    """Wait until a process, which need not be a child of this one, has ended."""
    while _alive(pid):  # noqa: ASYNC110 - nobody tells of the end of a stranger
        await asyncio.sleep(POLL)


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _pid(path: Path) -> int | None:
    text = path.read_text(encoding="utf-8").strip()
    return int(text) if text.isdigit() else None


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state != "Z"
