"""Showing the waiting lines, and steering them: who goes first, where, and who helps."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final, TypeVar

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from ivr.http.queue_views import CannotSteer, QueueControl
from ivr.http.replies import refuse, reply
from ivr.settings import Problem
from ivr.share_board import LONGEST
from routing.discoms import find_served
from routing.order import Priority

MOST: Final = 1_000
"""Callers in one answer."""

ANY: Final = "any"

T = TypeVar("T", bound=BaseModel)

PRIORITIES: Final = tuple(priority.name.lower() for priority in Priority)


def _priority(word: str) -> str:
    if word not in PRIORITIES:
        raise ValueError(f"no priority is called {word!r}; known are {', '.join(PRIORITIES)}")
    return word


def _served(name: str) -> str:
    return find_served(name).code


def _served_or_any(name: str) -> str:
    return ANY if name == ANY else _served(name)


Line = Annotated[str, AfterValidator(_served_or_any)]


class CallsQuery(BaseModel):
    """The query of GET /api/queue/calls."""

    model_config = ConfigDict(extra="forbid")

    discom: Line | None = None
    language: str | None = None
    limit: Annotated[int, Field(ge=1, le=MOST)] = 100
    numbers: bool = False


class Who(BaseModel):
    """Who steers; the body of POST /api/queue/share/DISCOM/end."""

    model_config = ConfigDict(extra="forbid", strict=True)

    who: Annotated[str, StringConstraints(max_length=100)] = "api"


class PriorityWish(Who):
    """The body of POST /api/queue/calls/ID/priority."""

    priority: Annotated[str, AfterValidator(_priority)] = "first"


class SendWish(Who):
    """The body of POST /api/queue/calls/ID/send."""

    to: Line


class ShareWish(Who):
    """The body of POST /api/queue/share."""

    discom: Annotated[str, AfterValidator(_served)]
    seconds: Annotated[float, Field(ge=60, le=LONGEST.total_seconds())]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


def show_queue(control: QueueControl) -> Handler:
    """Make the handler of GET /api/queue."""

    async def handler(_request: web.Request) -> web.StreamResponse:
        return reply(control.view())

    return handler


def list_waiting(control: QueueControl, private: Callable[[Handler], Handler]) -> Handler:
    """Make the handler of GET /api/queue/calls; numbers are shown to those with the token."""

    async def handler(request: web.Request) -> web.StreamResponse:
        try:
            wish = CallsQuery.model_validate(dict(request.query))
        except ValidationError as error:
            return refuse(400, *_problems(error, "For example: ?discom=KESCO&limit=20"))

        async def answer(_request: web.Request) -> web.StreamResponse:
            return reply(control.calls(**wish.model_dump()))

        return await (private(answer) if wish.numbers else answer)(request)

    return handler


def prioritise(control: QueueControl) -> Handler:
    """Make the handler of POST /api/queue/calls/ID/priority."""

    async def change(call: str, wish: PriorityWish) -> web.Response:
        priority = Priority[wish.priority.upper()]
        return reply(await control.prioritise(call, priority, who=wish.who))

    return _steers(PriorityWish, 'Send {"priority": "first"}', change)


def send(control: QueueControl) -> Handler:
    """Make the handler of POST /api/queue/calls/ID/send."""

    async def change(call: str, wish: SendWish) -> web.Response:
        discom = None if wish.to == ANY else wish.to
        return reply(await control.send(call, discom, who=wish.who))

    return _steers(SendWish, 'Send {"to": "DVVNL"}, or "any" for every agent', change)


def share(control: QueueControl) -> Handler:
    """Make the handler of POST /api/queue/share."""

    async def change(_call: str, wish: ShareWish) -> web.Response:
        return reply(control.share(**wish.model_dump()))

    return _steers(ShareWish, 'Send {"discom": "KESCO", "seconds": 1800}', change)


def close(control: QueueControl) -> Handler:
    """Make the handler of POST /api/queue/share/ID/end."""

    async def change(discom: str, wish: Who) -> web.Response:
        try:
            closed = control.close(_served(discom), who=wish.who)
        except ValueError as error:
            return refuse(404, Problem(discom, str(error), "Name a discom"))
        if closed is None:
            wrong = "its lines are not open to other discoms' agents"
            return refuse(404, Problem(discom, wrong, "`helpline queue` shows which are"))
        return reply(closed)

    return _steers(Who, 'Send {"who": "your name"}, or nothing', change)


def _steers(
    shape: type[T], example: str, change: Callable[[str, T], Awaitable[web.Response]]
) -> Handler:
    """Make a handler that reads a wish and does it to what the path names."""

    async def handler(request: web.Request) -> web.StreamResponse:
        try:
            wish = shape.model_validate_json(await request.read() or b"{}")
            return await change(request.match_info.get("id", ""), wish)
        except ValidationError as error:
            return refuse(400, *_problems(error, example))
        except CannotSteer as cannot:
            return refuse(cannot.status, cannot.problem)

    return handler


def _problems(error: ValidationError, remedy: str) -> list[Problem]:
    return [
        Problem(
            ".".join(str(part) for part in detail["loc"]) or "body",
            detail["msg"].removeprefix("Value error, "),
            remedy,
        )
        for detail in error.errors(include_url=False, include_input=False)
    ]
