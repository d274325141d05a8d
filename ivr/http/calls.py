"""Past calls, for people with the token: their records hold telephone numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from aiohttp import web
from aiohttp.typedefs import Handler

from capacity.outcomes import Outcome
from dialplan.story import Value
from ivr.http.replies import refuse, reply
from ivr.instants import FORMS, parse_since
from ivr.records import CallRecord
from ivr.settings import Problem
from ivr.storage import STORAGE_FAULTS, AmbiguousCall, CallStory
from routing.discoms import DISCOMS

MOST: Final = 1000
FEWEST_OF_AN_ID: Final = 2


class CallReader(Protocol):
    """What of `CallQueries` is asked here."""

    async def calls(
        self, *, since: datetime | None, outcome: Outcome | None, discom: str | None, limit: int
    ) -> list[CallRecord]:
        """Give records, newest first."""

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
    """The answer to GET /api/calls/ID; ``record`` is None while the call goes on."""

    call_id: str
    record: CallRecord | None
    facts: Sequence[ShownFact]


def shown(story: CallStory) -> ShownCall:
    """Give the facts their offsets."""
    times = [fact.at for fact in story.facts]
    start = story.record.offered_at if story.record else min(times, default=datetime.now(UTC))
    facts = [
        ShownFact(fact.at, round((fact.at - start).total_seconds(), 3), fact.kind, fact.value,
                  fact.how)
        for fact in story.facts
    ]  # fmt: skip
    return ShownCall(story.call_id, story.record, facts)


class BadQuery(ValueError):
    """A parameter of the query makes no sense."""

    def __init__(self, place: str, wrong: str, remedy: str) -> None:
        self.problem = Problem(place, wrong, remedy)
        super().__init__(str(self.problem))


def read_query(query: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """Turn texts into the arguments of `CallReader.calls`; raises `BadQuery`."""
    known = {"since": _since(now), "outcome": _outcome, "discom": _discom, "limit": _limit}
    for name in query:
        if name not in known:
            raise BadQuery(name, "is unknown", f"Known are {', '.join(known)}")
    asked: dict[str, Any] = {"since": None, "outcome": None, "discom": None, "limit": 100}
    return asked | {name: known[name](text) for name, text in query.items()}


def list_calls(reader: CallReader) -> Handler:
    """Make the handler of GET /api/calls."""

    async def handler(request: web.Request) -> web.StreamResponse:
        try:
            asked = read_query(request.query, datetime.now(UTC))
            return reply(CallList(await reader.calls(**asked)))
        except BadQuery as error:
            return refuse(400, error.problem)
        except STORAGE_FAULTS:
            return _storage_away()

    return handler


def show_call(reader: CallReader) -> Handler:
    """Make the handler of GET /api/calls/ID; the beginning of an id is enough."""

    async def handler(request: web.Request) -> web.StreamResponse:
        wanted = request.match_info["id"]
        try:
            story = await reader.call(wanted) if len(wanted) >= FEWEST_OF_AN_ID else None
        except AmbiguousCall as error:
            several = f"several calls begin like this: {', '.join(error.ids)}"
            return refuse(409, Problem("id", several, "Give more of the id"))
        except STORAGE_FAULTS:
            return _storage_away()
        if story is None:
            return refuse(404, Problem("id", "no call has an id that begins like this",
                                       "Look for it with GET /api/calls"))  # fmt: skip
        return reply(shown(story))

    return handler


def _since(now: datetime) -> Callable[[str], datetime]:
    def read(text: str) -> datetime:
        try:
            return parse_since(text, now)
        except ValueError as error:
            raise BadQuery("since", f"{text!r} is no time", f"Write it like {FORMS}") from error

    return read


def _outcome(text: str) -> Outcome:
    try:
        return Outcome(text)
    except ValueError as error:
        known = ", ".join(Outcome)
        raise BadQuery("outcome", f"{text!r} is no outcome", f"Use one of {known}") from error


def _discom(text: str) -> str:
    if text not in DISCOMS:
        raise BadQuery("discom", f"{text!r} is no discom", f"Use one of {', '.join(DISCOMS)}")
    return text


def _limit(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise BadQuery("limit", f"{text!r} is not a number of calls", f"Use 1 to {MOST}")
    return int(text)


def _storage_away() -> web.Response:
    remedy = "Look at /readyz; the journal keeps every call meanwhile"
    return refuse(503, Problem("storage", "the database does not answer", remedy))
