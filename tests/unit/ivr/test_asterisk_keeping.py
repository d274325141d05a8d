"""What becomes of an Asterisk that ends; tests/system shows it with a real one."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from ivr.asterisk.keeping import KeptAsterisk
from ivr.settings.model import RunSection, Settings


class Process:
    """An Asterisk that runs until ``ended``."""

    def __init__(self) -> None:
        self.ended = asyncio.Event()

    async def start(self) -> None: ...

    async def wait_ready(self) -> None: ...

    async def wait(self) -> None:
        await self.ended.wait()

    async def stop(self, _timeout: float) -> None: ...


def kept(folder: Path, prepare: Callable[[], Process]) -> KeptAsterisk:
    settings = Settings(run=RunSection(folder=folder))
    return KeptAsterisk(settings, prepare)  # type: ignore[arg-type]


async def test_one_that_cannot_be_started_again_for_whatever_reason_is_told(tmp_path: Path) -> None:
    first = Process()
    made = [first]

    def prepare() -> Process:
        if not made:
            raise OSError(28, "No space left on device")
        return made.pop()

    async with kept(tmp_path, prepare) as asterisk:
        first.ended.set()
        await asyncio.wait_for(asterisk.gone.wait(), 5)
        assert "No space left on device" in str(asterisk.error)


async def test_one_that_ends_at_once_again_is_given_up(tmp_path: Path) -> None:
    processes = [Process(), Process()]
    left = list(processes)
    async with kept(tmp_path, lambda: left.pop(0)) as asterisk:
        for process in processes:
            process.ended.set()
        await asyncio.wait_for(asterisk.gone.wait(), 5)
        assert "after it was started again" in str(asterisk.error)
