"""Past calls, for people with the token: their records hold telephone numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol, Unpack

from aiohttp import web
from aiohttp.typedefs import Handler

from dialplan.story import Value
from ivr.evidence import Evidence, evidence_of
from ivr.http.call_query import BadQuery, read_query
from ivr.http.replies import refuse, reply
from ivr.records import CallRecord
from ivr.settings import Problem
from ivr.storage import STORAGE_FAULTS, AmbiguousCall, By, CallFilter, CallStory, Group
from ivr.verdicts import verdict

FEWEST_OF_AN_ID: Final = 2


class CallReader(Protocol):
    """What of `CallQueries` is asked here."""

    async def calls(self, *, limit: int, **wanted: Unpack[CallFilter]) -> list[CallRecord]:
        """Give records, newest first."""

    async def calls_now(self) -> list[CallStory]:
        """Give the calls that go on, newest first."""

    async def answered(self, since: datetime) -> dict[str, int]:
        """Count by agent the calls that they answered since then and that are over."""

    async def grouped(self, by: By, **wanted: Unpack[CallFilter]) -> list[Group]:
        """Count calls by what they have in common."""

    async def call(self, id_or_prefix: str) -> CallStory | None:
        """Give one call with its facts."""


@dataclass(frozen=True, slots=True)
class CallList:
    """The answer to GET /api/calls."""

    calls: Sequence[CallRecord]


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A fact; ``offset`` is in seconds since the call was offered."""

    at: datetime
    offset: float
    kind: str
    value: Value
    how: str | None


@dataclass(frozen=True, slots=True)
class ShownCall:
    """The answer to GET /api/calls/ID; ``record`` is None while the call goes on.

    ``verdict`` says in plain sentences what became of it and why, as ``evidence`` shows.
    """

    call_id: str
    record: CallRecord | None
    facts: Sequence[ShownFact]
    verdict: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class CallsNow:
    """The answer to GET /api/calls/now."""

    calls: Sequence[ShownCall]


def shown(story: CallStory) -> ShownCall:
    """Give the facts their offsets, and say what became of the call."""
    times = [fact.at for fact in story.facts]
    start = story.record.offered_at if story.record else min(times, default=datetime.now(UTC))
    facts = [
        ShownFact(fact.at, round((fact.at - start).total_seconds(), 3), fact.kind, fact.value,
                  fact.how)
        for fact in story.facts
    ]  # fmt: skip
    evidence = evidence_of(story)
    said = verdict(story.record, evidence) if story.record else None
    return ShownCall(story.call_id, story.record, facts, said, evidence)


def list_calls(reader: CallReader) -> Handler:
    """Make the handler of GET /api/calls."""

    async def handler(request: web.Request) -> web.StreamResponse:
        try:
            asked = read_query(request.query, datetime.now(UTC))
            return reply(CallList(await reader.calls(**asked)))
        except BadQuery as error:
            return refuse(400, error.problem)
        except STORAGE_FAULTS:
            return storage_away()

    return handler


def list_calls_now(reader: CallReader) -> Handler:
    """Make the handler of GET /api/calls/now."""

    async def handler(_request: web.Request) -> web.StreamResponse:
        try:
            return reply(CallsNow([shown(story) for story in await reader.calls_now()]))
        except STORAGE_FAULTS:
            return storage_away()

    return handler


def show_call(reader: CallReader) -> Handler:
    """Make the handler of GET /api/calls/ID; the beginning of an id is enough."""

    async def handler(request: web.Request) -> web.StreamResponse:
        story = await one_call(reader, request.match_info["id"])
        return story if isinstance(story, web.Response) else reply(shown(story))

    return handler


async def one_call(reader: CallReader, wanted: str) -> CallStory | web.Response:
    """Give the call whose id begins like this, or the refusal that says why there is none."""
    try:
        story = await reader.call(wanted) if len(wanted) >= FEWEST_OF_AN_ID else None
    except AmbiguousCall as error:
        several = f"several calls begin like this: {', '.join(error.ids)}"
        return refuse(409, Problem("id", several, "Give more of the id"))
    except STORAGE_FAULTS:
        return storage_away()
    if story is None:
        return refuse(404, Problem("id", "no call has an id that begins like this",
                                   "Look for it with GET /api/calls"))  # fmt: skip
    return story


def storage_away() -> web.Response:
    """Answer that the database cannot be asked."""
    remedy = "Look at /readyz; the journal keeps every call meanwhile"
    return refuse(503, Problem("storage", "the database does not answer", remedy))
