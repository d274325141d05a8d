"""Whole calls on virtual time: admission, waiting, agents, ends of every kind, drain."""

import asyncio

import pytest

from capacity.lines import Sizes
from capacity.outcomes import Outcome
from dialplan.talk import Manners
from dialplan.ticket import ticket_of
from ivr.ari import AriTimeout
from ivr.ari.messages import Channel, StasisStart
from ivr.calls.desk import DeskRules
from ivr.records import Side
from routing.agents import AgentCard
from routing.order import Order
from tests.flow.exchange import Exchange, Phone

pytestmark = pytest.mark.looptime

LUCKNOW_LANDLINE = "05222345678"


async def to_the_line(
    exchange: Exchange, channel: str = "c1", reason: str = "1", number: str = LUCKNOW_LANDLINE
) -> None:
    """Bring a caller from a Lucknow landline into the waiting line."""
    exchange.call(channel, number)
    await asyncio.sleep(0.5)
    exchange.press(channel, "1")
    await asyncio.sleep(0.5)
    exchange.press(channel, reason)
    await asyncio.sleep(2.5)


async def test_a_call_from_ring_to_goodbye():
    exchange = Exchange()
    await to_the_line(exchange)
    await asyncio.sleep(60)
    (agent_leg,) = [channel for channel in exchange.channel_ids if channel != "c1"]
    exchange.drop(agent_leg)
    await exchange.finished()
    (record,) = exchange.records
    assert (record.outcome, record.agent, record.side) == (Outcome.ANSWERED, "asha", Side.AGENT)
    assert (record.language, record.discom, record.discom_how) == ("hi", "MVVNL", "area-code")
    assert (record.caller, record.caller_kind) == ("+915222345678", "landline")
    assert record.stage == "goodbye"
    assert "sound:hi/thanks" in exchange.played("c1")[-1]
    assert exchange.earlier.discom("+915222345678") == "MVVNL"
    await exchange.check_all_clear()


async def test_the_callers_hang_up_ends_the_agents_leg_at_once():
    exchange = Exchange()
    await to_the_line(exchange)
    await asyncio.sleep(30)
    exchange.drop("c1")
    await asyncio.sleep(0.1)
    assert exchange.channel_ids == set()
    (record,) = exchange.records
    assert (record.outcome, record.side, record.stage) == (Outcome.ANSWERED, Side.CALLER, "talking")
    await exchange.check_all_clear()


async def test_the_key_that_interrupts_a_prompt_counts_and_may_come_early():
    exchange = Exchange()
    exchange.call("c1", LUCKNOW_LANDLINE)
    await asyncio.sleep(0.5)
    exchange.press("c1", "1", "2")
    await asyncio.sleep(0.5)
    assert [entry[0] for entry in exchange.log][:3] == ["answer", "play", "stop"]
    exchange.drop("c1")
    await exchange.finished()
    assert (exchange.records[0].language, exchange.records[0].reason) == ("hi", "bill")


async def test_a_late_hash_after_a_complete_number_does_nothing():
    exchange = Exchange()
    exchange.call("c1")
    await asyncio.sleep(0.5)
    exchange.press("c1", "1")
    await asyncio.sleep(0.5)
    exchange.press("c1", *"226001")
    await asyncio.sleep(0.5)
    exchange.press("c1", "#")
    await asyncio.sleep(0.5)
    exchange.press("c1", "3")
    await asyncio.sleep(0.5)
    exchange.drop("c1")
    await exchange.finished()
    assert exchange.records[0].reason == "meter"
    assert not any("wrong-key" in sounds for sounds in exchange.played("c1"))


async def test_blocked_calls_are_refused_and_recorded():
    exchange = Exchange(sizes=Sizes(1, 0))
    exchange.call("c1")
    await asyncio.sleep(0.1)
    exchange.call("c2")
    await asyncio.sleep(0.1)
    (record,) = exchange.records
    assert (record.outcome, record.call_id) == (Outcome.BLOCKED, "c2")
    assert (record.line_level, record.line_size, record.landed_at) == (1, 1, None)
    assert ("refuse", "c2", "503") in exchange.log
    exchange.drop("c1")
    await exchange.finished()
    await exchange.check_all_clear()


@pytest.mark.parametrize(
    ("after", "outcome"), [(2, Outcome.SHORT_ABANDONED), (20, Outcome.ABANDONED)]
)
async def test_leaving_the_line_is_abandoning(after, outcome):
    exchange = Exchange(agents=())
    await to_the_line(exchange)
    await asyncio.sleep(after)
    exchange.drop("c1")
    await exchange.finished()
    assert exchange.records[0].outcome is outcome
    await exchange.check_all_clear()


async def test_an_agent_who_does_not_answer_is_passed_over():
    agents = [AgentCard(name, frozenset(), frozenset({"hi"})) for name in ("asha", "vijay")]
    exchange = Exchange(agents=agents)
    exchange.phones["asha"] = Phone(answers_after=None)
    await to_the_line(exchange)
    await asyncio.sleep(30)
    assert [entry[1] for entry in exchange.log if entry[0] == "ring"] == ["asha", "vijay"]
    exchange.drop("c1")
    await exchange.finished()
    assert exchange.records[0].agent == "vijay"
    await exchange.check_all_clear()


