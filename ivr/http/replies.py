"""Answers as JSON, and errors that name the place and the remedy."""

from typing import Any

import msgspec
from aiohttp import web

from ivr.settings import Problem


def reply(value: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Answer with anything that msgspec can encode."""
    return web.Response(
        body=msgspec.json.encode(value),
        status=status,
        headers=headers,
        content_type="application/json",
        charset="utf-8",
    )


def refuse(status: int, *problems: Problem, headers: dict[str, str] | None = None) -> web.Response:
    """Answer that a request cannot be served: ``{"problems": [{place, wrong, remedy}]}``."""
    return reply({"problems": problems}, status=status, headers=headers)
