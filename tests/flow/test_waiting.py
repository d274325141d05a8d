"""What is heard while waiting: the place and the wait, at a rhythm, in place of the music."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialplan.waiting import no_worse, place_words
from routing.estimate import Expectation
from routing.promise import LONGER, STEPS, Prospect
from tests.flow.exchange import Exchange, Phone
from tests.flow.script import ScriptedDesk, play_call
from tests.flow.test_reception import LUCKNOW_LANDLINE, to_the_line
from tests.flow.test_recovery import killed_and_restarted

PROSPECTS = st.builds(
    Prospect,
    position=st.integers(1, 5_000),
    wait=st.none() | st.builds(Expectation, st.floats(0, 100_000), st.just(0.0)),
)


@pytest.mark.parametrize(
    ("told", "sounds"),
    [
        (
            {"position": 20, "minutes": LONGER[1]},
            [
                "wait.position.part-1",
                "ordinal.20",
                "wait.position.part-2",
                "wait.over-an-hour",
            ],
        ),
        (
            {"position": 24, "minutes": LONGER[1]},
            ["wait.ahead.part-1", "number.23", "wait.over-an-hour"],
        ),
        (
            {"position": 1, "minutes": 10},
            ["wait.next", "wait.estimate.part-1", "minutes.5-10"],
        ),
        ({"position": 1, "minutes": LONGER[1]}, ["wait.next", "wait.over-an-hour"]),
    ],
)
def test_place_and_wait_in_words(told, sounds):
    assert list(place_words("en", told)) == sounds


@given(st.lists(PROSPECTS, min_size=2, max_size=8))
def test_nothing_that_is_told_ever_rises(prospects):
    told: dict[str, int] = {}
    heard: dict[str, list[int]] = {"position": [], "minutes": []}
    for prospect in prospects:
        told = no_worse(told, prospect)
        for name, value in told.items():
            heard[name].append(value)
        assert list(place_words("hi", told))
    assert set(heard["minutes"]) <= {high for _, high in STEPS}
    for heard_in_turn in heard.values():
        assert heard_in_turn == sorted(heard_in_turn, reverse=True)


async def test_at_entry_the_callers_hear_their_place_and_wait():
    desk = ScriptedDesk(prospect=Prospect(3, Expectation(500.0, 0.0)))
    call = await play_call({"pin.ask": ["226001"], "reason.menu": ["1"]}, desk=desk)
    heard = call.caller.heard_keys()
    at = heard.index("wait.start")
    assert heard[at + 1 : at + 4] == ["wait.position.part-1", "ordinal.3", "wait.position.part-2"]
    assert "minutes-rising.5-10" in heard[at + 4 :]
    assert call.story.fact("announced").value == {"position": 3, "minutes": 10}


def announced(exchange: Exchange, channel: str = "c1") -> list[str]:
    return [sounds for sounds in exchange.played(channel) if "wait.position" in sounds]


@pytest.mark.looptime
async def test_announcements_come_in_a_rhythm_and_the_music_goes_on_after_each():
    exchange = Exchange(agents=())
    await to_the_line(exchange)
    assert len(announced(exchange)) == 1
    await asyncio.sleep(56)
    assert len(announced(exchange)) == 1
    exchange.prospect = Prospect(2, Expectation(250.0, 0.0))
    await asyncio.sleep(4)
    second = announced(exchange)[1]
    assert second.startswith("sound:hi/wait.still,sound:hi/wait.position.part-1")
    assert "ordinal.2" in second
    assert "minutes-rising.2-5" in second
    await asyncio.sleep(120)
    assert len(announced(exchange)) == 4
    orders = [entry[0] for entry in exchange.log if entry[1:2] == ("c1",)]
    assert orders[-10:] == ["play", "music"] * 5, "wait.start, and four times the place"
    exchange.drop("c1")
    await exchange.finished()
    await exchange.check_all_clear()


@pytest.mark.looptime
async def test_an_agent_who_answers_ends_the_announcement_at_once():
    exchange = Exchange(agents=())
    await to_the_line(exchange)
    await asyncio.sleep(57.2)
    assert len(announced(exchange)) == 1
    exchange.phones["asha"] = Phone(answers_after=0.5)
    await asyncio.sleep(0.5)
    assert len(announced(exchange)) == 2
    exchange.desk.change(Exchange().agents, exchange.rules)
    await asyncio.sleep(1)
    after = exchange.log[exchange.log.index(("ring", "asha", "c1")) :]
    assert [entry[0] for entry in after] == ["ring", "stop", "quiet", "join", "join"]
    said = sum(fact.kind == "said" for _, fact in exchange.facts)
    assert after[1] == ("stop", f"c1-say-{said}")
    exchange.drop("c1")
    await exchange.finished()


@pytest.mark.looptime
async def test_nothing_is_announced_while_an_agents_phone_rings():
    exchange = Exchange(agents=())
    exchange.phones["asha"] = Phone(answers_after=10)
    await to_the_line(exchange)
    await asyncio.sleep(52)
    exchange.desk.change(Exchange().agents, exchange.rules)
    await asyncio.sleep(9)
    assert len(announced(exchange)) == 1
    await asyncio.sleep(60)
    assert len(announced(exchange)) == 1, "nor while they talk"
    exchange.drop("c1")
    await exchange.finished()


@pytest.mark.looptime
async def test_with_an_agent_free_at_once_no_place_is_told():
    exchange = Exchange()
    await to_the_line(exchange)
    assert announced(exchange) == []
    assert exchange.played("c1")[-1] == "sound:hi/wait.start"
    exchange.drop("c1")
    await exchange.finished()


@pytest.mark.looptime
async def test_the_rhythm_goes_on_after_a_restart_and_the_wait_does_not_rise():
    exchange = Exchange(agents=())
    await to_the_line(exchange)
    await asyncio.sleep(30)
    exchange.prospect = Prospect(9, Expectation(1500.0, 0.0))
    await killed_and_restarted(exchange, away=3)
    await asyncio.sleep(20)
    assert len(announced(exchange)) == 1
    await asyncio.sleep(6)
    (first, second) = announced(exchange)
    assert "sound:hi/wait.still" in second
    assert second == f"sound:hi/wait.still,{first}"
    exchange.drop("c1")
    await exchange.finished()


@pytest.mark.looptime
async def test_what_came_due_while_nobody_was_there_is_said_at_once():
    exchange = Exchange(agents=())
    await to_the_line(exchange)
    await killed_and_restarted(exchange, away=90)
    await asyncio.sleep(0.5)
    assert len(announced(exchange)) == 2
    exchange.drop("c1")
    await exchange.finished()


@pytest.mark.looptime
async def test_a_lost_announcement_costs_nobody_the_place_in_line():
    exchange = Exchange(agents=())
    await to_the_line(exchange, "first")
    await to_the_line(exchange, "second")
    await asyncio.sleep(50)
    exchange.cut = True
    await asyncio.sleep(10)
    assert [exchange.desk.waiting.room.position(each) for each in ("first", "second")] == [1, 2]
    exchange.cut = False
    await asyncio.sleep(60)
    assert [len(announced(exchange, each)) for each in ("first", "second")] == [2, 2]
    exchange.drop("first")
    exchange.drop("second")
    await exchange.finished()
    await exchange.check_all_clear()


@pytest.mark.looptime
async def test_an_agent_who_answers_at_once_ends_what_is_still_to_be_played_too():
    exchange = Exchange(agents=())
    exchange.phones["asha"] = Phone(answers_after=0.2)
    exchange.call("c1", LUCKNOW_LANDLINE)
    for key in ("1", "1"):
        await asyncio.sleep(0.5)
        exchange.press("c1", key)
    await asyncio.sleep(0.5)
    exchange.desk.change(Exchange().agents, exchange.rules)
    await asyncio.sleep(1)
    after = exchange.log[exchange.log.index(("ring", "asha", "c1")) :]
    assert [entry[0] for entry in after] == ["ring", "stop", "stop", "quiet", "join", "join"]
    exchange.drop("c1")
    await exchange.finished()


@pytest.mark.looptime
async def test_an_agent_who_does_not_answer_makes_the_place_due():
    exchange = Exchange()
    exchange.phones["asha"] = Phone(answers_after=None)
    await to_the_line(exchange)
    await asyncio.sleep(12)
    assert announced(exchange) == []
    await asyncio.sleep(3)
    assert len(announced(exchange)) == 1
    assert "wait.still" not in announced(exchange)[0]
    exchange.drop("c1")
    await exchange.finished()