async def test_an_unreachable_agent_is_tried_again_after_a_rest():
    exchange = Exchange()
    exchange.phones["asha"] = Phone(reachable=False)
    await to_the_line(exchange)
    await asyncio.sleep(12)
    exchange.phones["asha"].reachable = True
    await asyncio.sleep(12)
    rings = [entry for entry in exchange.log if entry[0] == "ring"]
    assert len(rings) == 3
    exchange.drop("c1")
    await exchange.finished()
    assert exchange.records[0].outcome is Outcome.ANSWERED


async def test_hanging_up_while_the_agent_is_rung_frees_the_agent():
    exchange = Exchange()
    exchange.phones["asha"] = Phone(answers_after=10)
    await to_the_line(exchange)
    exchange.drop("c1")
    await exchange.finished()
    assert exchange.records[0].outcome is Outcome.SHORT_ABANDONED
    await exchange.check_all_clear()
    exchange.phones["asha"].answers_after = 1
    await to_the_line(exchange, "c2")
    await asyncio.sleep(5)
    exchange.drop("c2")
    await exchange.finished()
    assert exchange.records[1].outcome is Outcome.ANSWERED


async def test_whoever_waits_too_long_is_told_and_given_a_ticket():
    exchange = Exchange(agents=(), rules=DeskRules(15, 10, 60, 10))
    await to_the_line(exchange)
    await asyncio.sleep(120)
    await exchange.finished()
    (record,) = exchange.records
    assert (record.outcome, record.drop, record.side) == (Outcome.TICKET, None, Side.HELPLINE)
    assert record.ticket == ticket_of("c1")
    assert any("wait.too-long" in sounds for sounds in exchange.played("c1"))
    await exchange.check_all_clear()


async def test_wrap_up_time_passes_before_the_next_call():
    exchange = Exchange()
    await to_the_line(exchange, "c1")
    await asyncio.sleep(5)
    await to_the_line(exchange, "c2")
    exchange.drop("c1")
    await asyncio.sleep(9)
    assert len([entry for entry in exchange.log if entry[0] == "ring"]) == 1
    await asyncio.sleep(3)
    assert len([entry for entry in exchange.log if entry[0] == "ring"]) == 2
    exchange.drop("c2")
    await exchange.finished()
    await exchange.check_all_clear()


async def test_danger_is_answered_first():
    exchange = Exchange()
    await to_the_line(exchange, "talks")
    await asyncio.sleep(5)
    await to_the_line(exchange, "bill", reason="2")
    await to_the_line(exchange, "danger", reason="9")
    exchange.drop("talks")
    await asyncio.sleep(12)
    assert [entry[2] for entry in exchange.log if entry[0] == "ring"] == ["talks", "danger"]
    for channel in ("bill", "danger"):
        exchange.drop(channel)
    await exchange.finished()


async def test_who_was_not_answered_and_calls_again_goes_before_who_came_a_little_earlier():
    rules = DeskRules(15, 10, 900, 10, repeated_within=600)
    exchange = Exchange(rules=rules, manners=Manners(old_place_within=0))
    await to_the_line(exchange, "talks", number="05222000001")
    await to_the_line(exchange, "in vain", number="05222000002")
    await asyncio.sleep(10)
    exchange.drop("in vain")
    await to_the_line(exchange, "ordinary", number="05222000003")
    await to_the_line(exchange, "again", number="05222000002")
    exchange.drop("talks")
    await asyncio.sleep(12)
    assert [entry[2] for entry in exchange.log if entry[0] == "ring"] == ["talks", "again"]
    for channel in ("ordinary", "again"):
        exchange.drop(channel)
    await exchange.finished()
    priorities = {record.call_id: record.priority for record in exchange.records}
    assert priorities == {"talks": 3, "in vain": 3, "ordinary": 3, "again": 2}


async def test_time_alone_lets_agents_of_other_discoms_help():
    agents = [
        AgentCard("near", frozenset({"MVVNL"}), frozenset({"hi"})),
        AgentCard("far", frozenset({"PVVNL"}), frozenset({"hi"})),
    ]
    exchange = Exchange(agents=agents, rules=DeskRules(15, 10, 900, 10, Order(share_after=30)))
    await to_the_line(exchange, "talks")
    await to_the_line(exchange, "waits")
    await asyncio.sleep(25)
    assert len([entry for entry in exchange.log if entry[0] == "ring"]) == 1
    await asyncio.sleep(10)
    assert len([entry for entry in exchange.log if entry[0] == "ring"]) == 2
    for channel in ("talks", "waits"):
        exchange.drop(channel)
    await exchange.finished()
    assert [record.agent for record in exchange.records] == ["near", "far"]


@pytest.mark.parametrize(
    ("cause", "soft", "drop"), [(1, True, "media"), (41, False, "network"), (32, True, "ordered")]
)
async def test_calls_that_nobody_on_them_ended_are_dropped(cause, soft, drop):
    exchange = Exchange()
    await to_the_line(exchange)
    await asyncio.sleep(20)
    exchange.drop("c1", cause, soft=soft)
    await exchange.finished()
    (record,) = exchange.records
    assert (record.outcome, record.drop) == (Outcome.DROPPED, drop)
    assert record.side is (Side.HELPLINE if drop == "ordered" else Side.NETWORK)


