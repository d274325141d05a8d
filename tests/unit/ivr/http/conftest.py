"""The HTTP application over parts that a test can steer."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from capacity.lines import Sizes
from dialplan.story import Fact
from ivr.calls.talks import CannotDo, TalkSeen
from ivr.calls.transfer_facts import Kind
from ivr.http import LineOverride, LinesView, Metrics, Parts, build_app
from ivr.outage_board import OutageBoard
from ivr.prompt_book import ShownPrompt, ShownSound, ShownWords
from ivr.records import CallRecord
from ivr.storage import AmbiguousCall, By, CallStory, Group
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


class Silent:
    """A journal and a database of which nothing is wanted here."""

    def outage_changed(self, change: object) -> None:
        pass


@dataclass
class World:
    """Everything behind the API, for a test to change."""

    lines: Lines = field(default_factory=Lines)
    calls: Calls = field(default_factory=Calls)
    prompts: Prompts = field(default_factory=Prompts)
    outages: OutageBoard = field(default_factory=lambda: OutageBoard(Silent(), Silent()))
    talks: Talks = field(default_factory=Talks)
    problems: dict[str, str | None] = field(default_factory=lambda: {"ari": None, "storage": None})
    journal: Any = field(default_factory=lambda: SimpleNamespace(alarm=None, lost=0, waiting=0))
    projector: Any = field(
        default_factory=lambda: SimpleNamespace(problem=None, rejected=0, damaged=0, lag=0)
    )

    def __post_init__(self) -> None:
        self.metrics = Metrics(self.journal, self.projector)

    def parts(self) -> Parts:
        def check(name: str):
            async def ask() -> str | None:
                return self.problems[name]

            return ask

        checks = {name: check(name) for name in self.problems}
        return Parts(
            TOKEN,
            self.lines,
            self.calls,
            self.metrics,
            checks,
            self.prompts,
            self.outages,
            self.talks,
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
