"""One call after the other through a real Asterisk: what a consumer hears, keys and gets."""

import asyncio
import re

import aiohttp
import pytest

from capacity.outcomes import Outcome
from ivr.phone.g711 import RATE, tone
from ivr.phone.listening import tone_level
from ivr.records import Side
from tests.asterisk.consumer import HANG_UP, Consumer, play_consumer
from tests.asterisk.helpline import Helpline, agents_on_duty, running_line
from tests.waiting import until

ADDRESS = "127.0.0.20"
LUCKNOW = [("greeting", "1"), ("pin.ask", "226001"), ("reason.menu", "2")]
CALLER_HZ, AGENT_HZ = 700.0, 1100.0


@pytest.mark.parametrize("timing", ["timerfd", "pthread"])
async def test_what_is_said_is_heard(timing):
    async with running_line(ADDRESS, sip={"timing": timing}) as line:
        consumer = await play_consumer(line, "9415012345", [*LUCKNOW, ("wait.start", HANG_UP)])
        assert consumer.heard[0] == "hi/greeting"
        assert consumer.heard[-1] == "hi/wait.start"
        assert consumer.heard[-4:-1] == [
            "hi/discom.found",
            "hi/discom.MVVNL.name",
            "hi/reason.menu",
        ]
        record = await line.record_of("9415012345")
        assert (record.outcome, record.stage) == (Outcome.SHORT_ABANDONED, "waiting")
        story = await line.service.queries.call(record.call_id)
        facts = {fact.kind: fact.value for fact in story.facts}
        assert facts["sip-call-id"] == consumer.call.call_id
        assert facts["rtp"]["received"] > 0
        assert facts["trunk"] == ADDRESS
        await line.check_nothing_left()


@pytest.mark.parametrize("who_hangs_up", ["caller", "agent"])
async def test_caller_and_agent_hear_each_other_until_either_hangs_up(who_hangs_up):
    async with (
        running_line(ADDRESS) as line,
        agents_on_duty(line, "asha") as (asha,),
        line.phone("9415012345") as phone,
    ):
        consumer = Consumer(await phone.call("1912"))
        await consumer.follow(LUCKNOW)
        ringing = await asyncio.wait_for(asha.next_call(), 20)
        ringing.ring()
        await ringing.accept()
        consumer.call.play(tone(CALLER_HZ), repeat=True)
        ringing.play(tone(AGENT_HZ), repeat=True)
        await asyncio.sleep(2)
        assert tone_level(consumer.call.heard()[-RATE // 2 :], AGENT_HZ) > 0.9
        assert tone_level(ringing.heard()[-RATE // 2 :], CALLER_HZ) > 0.9

        loop = asyncio.get_running_loop()
        hung_up_at = loop.time()
        if who_hangs_up == "caller":
            await consumer.call.hang_up()
            ended = await asyncio.wait_for(ringing.ended(), 5)
            assert ended.at - hung_up_at < 1.0
        else:
            await ringing.hang_up()
            await until(lambda: line.service.desk.waiting.duties()["asha"] != "talking", within=1)
            await consumer.wait_for("thanks", within=5)
            await asyncio.wait_for(consumer.call.ended(), 15)
        record = await line.record_of("9415012345")
        assert (record.outcome, record.agent) == (Outcome.ANSWERED, "asha")
        assert record.side is (Side.CALLER if who_hangs_up == "caller" else Side.AGENT)
        assert record.cause == 16
        await line.check_nothing_left()
        assert await counted(line) == {
            "helpline_calls_offered_total": 1,
            "helpline_calls_landed_total": 1,
            "helpline_setup_seconds_count": 1,
            f'helpline_calls_ended_by_trunk_total{{outcome="answered",trunk="{ADDRESS}"}}': 1,
            'helpline_talk_seconds_count{discom="MVVNL"}': 1,
            'helpline_ari_requests_total{request="POST channels/answer",result="ok"}': 1,
            "helpline_ari_connected": 1,
        }


async def counted(line: Helpline) -> dict[str, float]:
    """Read what `/metrics` says of the one call of this helpline."""
    api = line.asterisk.settings.api
    async with aiohttp.ClientSession() as session:
        text = await (await session.get(f"http://{api.bind}:{api.port}/metrics")).text()
    of_interest = re.compile(
        r"^(helpline_(?:calls_offered|calls_landed|calls_ended_by_trunk)_total\b.*"
        r"|helpline_(?:setup|talk)_seconds_count\b.*|helpline_ari_connected"
        r"|helpline_ari_requests_total.*channels/answer.*) (\S+)$",
        re.MULTILINE,
    )
    found = {name: float(value) for name, value in of_interest.findall(text)}
    return {name: value for name, value in found.items() if value}


async def test_a_leg_that_dies_silently_is_dropped_and_frees_its_line():
    async with (
        running_line(ADDRESS, sip={"rtp_timeout": 2}) as line,
        line.phone("9415012345") as phone,
    ):
        call = await phone.call("1912")
        await asyncio.sleep(0.5)
        call.abandon()
        record = await line.record_of("9415012345")
        assert (record.outcome, record.drop, record.side) == (
            Outcome.DROPPED,
            "media",
            Side.NETWORK,
        )
        await line.check_nothing_left()
