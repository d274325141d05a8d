"""Showing and changing the sizes of the line pools while calls go on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final, Protocol, Self

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic import model_validator as check_model

from capacity.lines import Sizes
from ivr.http.replies import refuse, reply
from ivr.redis_client import RedisAway
from ivr.settings import Problem
from ivr.settings.kinds import Lines
from ivr.settings.loading import in_words

log = structlog.get_logger()

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500)]


POOL_FAULTS: Final = (OSError, RedisAway)
"""What a `LineControl` may raise when sizes cannot be read or kept just now."""


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """The next dated change; a size that is None stays as it is."""

    at: datetime
    incoming: int | None
    outgoing: int | None


@dataclass(frozen=True, slots=True)
class LineOverride:
    """Sizes set by hand: who set them, when and why; None was not set."""

    at: datetime
    incoming: int | None
    outgoing: int | None
    reason: str
    who: str


@dataclass(frozen=True, slots=True)
class LinesView:
    """The sizes in force, the lines held now, and what bears on the sizes.

    ``refused_edit`` says what is wrong with an edit of helpline.toml that was not taken over.
    """

    sizes: Sizes
    levels: Sizes
    next_change: PlannedChange | None = None
    override: LineOverride | None = None
    refused_edit: str | None = None


class LineControl(Protocol):
    """Who decides on sizes; `ivr.line_control.LineControl` in the service."""

    async def show(self) -> LinesView:
        """Give the present state; raises one of `POOL_FAULTS`."""

    async def set(
        self, *, incoming: int | None, outgoing: int | None, reason: str, who: str
    ) -> LinesView:
        """Change sizes at once, journal the change, and give the new state; None leaves a size.

        Raises one of `POOL_FAULTS`, and has then changed nothing.
        """


class Wish(BaseModel):
    """The body of POST /api/lines."""

    model_config = ConfigDict(extra="forbid", strict=True)

    incoming: Lines | None = None
    outgoing: Lines | None = None
    reason: Words
    who: Annotated[str, StringConstraints(max_length=100)] = "api"

    @check_model(mode="after")
    def _changes_something(self) -> Self:
        if self.incoming is None and self.outgoing is None:
            raise ValueError("neither incoming nor outgoing is given")
        return self


def show_lines(control: LineControl) -> Handler:
    """Make the handler of GET /api/lines."""

    async def handler(_request: web.Request) -> web.StreamResponse:
        try:
            return reply(await control.show())
        except POOL_FAULTS as error:
            return _refused_by_pool(error)

    return handler


def set_lines(control: LineControl) -> Handler:
    """Make the handler of POST /api/lines."""

    async def handler(request: web.Request) -> web.StreamResponse:
        try:
            wish = Wish.model_validate_json(await request.read())
            return reply(await control.set(**wish.model_dump()))
        except ValidationError as error:
            return refuse(400, *_problems(error))
        except POOL_FAULTS as error:
            return _refused_by_pool(error)

    return handler


def _problems(error: ValidationError) -> list[Problem]:
    return [
        Problem(
            ".".join(str(part) for part in detail["loc"]) or "body",
            in_words(detail),
            'Send {"incoming": 650, "reason": "why"}; sizes are 0 to 10000, "outgoing" as well',
        )
        for detail in error.errors(include_url=False, include_input=False)
    ]


def _refused_by_pool(error: Exception) -> web.Response:
    log.warning("http: the lines cannot be read or set", error=str(error))
    remedy = "Nothing was changed; look at the service's log and at /readyz, then try again"
    return refuse(503, Problem("lines", str(error) or type(error).__name__, remedy))
