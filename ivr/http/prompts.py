"""The page on which a person reads, hears and approves all prompts. It holds no private data."""

import asyncio
import secrets
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final, Protocol

from aiohttp import web
from aiohttp.typedefs import Handler
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ivr.http.replies import refuse
from ivr.prompt_book import ShownPrompt
from ivr.settings import Problem
from prompts.wording import WordingError

AREAS: Final[Mapping[str, Sequence[str]]] = {
    "The start of a call": ("greeting", "language", "danger"),
    "Keys": ("press", "wrong-key", "no-key", "give-up"),
    "Where the caller lives": ("pin", "discom", "referral"),
    "What the call is about": ("reason",),
    "Outages": ("outage",),
    "Waiting for a person": ("wait",),
    "Calling back": ("callback",),
    "Complaints and bills": ("complaint", "bill"),
    "When nobody can answer": ("lines", "closed"),
    "The end": ("chatbot", "help-desk", "satisfaction", "thanks"),
    "While the service is away": ("fallback",),
    "Numbers": ("digit", "number", "unit", "minutes", "ordinal", "letter"),
    "Times and dates": ("time", "date", "part", "clock", "past", "month"),
    "Districts": ("district",),
}
"""The areas of the call flow, with the beginnings of the keys that belong to each."""

OTHER: Final = "Other prompts"

_AREA_OF: Final = {first: area for area, beginnings in AREAS.items() for first in beginnings}
_ORDER: Final = (*AREAS, OTHER)
_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Prompts(Protocol):
    """Who knows the prompts; `ivr.prompt_book.PromptBook` in the service. May read from disk."""

    def languages(self) -> Mapping[str, str]:
        """Give the languages' names by code; raises `WordingError`."""

    def prompts(self) -> Sequence[ShownPrompt]:
        """List all prompts; raises `WordingError`."""

    def wav(self, sound: str) -> bytes:
        """Give ``LANGUAGE/KEY``; LookupError if nothing is called so, OSError if its file lacks."""


def prompts_page(book: Prompts) -> Handler:
    """Make the handler of GET /prompts."""

    async def handler(_request: web.Request) -> web.StreamResponse:
        nonce = secrets.token_urlsafe(16)
        try:
            page = await asyncio.to_thread(_page, book, nonce)
        except WordingError as error:
            return refuse(500, *(Problem(e.place, e.wrong, e.remedy) for e in error.problems))
        return web.Response(text=page, content_type="text/html", headers=_headers(nonce))

    return handler


def prompt_sound(book: Prompts) -> Handler:
    """Make the handler of GET /prompts/LANGUAGE/KEY.wav; only what is worded is ever looked for."""

    async def handler(request: web.Request) -> web.StreamResponse:
        sound = f"{request.match_info['language']}/{request.match_info['key']}"
        try:
            content = await asyncio.to_thread(book.wav, sound)
        except LookupError:
            remedy = "GET /prompts shows them all"
            return refuse(404, Problem("sound", "there is no prompt of this name", remedy))
        except OSError:
            remedy = "Run `helpline prompts build`"
            return refuse(404, Problem(f"sound {sound}", "its file is missing", remedy))
        return _partial(request, content)

    return handler


def areas(prompts: Iterable[ShownPrompt]) -> list[tuple[str, list[ShownPrompt]]]:
    """Group prompts by the area of the flow in which they are heard, in the order of a call."""
    placed = sorted(prompts, key=lambda prompt: _ORDER.index(_area(prompt)))
    return [(area, list(group)) for area, group in groupby(placed, key=_area)]


def _area(prompt: ShownPrompt) -> str:
    return _AREA_OF.get(prompt.key.split(".")[0], OTHER)


def _page(book: Prompts, nonce: str) -> str:
    template = _TEMPLATES.get_template("prompts.html.j2")
    return template.render(languages=book.languages(), areas=areas(book.prompts()), nonce=nonce)


def _partial(request: web.Request, content: bytes) -> web.Response:
    """Answer with the range of bytes that was asked for: some phones play nothing else."""
    headers = {"Cache-Control": "no-cache", "Accept-Ranges": "bytes"}
    try:
        start, stop, _step = request.http_range.indices(len(content))
    except ValueError:
        start = stop = len(content)
    if start >= stop:
        raise web.HTTPRequestRangeNotSatisfiable
    part = content[start:stop]
    if "Range" in request.headers:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{len(content)}"
    status = 206 if "Range" in request.headers else 200
    return web.Response(body=part, status=status, content_type="audio/wav", headers=headers)


def _headers(nonce: str) -> dict[str, str]:
    allowed = f"style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'"
    policy = f"default-src 'none'; {allowed}; media-src 'self'; img-src data:"
    return {"Content-Security-Policy": policy, "Cache-Control": "no-cache"}
