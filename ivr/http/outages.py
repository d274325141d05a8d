"""Telling callers of outages: what is told now, and the operators' changes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Final, Protocol, Self

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    StringConstraints,
    ValidationError,
    field_validator,
)
from pydantic import model_validator as check_model

from dialplan.outages import notice
from ivr.http.replies import refuse, reply
from ivr.settings import Problem
from prompts import wording
from prompts.sentences import words_of
from routing.discoms import DISCOMS
from routing.districts import DISTRICTS, find_district
from routing.outages import LONGEST, Outage

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOutage:
    """An outage as operators see it; ``words`` is what callers hear, by language."""

    id: str
    district: str
    discom: str | None
    since: datetime
    until: datetime | None
    over_at: datetime
    reason: str
    who: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OutageList:
    """The answer to GET /api/outages."""

    outages: Sequence[ShownOutage]


class Outages(Protocol):
    """Who keeps the outages; `ivr.outage_board.OutageBoard` in the service."""

    def open(self) -> Sequence[Outage]:
        """List what callers are told of now, newest first."""

    def add(
        self, *, district: str, discom: str | None, until: datetime | None, reason: str, who: str
    ) -> Outage:
        """Tell callers of an outage from now on."""

    def end(self, outage_id: str, *, who: str) -> Outage | None:
        """Tell callers no more of an outage; None if it is not open."""


class Who(BaseModel):
    """The body of POST /api/outages/ID/end."""

    model_config = ConfigDict(extra="forbid", strict=True)

    who: Annotated[str, StringConstraints(max_length=100)] = "api"


class NewOutage(Who):
    """The body of POST /api/outages."""

    district: str
    discom: str | None = None
    until: AwareDatetime | None = None
    reason: Text = ""

    @field_validator("district")
    @classmethod
    def _known(cls, name: str) -> str:
        return find_district(name).name

    @field_validator("until")
    @classmethod
    def _ahead(cls, until: datetime | None) -> datetime | None:
        if until is not None and not datetime.now(UTC) < until < datetime.now(UTC) + LONGEST:
            raise ValueError(f"must be in the next {LONGEST.days} days")
        return until

    @check_model(mode="after")
    def _supplied_by(self) -> Self:
        here = [code for code in DISTRICTS[self.district].discoms if DISCOMS[code].served]
        if self.discom is not None and self.discom not in here:
            raise ValueError(f"in {self.district} the discom is {' or '.join(here)}")
        return self


def list_outages(outages: Outages) -> Handler:
    """Make the handler of GET /api/outages."""

    async def handler(_request: web.Request) -> web.StreamResponse:
        return reply(OutageList([shown(outage) for outage in outages.open()]))

    return handler


def add_outage(outages: Outages) -> Handler:
    """Make the handler of POST /api/outages."""

    async def handler(request: web.Request) -> web.StreamResponse:
        try:
            wish = NewOutage.model_validate_json(await request.read())
        except ValidationError as error:
            return refuse(400, *_problems(error))
        return reply(shown(outages.add(**wish.model_dump())))

    return handler


def end_outage(outages: Outages) -> Handler:
    """Make the handler of POST /api/outages/ID/end."""

    async def handler(request: web.Request) -> web.StreamResponse:
        try:
            wish = Who.model_validate_json(await request.read() or b"{}")
        except ValidationError as error:
            return refuse(400, *_problems(error))
        outage_id = request.match_info["id"]
        ended = outages.end(outage_id, who=wish.who)
        if ended is None:
            remedy = "`helpline outages` lists those that callers are told of"
            return refuse(404, Problem(outage_id, "no open outage has this id", remedy))
        return reply(shown(ended))

    return handler


def shown(outage: Outage) -> ShownOutage:
    """Show an outage with the sentences that are spoken of it now."""
    key, values = notice(outage, datetime.now(UTC))
    return ShownOutage(
        id=outage.id,
        district=outage.district,
        discom=outage.discom,
        since=outage.since,
        until=outage.until,
        over_at=outage.over_at,
        reason=outage.reason,
        who=outage.who,
        words={each: words_of(each, key, **values) for each in wording.languages()},
    )


REMEDY: Final = (
    'Send {"district": "Lucknow", "until": "2026-11-22T19:00:00+05:30"}; "discom", "reason" and '
    '"who" may stand there too, and "until" may be left out'
)


def _problems(error: ValidationError) -> list[Problem]:
    return [
        Problem(
            ".".join(str(part) for part in detail["loc"]) or "body",
            detail["msg"].removeprefix("Value error, "),
            REMEDY,
        )
        for detail in error.errors(include_url=False, include_input=False)
    ]
