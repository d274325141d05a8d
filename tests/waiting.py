"""Waiting on conditions with a bound, instead of sleeping and hoping."""

import asyncio
from collections.abc import Awaitable, Callable


async def until(condition: Callable[[], object], *, within: float, step: float = 0.02) -> None:
    """Return as soon as the condition holds; fails after ``within`` seconds."""
    async with asyncio.timeout(within):
        while True:
            found = condition()
            if isinstance(found, Awaitable):
                found = await found
            if found:
                return
            await asyncio.sleep(step)
