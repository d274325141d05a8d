"""Talks that go on: callers are put on hold and passed on, as their agents could do by keys."""

from typing import Annotated, Final, Protocol

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from ivr.calls.talks import CannotDo, TalkSeen
from ivr.calls.transfer_facts import Kind
from ivr.http.replies import refuse, reply
from ivr.settings import Problem
from ivr.settings.loading import in_words

FEWEST_OF_AN_ID: Final = 2

REMEDY: Final = 'Send {"on": true} to hold, or {"to": "102", "kind": "blind"} to transfer; "kind" \
may also be "attended"'


class AgentTalks(Protocol):
    """Who knows the talks; `ivr.calls.talks.Talks` in the service. Both raise `CannotDo`."""

    def hold(self, call: str, *, on: bool) -> TalkSeen:
        """Begin to put a caller on hold, or to take them back."""

    def transfer(self, call: str, kind: Kind, to: str) -> TalkSeen:
        """Begin to pass a caller on."""


class HoldWish(BaseModel):
    """The body of POST /api/calls/ID/hold."""

    model_config = ConfigDict(extra="forbid", strict=True)

    on: bool = True


class TransferWish(BaseModel):
    """The body of POST /api/calls/ID/transfer; ``to`` is what the agent would key."""

    model_config = ConfigDict(extra="forbid")

    to: Annotated[str, StringConstraints(pattern=r"^[0-9+]{1,15}$")]
    kind: Kind = Kind.BLIND


def hold_caller(talks: AgentTalks) -> Handler:
    """Make the handler of POST /api/calls/ID/hold; it answers when that has begun."""

    async def handler(request: web.Request) -> web.StreamResponse:
        try:
            wish = HoldWish.model_validate_json(await request.read() or b"{}")
            return reply(talks.hold(_call(request), on=wish.on))
        except ValidationError as error:
            return _bad_body(error)
        except CannotDo as why:
            return refuse(why.status, Problem(why.place, why.wrong, why.remedy))

    return handler


def transfer_caller(talks: AgentTalks) -> Handler:
    """Make the handler of POST /api/calls/ID/transfer; it answers when that has begun."""

    async def handler(request: web.Request) -> web.StreamResponse:
        try:
            wish = TransferWish.model_validate_json(await request.read())
            return reply(talks.transfer(_call(request), wish.kind, wish.to))
        except ValidationError as error:
            return _bad_body(error)
        except CannotDo as why:
            return refuse(why.status, Problem(why.place, why.wrong, why.remedy))

    return handler


def _call(request: web.Request) -> str:
    call = request.match_info["id"]
    if len(call) < FEWEST_OF_AN_ID:
        raise CannotDo(404, call, "is too short for an id", "Give more of the id")
    return call


def _bad_body(error: ValidationError) -> web.Response:
    found = error.errors(include_url=False)
    return refuse(
        400,
        *(Problem(".".join(map(str, each["loc"])) or "body", in_words(each), REMEDY)
          for each in found),
    )  # fmt: skip
