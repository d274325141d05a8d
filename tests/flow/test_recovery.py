"""A killed service, and the next one: callers go on where they are, and none lacks a record."""

import asyncio
from datetime import timedelta

import pytest

from capacity.lines import Sizes
from capacity.outcomes import Outcome
from routing.agents import AgentCard, Duty
from tests.flow.exchange import EPOCH, Exchange, Phone
from tests.flow.test_reception import LUCKNOW_LANDLINE, to_the_line

pytestmark = pytest.mark.looptime

ASHA = AgentCard("asha", frozenset(), frozenset({"hi"}))


async def killed_and_restarted(exchange: Exchange, away: float = 3.0) -> None:
    await exchange.kill()
    await asyncio.sleep(away)
    await exchange.restart()


def times(exchange: Exchange, call_id: str, kind: str) -> int:
    return sum(of == call_id and fact.kind == kind for of, fact in exchange.facts)


async def test_a_caller_in_the_menus_resumes_at_the_question_they_were_at():
    exchange = Exchange()
    exchange.call("c1", LUCKNOW_LANDLINE)
    await asyncio.sleep(0.5)
    exchange.press("c1", "1")
    await asyncio.sleep(0.5)
    asked = exchange.played("c1")[-1]
    await killed_and_restarted(exchange)
    assert exchange.played("c1")[-1] == asked
    exchange.press("c1", "8")
    await exchange.finished()
    (record,) = exchange.records
    assert (record.outcome, record.reason) == (Outcome.SELF_SERVED, "chatbot")
    assert times(exchange, "c1", "language") == times(exchange, "c1", "landed") == 1
    await exchange.check_all_clear()


async def test_a_pin_code_is_not_asked_for_twice():
    exchange = Exchange()
    exchange.call("c1", "9415012345")
    for keys in ("1", "203207"):
        await asyncio.sleep(0.5)
        exchange.press("c1", *keys)
    await asyncio.sleep(0.5)
    assert "discom.which" in exchange.played("c1")[-1]
    await killed_and_restarted(exchange)
    assert "discom.which" in exchange.played("c1")[-1]
    exchange.drop("c1")
    await exchange.finished()


async def test_what_was_being_said_is_not_heard_beside_what_comes_next():
    exchange = Exchange()
    exchange.call("c1", LUCKNOW_LANDLINE)
    await asyncio.sleep(0.5)
    await killed_and_restarted(exchange, away=0.1)
    played = [entry[0] for entry in exchange.log if entry[0] in ("play", "stop")]
    assert played == ["play", "stop", "play"]
    assert exchange.log[-2] == ("stop", "c1-say-1")
    exchange.drop("c1")
    await exchange.finished()


async def test_who_waits_keeps_the_order_and_the_time_waited():
    exchange = Exchange(agents=())
    await to_the_line(exchange, "first")
    await to_the_line(exchange, "second")
    await asyncio.sleep(60)
    exchange.agents = [ASHA]
    exchange.phones["asha"] = Phone(answers_after=1)
    await exchange.kill()
    exchange.facts.sort(key=lambda found: found[0], reverse=True)  # "second" is found first
    await exchange.restart()
    await asyncio.sleep(5)
    assert [entry[2] for entry in exchange.log if entry[0] == "ring"] == ["first"]
    exchange.drop("first")
    exchange.drop("second")
    await exchange.finished()
    records = {record.call_id: record for record in exchange.records}
    first = records["first"]
    assert first.outcome is Outcome.ANSWERED
    assert (first.answered_at - first.queued_at).total_seconds() > 60
    assert records["second"].outcome is Outcome.ABANDONED
    await exchange.check_all_clear()


async def test_the_longest_wait_counts_the_time_before_the_restart():
    exchange = Exchange(agents=())
    await to_the_line(exchange)
    await asyncio.sleep(885)
    await killed_and_restarted(exchange)
    await asyncio.sleep(5)
    assert not any("wait.too-long" in sounds for sounds in exchange.played("c1"))
    await asyncio.sleep(10)
    assert any("wait.too-long" in sounds for sounds in exchange.played("c1"))
    await exchange.finished()
    assert exchange.records[0].outcome is Outcome.TICKET


async def test_two_people_who_talk_notice_nothing():
    exchange = Exchange()
    await to_the_line(exchange)
    await asyncio.sleep(20)
    orders = len(exchange.log)
    await killed_and_restarted(exchange)
    assert exchange.desk.waiting.duties() == {"asha": Duty.TALKING}
    assert await exchange.lines.levels() == Sizes(1, 0)
    assert [entry[0] for entry in exchange.log[orders:]] == ["stop"], "only a sound that is over"
    (leg,) = exchange.channel_ids - {"c1"}
    await asyncio.sleep(60)
    exchange.drop(leg)
    await exchange.finished()
    (record,) = exchange.records
    assert (record.outcome, record.agent, record.side) == (Outcome.ANSWERED, "asha", "agent")
    assert (record.parted_at - record.answered_at).total_seconds() > 80
    assert times(exchange, "c1", "answered") == 1
    await exchange.check_all_clear()


