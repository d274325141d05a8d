"""What holds for every request: bounded, logged without personal data, errors as JSON."""

import asyncio
import hmac
import time
from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from ivr.http.replies import refuse
from ivr.settings import Problem

log = structlog.get_logger()

LONGEST_REQUEST: Final = 15.0
LARGEST_BODY: Final = 16 * 1024

_REMEDIES: Final = {
    404: "GET /prompts, /healthz, /readyz, /metrics, "
    "/api/agents, /api/calls, /api/lines, /api/outages or /api/queue",
    405: "Use a method that the header Allow names",
    413: f"Send at most {LARGEST_BODY} bytes",
}

Middleware = Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]


@web.middleware
async def logged(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Log the route, never the query or the id in a path."""
    start = time.monotonic()
    response = await handler(request)
    resource = request.match_info.route.resource
    log.debug(
        "http",
        method=request.method,
        route=resource.canonical if resource else "unknown",
        status=response.status,
        ms=round((time.monotonic() - start) * 1000, 1),
    )
    return response


@web.middleware
async def errors_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Bound the time of a request, and answer faults in the form of all other answers."""
    place = f"{request.method} {request.path}"
    try:
        async with asyncio.timeout(LONGEST_REQUEST):
            return await handler(request)
    except web.HTTPException as error:
        remedy = _REMEDIES.get(error.status, "See the documentation of the API")
        allow = error.headers.get(hdrs.ALLOW)
        headers = {"Allow": allow} if allow else None
        return refuse(error.status, Problem(place, error.reason, remedy), headers=headers)
    except TimeoutError:
        return refuse(504, Problem(place, f"took over {LONGEST_REQUEST:g} s", "Ask for less"))
    except Exception as error:
        log.exception("http: request failed", error=type(error).__name__)
        return refuse(500, Problem(place, "failed", "Look for the error in the service's log"))


def needs_token(token: str) -> Callable[[Handler], Handler]:
    """Make the decorator of handlers that change things or show private data."""
    expected = f"Bearer {token}".encode()

    def decorate(handler: Handler) -> Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            given = request.headers.get(hdrs.AUTHORIZATION, "")
            if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected):
                return _unauthorised(request)
            return await handler(request)

        return guarded

    return decorate


def _unauthorised(request: web.Request) -> web.Response:
    remedy = "Send `Authorization: Bearer TOKEN` with the secret api-token"
    return refuse(
        401,
        Problem(f"{request.method} {request.path}", "the token is missing or wrong", remedy),
        headers={"WWW-Authenticate": "Bearer"},
    )
