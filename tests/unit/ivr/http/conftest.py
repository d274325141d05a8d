"""The HTTP application over parts that a test can steer."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from capacity.lines import Sizes
from dialplan.story import Fact, Story
from ivr.agents import Act, AgentNow, DutyRules, acts
from ivr.calls.call_back import State
from ivr.calls.desk import AgentDesk, DeskRules
from ivr.calls.supervising import CannotSupervise, TalkNow
from ivr.calls.supervision import How
from ivr.calls.talks import CannotDo, TalkSeen
from ivr.calls.transfer_facts import Kind
from ivr.http import LineOverride, LinesView, Parts, build_app
from ivr.journal import AgentChanged
from ivr.metrics import Metrics
from ivr.metrics.agents import AgentCollector
from ivr.metrics.queue import QueueCollector
from ivr.outage_board import OutageBoard
from ivr.prompt_book import ShownPrompt, ShownSound, ShownWords
from ivr.queue_control import QueueControl
from ivr.records import CallRecord
from ivr.share_board import ShareBoard
from ivr.storage import AmbiguousCall, By, CallStory, Group
from routing.agents import AgentCard
from routing.line import Waiter
from routing.order import Priority
from tests.unit.ivr.samples import OFFERED, a_record, some_facts

TOKEN = "the-token"


@dataclass
class Lines:
    """A line control that only remembers."""

    now: LinesView = field(default_factory=lambda: LinesView(Sizes(350, 300), Sizes(41, 0)))
    fault: Exception | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)

    async def show(self) -> LinesView:
        if self.fault:
            raise self.fault
        return self.now

    async def set(
        self, *, incoming: int | None, outgoing: int | None, reason: str, who: str
    ) -> LinesView:
        await self.show()
        self.asked.append(
            {"incoming": incoming, "outgoing": outgoing, "reason": reason, "who": who}
        )
        override = LineOverride(OFFERED, incoming, outgoing, reason, who)
        self.now = replace(self.now, sizes=Sizes(incoming or 0, outgoing or 0), override=override)
        return self.now


def some_groups() -> dict[By, list[Group]]:
    """A hundred and three calls in two groups of each kind."""

    def two(name: str, one: str, other: str) -> list[Group]:
        return [Group({name: one}, 101), Group({name: other}, 2)]

    verdicts = [
        Group({"outcome": "dropped", "drop": "media"}, 101),
        Group({"outcome": "blocked", "drop": "none"}, 2),
    ]
    return {
        By.VERDICT: verdicts,
        By.DISCOM: two("discom", "KESCO", "none"),
        By.HOUR: two("hour", "2026-11-21T10", "2026-11-21T11"),
        By.TRUNK: two("trunk", "10.1.9.12", "none"),
        By.STAGE: two("stage", "waiting", "talking"),
        By.CAUSE: two("cause", "38", "none"),
    }


@dataclass
class Calls:
    """Past calls that are not in a database."""

    records: list[CallRecord] = field(default_factory=lambda: [a_record()])
    facts: list[Fact] = field(default_factory=some_facts)
    groups: dict[By, list[Group]] = field(default_factory=some_groups)
    asked: dict[str, Any] = field(default_factory=dict)
    fault: Exception | None = None

    async def calls(self, **asked: Any) -> list[CallRecord]:
        self.asked = asked
        if self.fault:
            raise self.fault
        return self.records

    async def call(self, id_or_prefix: str) -> CallStory | None:
        if self.fault:
            raise self.fault
        found = [record for record in self.records if record.call_id.startswith(id_or_prefix)]
        if len(found) > 1:
            raise AmbiguousCall(id_or_prefix, [record.call_id for record in found])
        return CallStory(found[0].call_id, found[0], tuple(self.facts)) if found else None

    async def calls_now(self) -> list[CallStory]:
        if self.fault:
            raise self.fault
        return [CallStory("live-1", None, tuple(self.facts[:8]))]

    async def answered(self, since: datetime) -> dict[str, int]:
        if self.fault:
            raise self.fault
        self.asked = {"since": since}
        return {"asha": 17}

    async def grouped(self, by: By, **asked: Any) -> list[Group]:
        self.asked = asked
        if self.fault:
            raise self.fault
        return self.groups[by]


@dataclass
class Prompts:
    """One prompt in two languages, of which one has no sound."""

    listed: list[ShownPrompt] = field(default_factory=lambda: [a_prompt()])
    fault: Exception | None = None

    def languages(self) -> dict[str, str]:
        if self.fault:
            raise self.fault
        return {"hi": "हिंदी", "en": "English"}

    def prompts(self) -> list[ShownPrompt]:
        return self.listed

    def wav(self, sound: str) -> bytes:
        if sound == "en/pin.ask":
            raise FileNotFoundError(sound)
        if sound != "hi/pin.ask":
            raise LookupError(sound)
        return b"RIFF"


def a_prompt(**changed: Any) -> ShownPrompt:
    """A question for the PIN code."""
    hindi = ShownSound("hi/pin.ask", "voice", 6.25)
    english = ShownSound("en/pin.ask", "missing", 0.0)
    words = [
        ShownWords("hi", "पिन कोड दबाएं।", [hindi]),
        ShownWords("en", "Please enter your PIN code.", [english]),
    ]
    return replace(ShownPrompt("pin.ask", "asks for six digits", words), **changed)


@dataclass
class Talks:
    """One talk, of call node-1-7 with Asha, that only remembers."""

    on_hold: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)

    def hold(self, call: str, *, on: bool) -> TalkSeen:
        self._find(call)
        self.on_hold = on
        return TalkSeen("node-1-7", "asha", on)

    def transfer(self, call: str, kind: Kind, to: str) -> TalkSeen:
        self._find(call)
        if to == "999":
            raise CannotDo(404, "to", "nobody has this number", "Key another")
        self.asked.append((kind, to))
        return TalkSeen("node-1-7", "asha", on_hold=True)

    def _find(self, call: str) -> None:
        if not "node-1-7".startswith(call):
            raise CannotDo(404, call, "no agent talks in such a call", "Look for it")


class Agents:
    """Two agents of whom one talks, as the roster would show them."""

    def __init__(self) -> None:
        self.rules = DutyRules(pauses={"1": "lunch"}, dispositions={"1": "solved"})
        self.stands = {name: acts.newcomer(name, OFFERED) for name in ("asha", "vijay")}
        self.stands["asha"] = replace(self.stands["asha"], call="c-1")
        self.whos: list[str] = []

    def now(self) -> list[AgentNow]:
        return [self.one(name) for name in self.stands]

    def one(self, agent_id: str) -> AgentNow:
        stands = self.stands[agent_id]
        presence = acts.presence_of(stands, self.rules)
        talks = agent_id == "asha"
        return AgentNow(
            id=agent_id, name=agent_id.title(), discoms=("KESCO",) if talks else (),
            languages=("hi",), duty="wrap-up" if talks else presence, since=stands.since,
            presence=presence, reason=stands.reason, reachable=not talks, call=stands.call,
            until=OFFERED if talks else None, misses=0 if talks else 2,
        )  # fmt: skip

    def act(self, agent_id: str, act: Act, argument: str = "", *, who: str) -> AgentChanged:
        was = self.stands[agent_id]
        self.whos.append(who)
        done = acts.after(was, act, argument, self.rules, at=OFFERED, who=who)
        self.stands[agent_id] = done
        return done


class Silent:
    """A journal and a database of which nothing is wanted here."""

    def outage_changed(self, change: object) -> None:
        pass

    def share_changed(self, change: object) -> None:
        pass


class Line:
    """A desk whose callers are put in line without a telephone."""

    def __init__(self) -> None:
        cards = [AgentCard("asha", frozenset({"MVVNL"}), frozenset({"hi"}))]
        self.desk = AgentDesk(cards, DeskRules(15, 10, 900, 10), None, SimpleNamespace(takers={}))
        self.desk.waiting.room.set_away("asha", 0.0, away=True)

    def join(self, call_id: str, *, discom: str | None = "KESCO", waited: float = 0.0) -> Story:
        """Let a caller be in line."""
        queued = datetime.now(UTC) - timedelta(seconds=waited)
        facts = [
            Fact("caller", "+919415012345", queued, "mobile", private=True),
            Fact("language", "hi", queued),
            Fact("reason", "supply", queued),
            Fact("priority", int(Priority.ORDINARY), queued),
            Fact("queued", discom or "any", queued),
        ]
        story = Story(call_id, now=lambda: datetime.now(UTC), known=facts)
        since = time.monotonic() - waited
        self.desk.waiting.room.join(
            Waiter(call_id, discom, "hi", Priority.ORDINARY, since, "supply")
        )
        self.desk.waiting.stories[call_id] = story
        return story

    def places(self) -> list[str]:
        """Name who waits, the next to be answered first."""
        return [each.waiter.call_id for each in self.desk.waiting.room.standings()]


@dataclass
class Supervisors:
    """One talk, and what was asked for."""

    asked: list[tuple[str, str, str]] = field(default_factory=list)
    fault: CannotSupervise | None = None

    def talks(self) -> list[TalkNow]:
        since = datetime(2026, 11, 22, 4, 30, tzinfo=UTC)
        return [TalkNow(call_id="call-1", agent="asha", seat=101, since=since, discom="MVVNL")]

    async def begin(self, supervisor: str, target: str, how: How) -> TalkNow:
        if self.fault is not None:
            raise self.fault
        self.asked.append((supervisor, target, how))
        return replace(self.talks()[0], supervisor=supervisor, how=how)


@dataclass
class Files:
    """Recordings by name."""

    known: dict[str, Path] = field(default_factory=dict)

    def find(self, name: str) -> Path | None:
        return self.known.get(name)


@dataclass
class SomeCallBacks:
    """Call-backs that can be listed, and cancelled unless they talk."""

    listed: list[Any] = field(default_factory=list)

    def open(self) -> list[Any]:
        return self.listed

    def states(self) -> dict[str, int]:
        return {"in-line": len(self.listed)}

    def cancel(self, call_id: str, *, who: str) -> Any:
        (found,) = [each for each in self.listed if each.story.call_id == call_id] or [None]
        if found is not None and found.state is State.ON_THE_PHONE:
            raise ValueError("the person is on the phone already")
        if found is not None:
            self.listed.remove(found)
            found.story.learn("called-off", "cancelled", how=who)
        return found


def a_call_back(call_id: str = "c-1-back", **known: Any) -> Any:
    """Somebody who has waited for 20 minutes and was called once."""
    story = Story(call_id, now=lambda: datetime.now(UTC))
    story.learn("asked-in", "c-1")
    story.learn("queued", "MVVNL", at=story.now() - timedelta(minutes=20))
    story.learn("discom", "MVVNL")
    story.learn("not-reached", "the phone is busy")
    usual = {"state": State.IN_LINE, "why": None, "until": None, "reserved": None}
    return SimpleNamespace(story=story, number="+919415012345", **(usual | known))


@dataclass
class World:
    """Everything behind the API, for a test to change."""

    lines: Lines = field(default_factory=Lines)
    calls: Calls = field(default_factory=Calls)
    prompts: Prompts = field(default_factory=Prompts)
    agents: Agents = field(default_factory=Agents)
    outages: OutageBoard = field(default_factory=lambda: OutageBoard(Silent(), Silent()))
    talks: Talks = field(default_factory=Talks)
    supervisors: Supervisors = field(default_factory=Supervisors)
    recordings: Files = field(default_factory=Files)
    call_backs: SomeCallBacks = field(default_factory=SomeCallBacks)
    problems: dict[str, str | None] = field(default_factory=lambda: {"ari": None, "storage": None})
    journal: Any = field(default_factory=lambda: SimpleNamespace(alarm=None, lost=0, waiting=0))
    projector: Any = field(
        default_factory=lambda: SimpleNamespace(
            problem=None, rejected=0, damaged=0, lag=0, behind=0
        )
    )
    sounds: Any = field(default_factory=lambda: SimpleNamespace(missing=frozenset()))

    def __post_init__(self) -> None:
        self.metrics = Metrics(
            self.journal, self.projector, self.sounds, trunks=["10.1.9.0/24"], version="0.1.0"
        )
        self.line = Line()
        self.shares = ShareBoard(Silent(), Silent(), self.desk_shares)
        self.queue = QueueControl(
            self.line.desk.waiting, self.shares, self.calls, node="node-1", languages=("hi", "en")
        )
        self.metrics.registry.register(QueueCollector(self.queue))
        self.metrics.registry.register(AgentCollector(self.agents, lambda: 1_234.5))

    def desk_shares(self, discoms: frozenset[str]) -> None:
        self.line.desk.waiting.room.share(discoms, time.monotonic())

    def parts(self) -> Parts:
        def check(name: str):
            async def ask() -> str | None:
                return self.problems[name]

            return ask

        checks = {name: check(name) for name in self.problems}
        return Parts(
            token=TOKEN,
            lines=self.lines,
            calls=self.calls,
            metrics=self.metrics,
            checks=checks,
            prompts=self.prompts,
            outages=self.outages,
            talks=self.talks,
            agents=self.agents,
            queue=self.queue,
            supervisors=self.supervisors,
            recordings=self.recordings,
            call_backs=self.call_backs,
        )


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
async def stranger(world: World) -> AsyncIterator[TestClient]:
    """A client without the token."""
    async with TestClient(TestServer(build_app(world.parts()), host="127.0.0.6")) as client:
        yield client


@pytest.fixture
async def client(world: World) -> AsyncIterator[TestClient]:
    """A client with the token."""
    server = TestServer(build_app(world.parts()), host="127.0.0.6")
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with TestClient(server, headers=headers) as client:
        yield client
