"""Whether the service lives, and whether it can do its work."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from ivr.http.replies import reply

CHECK_TIME: Final = 2.0

Check = Callable[[], Awaitable[str | None]]
"""Asks one part how it is; gives what is wrong with it, or None."""


async def healthz(_request: web.Request) -> web.StreamResponse:
    """Answer as long as the event loop turns."""
    return reply({"alive": True})


def readyz(checks: Mapping[str, Check]) -> Handler:
    """Make the handler that answers 200 while every part works, else 503 and what fails."""

    async def handler(_request: web.Request) -> web.StreamResponse:
        found = await asyncio.gather(*(_bounded(check) for check in checks.values()))
        parts = {name: problem or "ok" for name, problem in zip(checks, found, strict=True)}
        ready = not any(found)
        return reply({"ready": ready, "parts": parts}, status=200 if ready else 503)

    return handler


async def _bounded(check: Check) -> str | None:
    try:
        async with asyncio.timeout(CHECK_TIME):
            return await check()
    except TimeoutError:
        return f"no answer within {CHECK_TIME:g} s"
    except Exception as error:  # noqa: BLE001 - a check that fails is the answer
        return f"the check failed: {type(error).__name__}"
