"""Who is on duty and what they do, and changes of it on their behalf."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Final, Protocol

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from ivr.agents import Act, AgentNow, DutyRefused, DutyRules
from ivr.agents.acts import Refusal
from ivr.http.replies import refuse, reply
from ivr.instants import parse_since
from ivr.journal import AgentChanged
from ivr.settings import Problem
from ivr.settings.loading import in_words
from ivr.storage import STORAGE_FAULTS

log = structlog.get_logger()

ACTS: Final = "|".join(Act)
"""What can be done, as the last part of a path."""

Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAgent(AgentNow):
    """An agent as supervisors see them; ``calls_today`` is None if the database is away."""

    calls_today: int | None


@dataclass(frozen=True, slots=True)
class AgentList:
    """The answer to GET /api/agents."""

    agents: Sequence[ShownAgent]


class Agents(Protocol):
    """Who keeps the agents' duty; `ivr.agents.Roster` in the service."""

    rules: DutyRules

    def now(self) -> list[AgentNow]:
        """Tell what each agent is doing."""

    def one(self, agent_id: str) -> AgentNow:
        """Tell what an agent is doing; raises KeyError."""

    def act(self, agent_id: str, act: Act, argument: str = "", *, who: str) -> AgentChanged:
        """Let an agent do something; raises KeyError and `DutyRefused`."""


class CallCounter(Protocol):
    """What of `CallQueries` is asked here."""

    async def answered(self, since: datetime) -> dict[str, int]:
        """Count by agent the calls that they answered since then and that are over."""


class Wish(BaseModel):
    """The body of POST /api/agents/ID/ACT; names or codes of helpline.toml."""

    model_config = ConfigDict(extra="forbid", strict=True)

    reason: Word = ""
    disposition: Word = ""
    who: Word = "api"


def list_agents(agents: Agents, calls: CallCounter) -> Handler:
    """Make the handler of GET /api/agents."""

    async def handler(_request: web.Request) -> web.StreamResponse:
        counts = await _calls_today(calls)
        return reply(
            AgentList(
                [
                    ShownAgent(
                        **asdict(each),
                        calls_today=None if counts is None else counts.get(each.id, 0),
                    )
                    for each in agents.now()
                ]
            )
        )

    return handler


def change_agent(agents: Agents) -> Handler:
    """Make the handler of POST /api/agents/ID/ACT."""

    async def handler(request: web.Request) -> web.StreamResponse:
        agent_id, act = request.match_info["id"], Act(request.match_info["act"])
        try:
            wish = Wish.model_validate_json(await request.read() or b"{}")
            argument = wish.disposition if act is Act.DISPOSITION else wish.reason
            agents.act(agent_id, act, argument, who=wish.who)
        except ValidationError as error:
            return refuse(HTTPStatus.BAD_REQUEST, *_problems(error))
        except KeyError:
            remedy = "`helpline agents` lists those whom helpline.toml names"
            return refuse(HTTPStatus.NOT_FOUND, Problem(agent_id, "no agent has this id", remedy))
        except DutyRefused as refused:
            return _refused(agent_id, refused.refusal, agents.rules)
        return reply(agents.one(agent_id))

    return handler


async def _calls_today(calls: CallCounter) -> dict[str, int] | None:
    try:
        return await calls.answered(parse_since("today", datetime.now(UTC)))
    except STORAGE_FAULTS as error:
        log.warning("http: calls of agents are not counted", error=type(error).__name__)
        return None


def _refused(agent_id: str, refusal: Refusal, rules: DutyRules) -> web.Response:
    remedies = {
        Refusal.NOT_LOGGED_IN: f"`helpline agents login {agent_id}`, or *11 from the phone",
        Refusal.NO_CALL: "Wait until the first call is over",
        Refusal.NO_SUCH_REASON: f"Say which: {_listed(rules.pauses)}",
        Refusal.NO_SUCH_DISPOSITION: f"Say which: {_listed(rules.dispositions)}",
    }
    return refuse(HTTPStatus.CONFLICT, Problem(agent_id, refusal, remedies[refusal]))


def _listed(codes: Mapping[str, str]) -> str:
    return ", ".join(f"{name} ({code})" for code, name in codes.items())


def _problems(error: ValidationError) -> list[Problem]:
    remedy = 'Send {"reason": "lunch"} or {"disposition": "solved"}; "who" may stand there too'
    return [
        Problem(".".join(map(str, detail["loc"])) or "body", in_words(detail), remedy)
        for detail in error.errors(include_url=False, include_input=False)
    ]
