"""People who are to be called back: who waits, how it stands, and calling it off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import ValidationError

from dialplan.asked import in_vain, waits_since
from ivr.calls.call_back import CallBack
from ivr.http.outages import Who
from ivr.http.replies import refuse, reply
from ivr.settings import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCallBack:
    """A call-back as operators see it; ``tried`` counts the attempts that came to no talk.

    ``why`` explains the state, ``until`` is when the next attempt may come, ``agent`` who is
    reserved.
    """

    id: str
    number: str
    discom: str | None
    language: str | None
    reason: str | None
    asked_at: datetime
    waits_since: datetime | None
    tried: int
    state: str
    why: str | None
    until: datetime | None
    agent: str | None


@dataclass(frozen=True, slots=True)
class CallBackList:
    """The answer to GET /api/call-backs, who waits longest first."""

    call_backs: Sequence[ShownCallBack]


class CallBacks(Protocol):
    """Who keeps them; `ivr.calls.call_backs.CallBacks` in the service."""

    def open(self) -> Sequence[CallBack]:
        """List those who are to be called back, who waits longest first."""

    def states(self) -> Mapping[str, int]:
        """Count them by how it stands with them."""

    def cancel(self, call_id: str, *, who: str) -> CallBack | None:
        """Let nobody be called any more; None if there is no such call-back, or ValueError."""


def list_call_backs(call_backs: CallBacks) -> Handler:
    """Make the handler of GET /api/call-backs."""

    async def handler(_request: web.Request) -> web.StreamResponse:
        return reply(CallBackList([shown(back) for back in call_backs.open()]))

    return handler


def cancel_call_back(call_backs: CallBacks) -> Handler:
    """Make the handler of POST /api/call-backs/ID/cancel."""

    async def handler(request: web.Request) -> web.StreamResponse:
        call_id = request.match_info["id"]
        try:
            wish = Who.model_validate_json(await request.read() or b"{}")
        except ValidationError:
            return refuse(400, Problem("body", "is no cancellation", 'Send {"who": "asha"}'))
        try:
            cancelled = call_backs.cancel(call_id, who=wish.who)
        except ValueError as error:
            return refuse(409, Problem(call_id, str(error), "Let them talk"))
        if cancelled is None:
            remedy = "`helpline call-backs` lists those that are open"
            return refuse(404, Problem(call_id, "no open call-back has this id", remedy))
        return reply(shown(cancelled))

    return handler


def shown(back: CallBack) -> ShownCallBack:
    """Show how it stands with a call-back."""
    story = back.story
    return ShownCallBack(
        id=story.call_id,
        number=back.number,
        discom=story.text("discom"),
        language=story.text("language"),
        reason=story.text("reason"),
        asked_at=story.facts[0].at,
        waits_since=waits_since(story),
        tried=len(in_vain(story)),
        state=back.state,
        why=back.why,
        until=back.until,
        agent=back.reserved,
    )