async def test_a_talk_that_ended_meanwhile_is_closed_and_the_caller_thanked():
    exchange = Exchange()
    await to_the_line(exchange)
    await asyncio.sleep(20)
    await exchange.kill()
    (leg,) = exchange.channel_ids - {"c1"}
    exchange.drop(leg)
    await asyncio.sleep(2)
    await exchange.restart()
    await exchange.finished()
    assert "sound:hi/thanks" in exchange.played("c1")[-1]
    (record,) = exchange.records
    assert record.outcome is Outcome.ANSWERED
    assert record.parted_at == exchange.alive_at, "nobody saw it: the last time that is known"
    await exchange.check_all_clear()


async def test_a_phone_that_rings_goes_on_ringing_and_is_connected():
    exchange = Exchange()
    exchange.phones["asha"] = Phone(answers_after=8)
    await to_the_line(exchange)
    await killed_and_restarted(exchange)
    assert exchange.desk.waiting.duties() == {"asha": Duty.RINGING}
    await asyncio.sleep(10)
    assert exchange.desk.waiting.duties() == {"asha": Duty.TALKING}
    assert len([entry for entry in exchange.log if entry[0] == "ring"]) == 1
    exchange.drop("c1")
    await exchange.finished()
    assert exchange.records[0].outcome is Outcome.ANSWERED
    await exchange.check_all_clear()


async def test_an_agent_who_answered_while_nobody_was_there_is_rung_again_later():
    exchange = Exchange()
    exchange.phones["asha"] = Phone(answers_after=3)
    await to_the_line(exchange)
    await killed_and_restarted(exchange, away=6)
    await asyncio.sleep(30)
    assert exchange.desk.waiting.duties() == {"asha": Duty.TALKING}
    exchange.drop("c1")
    await exchange.finished()
    assert (exchange.records[0].outcome, times(exchange, "c1", "missed")) == (Outcome.ANSWERED, 1)
    await exchange.check_all_clear()


async def test_who_hung_up_meanwhile_is_closed_with_what_is_known():
    exchange = Exchange()
    await to_the_line(exchange, "talks")
    await asyncio.sleep(20)
    await to_the_line(exchange, "waits")
    await asyncio.sleep(20)
    exchange.call("chooses", LUCKNOW_LANDLINE)
    await asyncio.sleep(0.5)
    await exchange.kill()
    for channel in ("talks", "waits", "chooses"):
        exchange.drop(channel)
    await asyncio.sleep(30)
    await exchange.restart()
    await exchange.finished()
    outcomes = {record.call_id: record.outcome for record in exchange.records}
    assert outcomes == {
        "talks": Outcome.ANSWERED,
        "waits": Outcome.ABANDONED,
        "chooses": Outcome.LEFT,
    }
    assert all(times(exchange, call_id, "ended-unseen") == 1 for call_id in outcomes)
    assert {record.stage for record in exchange.records} == {"talking", "waiting", "language"}
    assert {record.ended_at for record in exchange.records} == {exchange.alive_at}, "not 30 s later"
    await exchange.check_all_clear()


async def test_a_crash_of_asterisk_drops_its_calls_and_frees_their_lines():
    exchange = Exchange()
    await to_the_line(exchange, "c1")
    await asyncio.sleep(20)
    await exchange.kill()
    exchange.channel_ids.clear()
    exchange.bridges.clear()
    exchange.booted = EPOCH + timedelta(days=1)
    await exchange.restart()
    await exchange.finished()
    assert [(record.outcome, record.drop) for record in exchange.records] == [
        (Outcome.DROPPED, "system")
    ]
    await exchange.check_all_clear()


async def test_more_calls_than_the_pool_has_lines_are_taken_up_and_new_ones_refused():
    exchange = Exchange(agents=(), sizes=Sizes(2, 0))
    await to_the_line(exchange, "c1")
    await to_the_line(exchange, "c2")
    exchange.sizes = Sizes(1, 0)
    await killed_and_restarted(exchange)
    assert await exchange.lines.levels() == Sizes(2, 0)
    exchange.call("c3")
    await asyncio.sleep(0.5)
    assert exchange.records[0].outcome is Outcome.BLOCKED
    exchange.drop("c1")
    exchange.drop("c2")
    await exchange.finished()
    await exchange.check_all_clear()


async def test_a_process_that_never_found_asterisk_leaves_its_calls_to_the_next():
    exchange = Exchange(agents=())
    await to_the_line(exchange)
    await exchange.kill()
    exchange._open()
    exchange.reception.resume("c1", [fact for _, fact in exchange.facts])
    await asyncio.sleep(6)
    await exchange.reception.close(0)
    assert exchange.records == []
    await exchange.restart()
    exchange.drop("c1")
    await exchange.finished()
    assert exchange.records[0].outcome is Outcome.ABANDONED


async def test_killed_again_and_again_at_any_moment():
    exchange = Exchange()
    await to_the_line(exchange)
    for _ in range(5):
        await killed_and_restarted(exchange, away=0.3)
        await asyncio.sleep(0.7)
    await asyncio.sleep(30)
    exchange.drop("c1")
    await exchange.finished()
    assert exchange.records[0].outcome is Outcome.ANSWERED
    await exchange.check_all_clear()
