"""Orders that are lost, callers who do not come back, and stops: nobody is held up or cut off."""

import asyncio
from datetime import timedelta

import pytest

from capacity.outcomes import Outcome
from dialplan.story import Fact
from ivr.ari.messages import Channel, ChannelHangupRequest
from ivr.calls.desk import DeskRules
from ivr.calls.reception import last_sign
from routing.agents import Duty
from tests.flow.exchange import EPOCH, Exchange, Phone
from tests.flow.test_reception import LUCKNOW_LANDLINE, to_the_line
from tests.flow.test_recovery import ASHA, killed_and_restarted, times

pytestmark = pytest.mark.looptime


async def test_an_order_that_was_lost_with_the_connection_is_given_again():
    exchange = Exchange()
    exchange.call("c1", LUCKNOW_LANDLINE)
    await asyncio.sleep(0.5)
    exchange.cut = True
    exchange.press("c1", "1")
    await asyncio.sleep(60)
    assert exchange.records == []
    exchange.cut = False
    await asyncio.sleep(1)
    assert "reason.menu" in exchange.played("c1")[-1]
    exchange.press("c1", "1")
    await asyncio.sleep(20)
    exchange.drop("c1")
    await exchange.finished()
    assert exchange.records[0].outcome is Outcome.ANSWERED
    await exchange.check_all_clear()


async def test_a_connection_that_stays_away_ends_the_call_with_a_record():
    exchange = Exchange()
    exchange.call("c1", LUCKNOW_LANDLINE)
    await asyncio.sleep(0.5)
    exchange.cut = True
    exchange.press("c1", "1")
    await exchange.finished()
    assert (exchange.records[0].outcome, exchange.records[0].drop) == (Outcome.DROPPED, "system")


async def test_a_process_that_ends_without_asterisk_leaves_its_calls_to_the_next():
    exchange = Exchange(agents=())
    await to_the_line(exchange)
    await asyncio.sleep(10)
    known = len(exchange.facts)
    await exchange.reception.leave()
    assert (exchange.records, len(exchange.facts)) == ([], known)
    exchange.channel_ids.add("c1")  # an order to hang up had not reached Asterisk
    await exchange.restart()
    exchange.drop("c1")
    await exchange.finished()
    assert exchange.records[0].outcome is Outcome.ABANDONED
    await exchange.check_all_clear()


async def test_an_agent_kept_for_a_caller_who_is_gone_is_free_again():
    exchange = Exchange()
    exchange.phones["asha"] = Phone(answers_after=8)
    await to_the_line(exchange)
    await exchange.kill()
    exchange.refuses_music.add("c1")
    await exchange.restart()
    await exchange.finished()
    assert exchange.desk.waiting.duties() == {"asha": Duty.FREE}
    exchange.channel_ids.discard("c1")
    await exchange.check_all_clear()


async def test_a_kept_agent_survives_an_order_that_is_lost():
    exchange = Exchange()
    exchange.phones["asha"] = Phone(answers_after=14)
    await to_the_line(exchange)
    await exchange.kill()
    exchange.cut = True
    await exchange.restart()
    await asyncio.sleep(1)
    exchange.cut = False
    await asyncio.sleep(20)
    assert exchange.desk.waiting.duties() == {"asha": Duty.TALKING}
    exchange.drop("c1")
    await exchange.finished()
    assert times(exchange, "c1", "ringing") == 1
    await exchange.check_all_clear()


async def test_who_is_being_told_that_nobody_comes_keeps_nobody_waiting():
    exchange = Exchange(agents=(), rules=DeskRules(15, 10, 30, 10))
    await to_the_line(exchange, "c1")
    await asyncio.sleep(28.5)
    assert any("too-long" in sounds for sounds in exchange.played("c1"))
    exchange.agents = (ASHA,)
    await killed_and_restarted(exchange, away=0.2)
    await to_the_line(exchange, "c2")
    assert [entry[2] for entry in exchange.log if entry[0] == "ring"] == ["c2"]
    exchange.drop("c2")
    await exchange.finished()
    await exchange.check_all_clear()


async def test_one_who_never_comes_back_keeps_nobody_waiting_for_ever():
    exchange = Exchange()
    await to_the_line(exchange, "talks")
    await asyncio.sleep(5)
    await to_the_line(exchange, "stuck")
    await to_the_line(exchange, "waits")
    await exchange.kill()
    exchange.drop("talks")
    real = exchange.start_music

    async def start_music(channel: str) -> None:
        if channel == "stuck":
            await asyncio.sleep(60)
        await real(channel)

    exchange.start_music = start_music
    await exchange.restart()
    await asyncio.sleep(20)
    assert [entry[2] for entry in exchange.log if entry[0] == "ring"] == ["talks", "waits"]
    exchange.drop("stuck")
    exchange.drop("waits")
    await exchange.finished()


async def test_after_a_lost_agents_line_the_wait_begins_anew_also_through_a_restart():
    exchange = Exchange(rules=DeskRules(15, 10, 60, 10))
    await to_the_line(exchange)
    await asyncio.sleep(100)
    exchange.phones["asha"] = Phone(answers_after=5)
    (leg,) = exchange.channel_ids - {"c1"}
    exchange.drop(leg, 38)
    await asyncio.sleep(0.7)
    await killed_and_restarted(exchange, away=0.5)
    await asyncio.sleep(5)
    assert not any("too-long" in sounds for sounds in exchange.played("c1"))
    exchange.drop("c1")
    await exchange.finished()


async def test_a_stop_before_asterisk_was_asked_cuts_no_talk_in_two():
    exchange = Exchange()
    await to_the_line(exchange)
    await asyncio.sleep(20)
    await exchange.kill()
    exchange._open()
    exchange.reception.resume("c1", [fact for _, fact in exchange.facts])
    await asyncio.sleep(0.1)
    await exchange.reception.leave()
    assert len(exchange.bridges) == 1
    await exchange.restart()
    exchange.drop("c1")
    await exchange.finished()
    assert exchange.records[0].outcome is Outcome.ANSWERED
    await exchange.check_all_clear()


async def test_a_stop_leaves_no_record_undone_that_was_being_closed():
    exchange = Exchange(agents=())
    await to_the_line(exchange)
    exchange.channel_ids.discard("c1")
    exchange.switchboard.receive(ChannelHangupRequest(channel=Channel("c1"), cause=16))
    await asyncio.sleep(0.2)  # its statistics are waited for
    await exchange.reception.close(0)
    assert [record.call_id for record in exchange.records] == ["c1"]
    await exchange.check_all_clear()


async def test_an_agent_is_rung_again_only_when_the_last_call_is_off_the_phone():
    exchange = Exchange(rules=DeskRules(15, 0, 900, 10))
    await to_the_line(exchange, "c1")
    await asyncio.sleep(5)
    await to_the_line(exchange, "c2")
    exchange.drop("c1")
    await asyncio.sleep(2)
    orders = [entry[0] for entry in exchange.log if entry[0] in ("ring", "hang-up")]
    assert orders == ["ring", "hang-up", "ring"]
    exchange.drop("c2")
    await exchange.finished()
    await exchange.check_all_clear()


def test_that_an_order_was_lost_is_no_sign_of_asterisk():
    facts = [Fact(kind, None, EPOCH + timedelta(seconds=n)) for n, kind in enumerate(SIGNS)]
    assert last_sign(facts) == EPOCH + timedelta(seconds=1)
    assert last_sign(facts[2:]) == EPOCH + timedelta(seconds=2)


SIGNS = ("offered", "landed", "order-lost")
