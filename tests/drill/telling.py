"""Tells whoever runs a drill what goes on, and waits with a bound."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from rich.console import Console

STEP: Final = 0.25
"""Seconds between two looks."""


class Tell:
    """Lines on the terminal; on a real one the last line moves until its number is reached."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._clock = asyncio.get_running_loop().time
        self._start = self._clock()

    def __call__(self, what: str) -> None:
        self._console.print(self._line(what))

    async def pause(self, what: str, seconds: float) -> None:
        """Let time pass."""
        self(f"{what} ({seconds:g} s)")
        await asyncio.sleep(seconds)

    async def until(
        self, what: str, count: Callable[[], Awaitable[int]], wanted: int, *, within: float
    ) -> bool:
        """Count until there are as many as wanted; false when that takes too long."""
        end = self._clock() + within
        with self._console.status(what) as status:
            while (found := await count()) < wanted and self._clock() < end:
                status.update(f"{what}: {found} of {wanted}")
                await asyncio.sleep(STEP)
        self(f"{what}: {found} of {wanted}")
        return found >= wanted

    def _line(self, what: str) -> str:
        return f"[dim]{self._clock() - self._start:6.1f} s[/]  {what}"
