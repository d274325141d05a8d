"""Supervisors: the talks that go on, and being brought to one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Protocol

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from ivr.calls.supervising import CannotSupervise, TalkNow
from ivr.calls.supervision import How
from ivr.http.replies import refuse, reply
from ivr.settings import Problem
from ivr.settings.loading import in_words

FEWEST_OF_AN_ID: Final = 2
REMEDY: Final = 'Send {"call": "node-1-1795325958.0", "as": "rekha", "how": "listen"}; "call" may \
be an agent\'s id too, and "how" also "whisper" or "take-over"'


@dataclass(frozen=True, slots=True)
class TalkList:
    """The answer to GET /api/supervise."""

    talks: Sequence[TalkNow]


class Supervisors(Protocol):
    """Who brings supervisors to talks; `ivr.calls.supervising.Supervising` in the service."""

    def talks(self) -> list[TalkNow]:
        """List the talks that go on."""

    async def begin(self, supervisor: str, target: str, how: How) -> TalkNow:
        """Bring a supervisor to a talk; raises `CannotSupervise`."""


class Wish(BaseModel):
    """The body of POST /api/supervise; ``call`` is how its id begins, or an agent."""

    model_config = ConfigDict(extra="forbid")

    call: Annotated[str, StringConstraints(min_length=FEWEST_OF_AN_ID, max_length=200)]
    supervisor: Annotated[str, Field(alias="as", max_length=100)]
    how: How = How.LISTEN


def list_talks(supervisors: Supervisors) -> Handler:
    """Make the handler of GET /api/supervise."""

    async def handler(_request: web.Request) -> web.StreamResponse:
        return reply(TalkList(supervisors.talks()))

    return handler


def supervise(supervisors: Supervisors) -> Handler:
    """Make the handler of POST /api/supervise; it answers when the supervisor's phone rings."""

    async def handler(request: web.Request) -> web.StreamResponse:
        try:
            wish = Wish.model_validate_json(await request.read())
            return reply(await supervisors.begin(wish.supervisor, wish.call, wish.how))
        except ValidationError as error:
            found = error.errors(include_url=False)
            return refuse(
                400, *(_problem(".".join(map(str, e["loc"])), in_words(e)) for e in found)
            )
        except CannotSupervise as why:
            return refuse(why.status, Problem(why.place, why.wrong, why.remedy))

    return handler


def _problem(place: str, wrong: str) -> Problem:
    return Problem(place or "body", wrong, REMEDY)
