"""Answers as JSON, and errors that name the place and the remedy."""

from dataclasses import dataclass
from typing import Any

import msgspec
from aiohttp import web


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a request, and what to do about it."""

    place: str
    problem: str
    remedy: str


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
    """Answer that a request cannot be served: ``{"problems": [{place, problem, remedy}]}``."""
    return reply({"problems": problems}, status=status, headers=headers)
