"""Supervisors steer who waits: it holds at once, is a fact of the call, and outlives a kill."""

import asyncio
from dataclasses import replace

import pytest

from ivr.calls.desk import DeskRules
from ivr.calls.steering import IsRung, NotInLine, Steering
from routing.agents import AgentCard
from routing.order import Order, Priority
from tests.flow.exchange import Exchange, Phone
from tests.flow.test_reception import to_the_line
from tests.flow.test_recovery import killed_and_restarted

pytestmark = pytest.mark.looptime

ASHA = AgentCard("asha", frozenset({"MVVNL"}), frozenset({"hi"}))
RAVI = AgentCard("ravi", frozenset({"DVVNL"}), frozenset({"hi"}))
RULES = DeskRules(15, 0, 900, 10)


async def in_line(exchange: Exchange, *calls: str) -> Steering:
    for call in calls:
        await to_the_line(exchange, call)
    return Steering(exchange.desk.waiting, "node-1")


def rung_for(exchange: Exchange) -> list[tuple[str, str]]:
    return [(entry[2], entry[1]) for entry in exchange.log if entry[0] == "ring"]


async def everyone_talks(exchange: Exchange, *calls: str) -> None:
    """Let agents answer one caller after the other, until all have talked."""
    while exchange.switchboard.legs:
        await asyncio.sleep(5)
        for call in calls:
            if any(of == call and fact.kind == "answered" for of, fact in exchange.facts):
                exchange.drop(call)
    await exchange.finished()
    await exchange.check_all_clear()


async def test_the_last_caller_is_answered_first_also_after_a_kill():
    exchange = Exchange(agents=(), rules=RULES)
    steering = await in_line(exchange, "c1", "c2", "c3")
    steering.prioritise(steering.find("c3"), Priority.FIRST, who="vijay")
    await killed_and_restarted(exchange)
    await asyncio.sleep(1)
    assert [exchange.desk.waiting.room.position(each) for each in ("c3", "c1", "c2")] == [1, 2, 3]
    exchange.desk.change([ASHA], RULES)
    await everyone_talks(exchange, "c1", "c2", "c3")
    assert [call for call, _ in rung_for(exchange)] == ["c3", "c1", "c2"]
    priorities = {record.call_id: record.priority for record in exchange.records}
    assert priorities == {"c1": 3, "c2": 3, "c3": -1}
    told = [fact for of, fact in exchange.facts if of == "c3" and fact.kind == "priority"]
    assert [(fact.value, fact.how) for fact in told] == [(3, None), (-1, "by vijay")]


async def test_who_was_sent_stands_in_the_other_line_also_after_a_kill():
    exchange = Exchange(agents=(), rules=RULES)
    exchange.phones["ravi"] = Phone(answers_after=1.0)
    steering = await in_line(exchange, "c1", "c2")
    steering.send(steering.find("c2"), "DVVNL", who="vijay")
    await killed_and_restarted(exchange)
    await asyncio.sleep(1)
    assert exchange.desk.waiting.room.waiter("c2").discom == "DVVNL"
    exchange.desk.change([ASHA, RAVI], RULES)
    await everyone_talks(exchange, "c1", "c2")
    assert sorted(rung_for(exchange)) == [("c1", "asha"), ("c2", "ravi")]
    records = {record.call_id: record for record in exchange.records}
    assert records["c2"].discom == "MVVNL", "whose consumer the caller is has not changed"
    assert records["c2"].queued_at < records["c2"].answered_at


async def test_who_was_sent_hears_their_place_anew():
    exchange = Exchange(agents=(), rules=RULES)
    steering = await in_line(exchange, "c1")
    exchange.prospect = replace(exchange.prospect, position=9)
    steering.send(steering.find("c1"), "DVVNL", who="vijay")
    await asyncio.sleep(61)
    assert "ordinal.9" in exchange.played("c1")[-1]
    exchange.drop("c1")
    await exchange.finished()


async def test_whose_talk_is_lost_waits_on_in_the_line_they_were_sent_to():
    exchange = Exchange(agents=(), rules=RULES)
    steering = await in_line(exchange, "c1")
    steering.send(steering.find("c1"), "DVVNL", who="vijay")
    exchange.desk.change([RAVI], RULES)
    await asyncio.sleep(3)
    assert exchange.desk.waiting.room.waiter("c1") is None, "they talk"
    (agent,) = [each for each in exchange.switchboard.legs if each != "c1"]
    exchange.desk.change([], RULES)
    exchange.drop(agent, cause=38)
    await asyncio.sleep(1)
    assert exchange.desk.waiting.room.waiter("c1").discom == "DVVNL"
    exchange.drop("c1")
    await exchange.finished()
    await exchange.check_all_clear()


async def test_only_who_waits_is_found_and_by_the_whole_id():
    exchange = Exchange(agents=(), rules=RULES)
    steering = await in_line(exchange, "node-1-5.1", "node-1-5.12")
    assert steering.find("5.1").call_id == "node-1-5.1"
    assert steering.find("5.12").call_id == "node-1-5.12"
    for nobody in ("", "6", "node-1-5"):
        with pytest.raises(NotInLine):
            steering.find(nobody)
    exchange.desk.change([ASHA], RULES)
    await asyncio.sleep(0.5)
    with pytest.raises(IsRung, match="asha"):
        steering.send(steering.find("5.1"), "DVVNL", who="vijay")
    await asyncio.sleep(2)
    with pytest.raises(NotInLine):
        steering.find("5.1")
    exchange.drop("node-1-5.1")
    exchange.drop("node-1-5.12")
    await exchange.finished()


async def test_an_opened_line_is_helped_at_once_and_a_closed_one_as_the_rules_say():
    rules = replace(RULES, order=Order(share_after=300.0))
    exchange = Exchange(agents=(), rules=rules)
    await in_line(exchange, "c1", "c2")
    exchange.desk.change([replace(ASHA, id="busy"), RAVI], rules)
    exchange.phones["busy"] = exchange.phones["ravi"] = Phone(answers_after=1.0)
    await asyncio.sleep(2)
    assert rung_for(exchange) == [("c1", "busy")]
    exchange.desk.waiting.share(["MVVNL"])
    await asyncio.sleep(2)
    assert rung_for(exchange)[1:] == [("c2", "ravi")]
    exchange.drop("c2")
    exchange.desk.waiting.share([])
    await in_line(exchange, "c3")
    await asyncio.sleep(30)
    assert len(rung_for(exchange)) == 2, "as the rules say, after five minutes"
    exchange.drop("c1")
    exchange.drop("c3")
    await exchange.finished()
    await exchange.check_all_clear()