async def test_an_agent_whose_line_dies_gives_the_caller_the_old_place_back():
    agents = [AgentCard(name, frozenset(), frozenset({"hi"})) for name in ("asha", "vijay")]
    exchange = Exchange(agents=agents)
    await to_the_line(exchange)
    await asyncio.sleep(10)
    (leg,) = exchange.channel_ids - {"c1"}
    exchange.drop(leg, 1, soft=True)
    await asyncio.sleep(10)
    assert [entry[1] for entry in exchange.log if entry[0] == "ring"] == ["asha", "vijay"]
    exchange.drop("c1")
    await exchange.finished()
    assert (exchange.records[0].outcome, exchange.records[0].agent) == (Outcome.ANSWERED, "vijay")
    await exchange.check_all_clear()


async def test_whoever_gives_up_after_the_agents_line_died_was_dropped():
    exchange = Exchange()
    await to_the_line(exchange)
    await asyncio.sleep(10)
    (leg,) = exchange.channel_ids - {"c1"}
    exchange.drop(leg, 1, soft=True)
    await asyncio.sleep(1)
    exchange.drop("c1")
    await exchange.finished()
    assert (exchange.records[0].outcome, exchange.records[0].drop) == (Outcome.DROPPED, "media")
    await exchange.check_all_clear()


async def test_no_line_answers_leaves_no_caller_behind(monkeypatch):
    exchange = Exchange()

    async def fail(*_: object) -> None:
        raise RuntimeError("the pool is broken")

    monkeypatch.setattr(exchange.lines, "acquire", fail)
    exchange.call("c1")
    await exchange.finished()
    assert exchange.records[0].drop == "system"
    await exchange.check_all_clear()


@pytest.mark.parametrize("order", ["answer", "play", "start_music", "join", "ring"])
async def test_an_order_without_answer_costs_nobody_the_call(order, monkeypatch):
    exchange = Exchange()
    real, failures = getattr(exchange, order), [AriTimeout("no answer")]

    async def once(*arguments: object, **options: object) -> None:
        await real(*arguments, **options)
        if failures:
            raise failures.pop()

    monkeypatch.setattr(exchange, order, once)
    await to_the_line(exchange)
    await asyncio.sleep(25)
    exchange.drop("c1")
    await exchange.finished()
    assert exchange.records[0].outcome is Outcome.ANSWERED
    await exchange.check_all_clear()


async def test_an_agent_who_answers_when_nobody_expects_it_is_a_stray():
    exchange = Exchange()
    start = StasisStart(channel=Channel("agent-c1-asha-1"), args=("agent",))
    exchange.switchboard.receive(start)
    assert exchange.strays == ["agent-c1-asha-1"]


async def test_one_failing_call_disturbs_no_other(monkeypatch):
    exchange = Exchange(sizes=Sizes(2, 0))
    monkeypatch.setattr(exchange.earlier, "discom", lambda _number: 1 / 0)
    exchange.call("mobile", "9415012345")
    await to_the_line(exchange, "landline")
    failed = exchange.records[0]
    assert (failed.call_id, failed.outcome, failed.drop) == ("mobile", Outcome.DROPPED, "system")
    await asyncio.sleep(5)
    exchange.drop("landline")
    await exchange.finished()
    assert exchange.records[1].outcome is Outcome.ANSWERED
    await exchange.check_all_clear()


async def test_closing_lets_calls_finish_then_tells_the_rest():
    exchange = Exchange()
    await to_the_line(exchange, "short")
    await to_the_line(exchange, "long")
    closing = asyncio.create_task(exchange.reception.close(drain=30))
    await asyncio.sleep(1)
    exchange.call("late")
    await asyncio.sleep(5)
    exchange.drop("short")
    await closing
    records = {record.call_id: record for record in exchange.records}
    assert records["late"].outcome is Outcome.BLOCKED
    assert records["short"].outcome is Outcome.ANSWERED
    assert (records["long"].outcome, records["long"].drop) == (Outcome.DROPPED, "closing")
    assert "wait.closing" in exchange.played("long")[-1]
    await exchange.check_all_clear()


async def test_many_may_wait_while_no_phone_can_be_rung():
    agents = [AgentCard(name, frozenset(), frozenset({"hi"})) for name in ("asha", "vijay")]
    exchange = Exchange(agents=agents, rules=DeskRules(15, 10, 120, 10))
    for agent in ("asha", "vijay"):
        exchange.phones[agent] = Phone(reachable=False)
    exchange.slow = 0.05
    for n in range(4):
        await to_the_line(exchange, f"c{n}")
    await asyncio.sleep(200)
    await exchange.finished()
    assert [record.outcome for record in exchange.records] == [Outcome.TICKET] * 4
    rings = [entry[2] for entry in exchange.log if entry[0] == "ring"]
    assert len(rings) > 10
    await exchange.check_all_clear()
