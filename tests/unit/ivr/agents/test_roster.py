"""The roster with a real desk and journal, on virtual time: what it changes, keeps and shows."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ivr.agents import Act, DutyRefused, DutyRules, Roster
from ivr.agents import roster as module
from ivr.calls.agent_line import NOT_REGISTERED
from ivr.journal import AgentChanged, Journal
from ivr.journal.agent_changes import newest_changes
from ivr.settings.model import Agent
from routing.agents import AgentCard
from tests.flow.exchange import EPOCH, Exchange, Phone
from tests.flow.test_reception import to_the_line
from tests.unit.ivr.samples import entries_of

pytestmark = pytest.mark.looptime

RULES = DutyRules(misses=2, pauses={"1": "lunch"}, dispositions={"1": "solved"})
ASHA = Agent(id="asha", name="Asha", languages=("en", "hi"))


class House:
    """An exchange with a roster, of which processes come and go."""

    def __init__(self, folder: Path, rules: DutyRules = RULES) -> None:
        self.rules = rules
        self.exchange = Exchange()
        self.journal = Journal.open(folder, "node-1", now=self.now)
        self.roster = self.new_roster()

    def new_roster(self) -> Roster:
        return Roster(self.exchange.desk.waiting, self.journal, [ASHA], self.rules, now=self.now)

    @staticmethod
    def now():
        return EPOCH + timedelta(seconds=asyncio.get_running_loop().time())

    @property
    def changes(self) -> list[AgentChanged]:
        found = entries_of(self.journal)
        return [entry.read(AgentChanged) for entry in found if entry.kind == "agent"]

    @property
    def duty(self) -> str:
        return self.roster.one("asha").duty

    def rings(self) -> int:
        return sum(entry[0] == "ring" for entry in self.exchange.log)

    def restore(self) -> None:
        self.roster = self.new_roster()
        self.roster.restore(
            newest_changes(self.journal.folder, since=self.now() - module.READ_BACK)
        )


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    houses: list[House] = []

    def build(rules: DutyRules = RULES) -> House:
        houses.append(House(tmp_path, rules))
        return houses[-1]

    yield build
    for each in houses:
        each.journal.close()


async def test_who_is_listed_is_on_duty_without_a_word_of_it(house) -> None:
    place = house()
    assert (place.duty, place.changes) == ("free", [])
    await to_the_line(place.exchange, "c1")
    await asyncio.sleep(2)
    assert (place.duty, place.roster.one("asha").call) == ("talking", "c1")
    place.exchange.drop("c1")
    await place.exchange.finished()


async def test_who_must_log_in_is_rung_as_soon_as_they_do(house) -> None:
    place = house(replace(RULES, log_in=True))
    await to_the_line(place.exchange, "c1")
    await asyncio.sleep(30)
    assert (place.duty, place.rings()) == ("logged-out", 0)
    place.roster.act("asha", Act.LOGIN, who="phone")
    await asyncio.sleep(2)
    assert place.duty == "talking"
    place.exchange.drop("c1")
    await place.exchange.finished()


async def test_a_phone_is_not_rung_while_it_dials_us(house) -> None:
    place = house()
    with place.roster.dialling("asha"):
        await to_the_line(place.exchange, "c1")
        await asyncio.sleep(5)
        assert place.rings() == 0
    await asyncio.sleep(2)
    assert place.duty == "talking"
    place.exchange.drop("c1")
    await place.exchange.finished()


async def test_misses_in_a_row_pause_and_the_caller_waits_on(house) -> None:
    place = house()
    place.exchange.phones["asha"] = Phone(answers_after=None)
    await to_the_line(place.exchange, "c1")
    await asyncio.sleep(120)
    shown = place.roster.one("asha")
    assert (shown.duty, shown.reason, shown.misses, place.rings()) == ("paused", "missed", 2, 2)
    assert [change.what for change in place.changes] == ["missed", "paused"]
    place.exchange.phones["asha"] = Phone(answers_after=1)
    place.roster.act("asha", Act.READY, who="api")
    await asyncio.sleep(2)
    assert (place.duty, place.roster.one("asha").misses) == ("talking", 0)
    place.exchange.drop("c1")
    await place.exchange.finished()


async def test_misses_do_not_stop_others_from_being_rung_for_the_same_call(house) -> None:
    """The place in line has no turn to take yet when the roster is told of a miss."""
    place = house()
    place.exchange.phones["asha"] = Phone(answers_after=None, cause=21)
    place.exchange.rules = replace(place.exchange.rules, unreachable_rest=0.0)
    place.exchange.desk.change(place.exchange.agents, place.exchange.rules)
    await to_the_line(place.exchange, "c1")
    await asyncio.sleep(60)
    assert place.duty == "paused"
    place.exchange.drop("c1")
    await place.exchange.finished()
    assert place.exchange.records[0].drop is None


async def test_a_phone_that_is_not_registered_is_nobodys_fault(house) -> None:
    place = house()
    for _ in range(5):
        place.roster.missed("asha", NOT_REGISTERED)
    assert place.changes == []


async def test_an_unreachable_phone_is_rung_when_it_comes_back(house) -> None:
    place = house()
    place.roster.reach("asha", reachable=False)
    place.roster.reach("asha", reachable=False)
    await to_the_line(place.exchange, "c1")
    await asyncio.sleep(30)
    assert (place.duty, place.rings()) == ("unreachable", 0)
    assert place.roster.one("asha").since == place.changes[0].unreachable_since
    place.roster.reach("asha", reachable=True)
    await asyncio.sleep(2)
    assert place.duty == "talking"
    assert [change.what for change in place.changes] == ["unreachable", "reachable"]
    place.exchange.drop("c1")
    await place.exchange.finished()


async def wraps_up(place: House) -> None:
    await to_the_line(place.exchange, "c1")
    await asyncio.sleep(3)
    place.exchange.drop("c1")
    await place.exchange.finished()
    await asyncio.sleep(1)
    assert place.duty == "wrap-up"


async def test_what_is_said_of_a_call_ends_its_wrap_up(house) -> None:
    place = house()
    await wraps_up(place)
    shown = place.roster.one("asha")
    assert shown.call == "c1"
    assert shown.until is not None
    assert timedelta(seconds=8) < shown.until - place.now() < timedelta(seconds=10)
    place.roster.act("asha", Act.DISPOSITION, "1", who="phone")
    assert place.duty == "free"
    said = place.changes[-1]
    assert (said.what, said.call, said.disposition) == ("disposition", "c1", "solved")


async def test_what_is_said_during_a_talk_is_said_of_it(house) -> None:
    place = house()
    await to_the_line(place.exchange, "c1")
    await asyncio.sleep(3)
    place.roster.act("asha", Act.DISPOSITION, "1", who="api")
    place.exchange.drop("c1")
    await place.exchange.finished()
    await asyncio.sleep(1)
    assert [(change.what, change.call, change.disposition) for change in place.changes] == [
        ("disposition", "c1", "solved"),
        ("wrap-up", "c1", "solved"),
    ]


async def test_the_wrap_up_ends_also_if_that_is_said_before_the_phone_is_free(house) -> None:
    place = house()
    place.exchange.slow = 1.0
    await to_the_line(place.exchange, "c1")
    await asyncio.sleep(3)
    place.exchange.drop("c1")
    await asyncio.sleep(0.1)
    assert (place.duty, place.changes[-1].what) == ("talking", "wrap-up")
    place.roster.act("asha", Act.READY, who="phone")
    await place.exchange.finished()
    assert place.duty == "free"


async def test_who_pauses_or_logs_out_in_a_talk_finishes_it(house) -> None:
    place = house()
    await to_the_line(place.exchange, "c1")
    await asyncio.sleep(3)
    place.roster.act("asha", Act.PAUSE, "lunch", who="api")
    assert (place.duty, place.roster.one("asha").presence) == ("talking", "paused")
    place.exchange.drop("c1")
    await place.exchange.finished()
    await asyncio.sleep(11)
    assert place.duty == "paused"


async def test_wrap_up_and_pause_are_as_before_after_a_restart(house) -> None:
    place = house()
    await wraps_up(place)
    until = place.roster.one("asha").until
    await place.exchange.kill()
    await asyncio.sleep(4)
    await place.exchange.restart()
    place.restore()
    shown = place.roster.one("asha")
    assert (shown.duty, shown.until, shown.call) == ("wrap-up", until, "c1")
    await to_the_line(place.exchange, "c2")
    await asyncio.sleep(3)
    assert place.duty in ("ringing", "talking"), "its time was over"
    place.roster.act("asha", Act.PAUSE, "1", who="phone")
    place.exchange.drop("c2")
    await place.exchange.finished()
    await place.exchange.kill()
    await asyncio.sleep(60)
    await place.exchange.restart()
    place.restore()
    shown = place.roster.one("asha")
    assert (shown.duty, shown.reason) == ("paused", "lunch")


async def test_a_phone_that_could_not_be_reached_is_not_rung_after_a_restart(house) -> None:
    place = house()
    place.roster.reach("asha", reachable=False)
    await place.exchange.restart()
    place.restore()
    assert place.duty == "unreachable"


async def test_agents_who_are_told_of_again_and_again_need_no_long_memory(house) -> None:
    place = house()
    place.roster.act("asha", Act.PAUSE, "lunch", who="phone")
    since = place.roster.one("asha").since
    task = asyncio.create_task(place.roster.repeat())
    await asyncio.sleep(10 * module.REPEAT_EVERY + 1)
    task.cancel()
    await asyncio.sleep(2 * module.REPEAT_EVERY)
    place.restore()
    assert (place.duty, place.roster.one("asha").since) == ("paused", since)
    assert [change.what for change in place.changes] == ["paused", *["stands"] * 11]


async def test_settings_that_change_leave_who_is_there_and_let_others_come(house) -> None:
    place = house(replace(RULES, log_in=True))
    place.roster.act("asha", Act.LOGIN, who="phone")
    ravi = Agent(id="ravi")
    cards = [AgentCard(each, frozenset(), frozenset({"hi"})) for each in ("asha", "ravi")]
    place.exchange.desk.change(cards, place.exchange.rules)
    place.roster.change([ASHA, ravi], place.roster.rules)
    assert [(each.id, each.duty) for each in place.roster.now()] == [
        ("asha", "free"),
        ("ravi", "logged-out"),
    ]
    place.roster.change([ASHA, ravi], RULES)
    assert place.roster.one("ravi").duty == "free"
    place.exchange.desk.change(cards[:1], place.exchange.rules)
    place.roster.change([ASHA], RULES)
    with pytest.raises(KeyError):
        place.roster.one("ravi")


async def test_nobody_and_nonsense_are_refused_and_nothing_is_journalled(house) -> None:
    place = house()
    with pytest.raises(KeyError):
        place.roster.act("nobody", Act.LOGIN, who="api")
    with pytest.raises(DutyRefused):
        place.roster.act("asha", Act.DISPOSITION, "solved", who="api")
    assert place.changes == []


async def test_an_agent_is_spoken_to_in_their_first_language(house) -> None:
    assert house().roster.language("asha") == "en"


async def test_the_wrap_up_is_that_of_the_settings_and_counted_from_the_end_of_the_talk(
    house,
) -> None:
    place = house()
    place.roster.parted("asha", "c-9", 30.0)
    await asyncio.sleep(10)
    assert place.roster.wrap_up("asha") == pytest.approx(20.0)
    await asyncio.sleep(30)
    assert place.roster.wrap_up("asha") == 0.0
