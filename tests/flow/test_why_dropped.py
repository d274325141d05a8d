"""What is known of the end of each call, whoever ended it, with the pretended Asterisk."""

import asyncio

import pytest

from capacity.lines import Sizes
from ivr.evidence import AgentLeg
from ivr.http.calls import ShownCall, shown
from ivr.storage import CallStory
from tests.flow.exchange import SOUND, Exchange, Phone

pytestmark = pytest.mark.looptime

LANDLINE = "05222345678"


async def told(exchange: Exchange) -> ShownCall:
    await exchange.finished()
    await exchange.check_all_clear()
    (record,) = exchange.records
    return shown(CallStory(record.call_id, record, tuple(fact for _, fact in exchange.facts)))


async def ask_for_a_person(exchange: Exchange) -> None:
    exchange.call("c1", LANDLINE)
    await asyncio.sleep(0.5)
    exchange.press("c1", "9")


async def test_the_trunk_is_kept_without_its_port():
    exchange = Exchange()
    exchange.call("c1", LANDLINE)
    await asyncio.sleep(1)
    exchange.drop("c1")
    assert (await told(exchange)).record.trunk == "10.1.9.12"


@pytest.mark.parametrize("soft", [False, True])
async def test_the_sound_is_known_whether_the_caller_hangs_up_or_is_lost(soft: bool):
    exchange = Exchange()
    exchange.call("c1", LANDLINE)
    await asyncio.sleep(1)
    exchange.drop("c1", 1 if soft else 16, soft=soft)
    call = await told(exchange)
    assert call.evidence.sound.lost == 14
    assert call.evidence.silence == (20 if soft else None)
    lost = "their line or the trunk lost them; 14 % of their packets had been lost before."
    assert call.verdict.endswith(lost) is soft


async def test_the_sound_of_both_legs_is_known_when_we_hang_up():
    exchange = Exchange()
    await ask_for_a_person(exchange)
    while not exchange.bridges:
        await asyncio.sleep(0.1)
    (agent,) = exchange.channel_ids - {"c1"}
    exchange.drop(agent)
    call = await told(exchange)
    assert ("hang-up", "c1") in exchange.log
    assert call.evidence.sound.round_trip_ms == 51.2
    (leg,) = call.evidence.agents
    assert (leg.ended_by, leg.cause, leg.sound.sent_lost) == ("far end", 16, 3)
    assert f"lp={leg.sound.lost};" in SOUND


async def test_an_agents_refusal_is_told_to_who_looks():
    exchange = Exchange()
    exchange.phones["asha"] = Phone(answers_after=None, cause=17, sip=486)
    await ask_for_a_person(exchange)
    await asyncio.sleep(30)
    exchange.drop("c1")
    call = await told(exchange)
    assert call.evidence.agents[0] == AgentLeg(
        agent="asha", missed="the phone is busy", ended_by="far end", cause=17, sip=486
    )
    assert "Rung in vain: asha" in call.verdict


async def test_a_refused_call_keeps_the_status_and_has_no_sound():
    exchange = Exchange(sizes=Sizes(0, 0))
    exchange.call("c1")
    call = await told(exchange)
    assert (call.evidence.refused, call.evidence.sound) == ("SIP 503", None)


async def test_statistics_that_come_after_all_is_over_disturb_nobody():
    exchange = Exchange()
    exchange.call("c1", LANDLINE)
    await asyncio.sleep(1)
    exchange.drop("c1", 1, soft=True)
    await exchange.finished()
    exchange.up.add("c1")
    exchange.channel_ids.add("c1")
    exchange.drop("c1", 1, soft=True)
    assert exchange.strays == []
    assert len(exchange.records) == 1
