"""What an agent hears who dials a code, and that nothing of such a call is left."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from capacity.lines import Sizes
from ivr.agents import DutyRules, Roster
from ivr.agents.code_calls import CODE, LONGEST, CodeCalls
from ivr.ari import AriUnavailable
from ivr.ari.messages import Channel, StasisStart
from ivr.calls.comparing import NEWBORN
from ivr.calls.switchboard import Switchboard
from ivr.journal import Journal
from ivr.settings.model import Agent
from routing.agents import AgentCard
from tests.flow.exchange import CODE_LEG, SOUND_SECONDS, Exchange

pytestmark = pytest.mark.looptime

RULES = DutyRules(pauses={"1": "lunch"}, dispositions={"1": "solved"})
AGENTS = [Agent(id="asha", languages=("hi", "en")), Agent(id="ravi", languages=("en",))]
CARDS = [AgentCard(each.id, frozenset(), frozenset(each.languages)) for each in AGENTS]


class Scene:
    """An exchange whose switchboard knows of codes."""

    def __init__(self, folder: Path) -> None:
        self.exchange = Exchange(agents=CARDS)
        self.journal = Journal.open(folder, "node-1")
        self.roster = Roster(self.exchange.desk.waiting, self.journal, AGENTS, RULES)
        switchboard = Switchboard(self.exchange._take, self.exchange.strays.append)
        self.exchange.switchboard = switchboard
        self.codes = CodeCalls(
            self.roster, self.exchange, switchboard, lambda *sounds: [f"sound:{s}" for s in sounds]
        )

    def dial(self, code: str, agent: str = "asha") -> str:
        channel = f"{CODE_LEG}{agent}"
        self.exchange.channel_ids.add(channel)
        args = (CODE, agent, code)
        self.exchange.switchboard.receive(StasisStart(channel=Channel(channel), args=args))
        return channel

    async def heard(self, code: str, agent: str = "asha") -> list[str]:
        channel = self.dial(code, agent)
        before = len(self.exchange.played(channel))
        await asyncio.sleep(SOUND_SECONDS + 1)
        assert await self.exchange.lines.levels() == Sizes(0, 0)
        await self.exchange.check_all_clear()
        assert (self.exchange.facts, self.exchange.records) == ([], [])
        return self.exchange.played(channel)[before:]

    def duty(self, agent: str = "asha") -> str:
        return self.roster.one(agent).duty


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    scenes: list[Scene] = []

    def build() -> Scene:
        scenes.append(Scene(tmp_path))
        return scenes[-1]

    yield build
    for each in scenes:
        each.journal.close()


@pytest.mark.parametrize(
    ("codes", "said", "duty"),
    [
        (["*11"], "duty.logged-in", "free"),
        (["*12"], "duty.logged-out", "logged-out"),
        (["*131"], "duty.paused", "paused"),
        (["*131", "*14"], "duty.ready", "free"),
        (["*12", "*14"], "duty.not-logged-in", "logged-out"),
        (["*12", "*131"], "duty.not-logged-in", "logged-out"),
        (["*137"], "duty.unknown-code", "free"),
        (["*13"], "duty.unknown-code", "free"),
        (["*19"], "duty.unknown-code", "free"),
        (["*151"], "duty.no-call", "free"),
    ],
)
async def test_a_word_says_what_was_done(scene, codes: list[str], said: str, duty: str) -> None:
    place = scene()
    for code in codes:
        heard = await place.heard(code)
    assert heard == [f"sound:hi/{said}"]
    assert place.duty() == duty


async def test_each_agent_hears_their_own_language(scene) -> None:
    assert await scene().heard("*11", "ravi") == ["sound:en/duty.logged-in"]


async def test_what_came_of_the_last_call_is_noted(scene) -> None:
    place = scene()
    place.roster.parted("asha", "c-1", 0.0)
    assert await place.heard("*151") == ["sound:hi/duty.noted"]


async def test_who_hangs_up_at_once_has_done_it_all_the_same(scene) -> None:
    place = scene()
    place.exchange.drop(place.dial("*131"))
    await asyncio.sleep(1)
    assert place.duty() == "paused"
    await place.exchange.check_all_clear()


async def test_the_phone_is_not_rung_until_the_word_was_said(scene) -> None:
    place = scene()
    place.dial("*11")
    await asyncio.sleep(SOUND_SECONDS - 0.5)
    assert not place.exchange.desk.waiting.room.at_work(
        "asha", asyncio.get_running_loop().time()
    ).is_free
    await asyncio.sleep(1)
    assert place.duty() == "free"


async def test_an_agent_whom_nobody_knows_any_more_is_hung_up(scene) -> None:
    place = scene()
    assert await place.heard("*11", "gone") == []


async def test_a_connection_that_is_lost_is_told_once_and_a_stray_is_hung_up(scene) -> None:
    place = scene()
    place.exchange.cut = True
    with capture_logs() as logs:
        place.dial("*12")
        await asyncio.sleep(1)
    assert place.duty() == "logged-out"
    assert [(log["event"], log["error"]) for log in logs if "error" in log] == [
        ("code.not_answered", AriUnavailable.__name__)
    ]


async def test_a_code_whose_process_was_killed_is_hung_up_and_not_taken_for_a_caller(
    scene,
) -> None:
    place = scene()
    channel = f"{CODE_LEG}asha"
    place.exchange.channel_ids.add(channel)
    await place.exchange.comparison.run()
    await asyncio.sleep(2 * NEWBORN)
    assert ("hang-up", channel) in place.exchange.log


async def test_a_silent_asterisk_keeps_no_call_for_ever(scene) -> None:
    place = scene()

    async def plays_nothing(*_: object) -> None:
        pass

    place.exchange.play = plays_nothing
    place.dial("*11")
    await asyncio.sleep(LONGEST + 1)
    await place.exchange.check_all_clear()


async def test_the_end_of_the_service_ends_them(scene) -> None:
    place = scene()
    place.dial("*11")
    await asyncio.sleep(0.5)
    await place.codes.close()
    await place.exchange.check_all_clear()
