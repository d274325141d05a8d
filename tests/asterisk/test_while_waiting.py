"""What people hear who wait, or need not wait at all, over a real Asterisk."""

import asyncio
from datetime import UTC, datetime, timedelta

from capacity.outcomes import Outcome
from ivr.phone.g711 import RATE, tone
from ivr.phone.listening import rms, tone_level
from tests.asterisk.consumer import Consumer, play_consumer
from tests.asterisk.helpline import (
    Helpline,
    agents_on_duty,
    line_asterisk,
    running_line,
    started_service,
)
from tests.waiting import until

ADDRESS = "127.0.0.46"
LUCKNOW = [("greeting", "1"), ("pin.ask", "226001")]
AGENT_HZ = 1100.0
ALONE = {
    "agents": [{"id": "asha", "languages": ["hi"]}],
    "waiting": {"announce_every": 20, "wrap_up": 0},
}


async def test_a_notice_of_yesterdays_service_ends_todays_calls_in_the_ivr():
    async with line_asterisk(ADDRESS) as asterisk:
        async with started_service(asterisk) as service:
            back = datetime.now(UTC) + timedelta(days=3)
            told = service.outages.add(
                district="Lucknow", discom=None, until=back, reason="storm", who="asha"
            )
            await service.projector.catch_up()
        async with started_service(asterisk) as service:
            await until(
                lambda: [each.id for each in service.outages.open()] == [told.id], within=10
            )
            line = Helpline(asterisk, ADDRESS, service)
            consumer = await play_consumer(line, "9415012345", LUCKNOW)
            keys = [sound.partition("/")[2] for sound in consumer.heard]
            assert keys[keys.index("outage.by-date.part-1") + 1] == "district.Lucknow"
            assert keys[-4:] == ["press.1", "danger.choice", "press.9", "thanks"]
            record = await line.record_of("9415012345")
            assert (record.outcome, record.reason, record.queued_at) == (
                Outcome.SELF_SERVED,
                "supply",
                None,
            )
            story = await service.queries.call(record.call_id)
            facts = {fact.kind: fact.value for fact in story.facts}
            assert (facts["outage"], facts["outage-choice"]) == (told.id, "enough")
            await line.check_nothing_left()


async def test_place_and_music_in_turn_until_an_agent_answers_into_an_announcement():
    async with (
        running_line(ADDRESS, **ALONE) as line,
        agents_on_duty(line, "asha") as (asha,),
        line.phone("9415012345") as first,
        line.phone("9415012346") as second,
    ):
        talks, waits = Consumer(await first.call("1912")), Consumer(await second.call("1912"))
        to_the_line = [*LUCKNOW, ("reason.menu", "2")]
        await talks.follow(to_the_line)
        at_asha = await asyncio.wait_for(asha.next_call(), 20)
        await at_asha.accept()
        await waits.follow([*to_the_line, ("wait.start", ""), ("wait.next", "")])
        await waits.wait_for("minutes-rising.5-10", within=10)
        await waits.wait_for("waiting", within=10)
        assert waits.heard[-1] == "music/waiting"
        await waits.wait_for("wait.still", within=25)
        await waits.wait_for("wait.next", within=15)
        await asyncio.sleep(9)
        waits.listen()
        assert rms(waits.call.heard()[-RATE:]) > 100, "the music went on"

        await waits.wait_for("wait.still", within=25)
        await at_asha.hang_up()
        at_asha = await asyncio.wait_for(asha.next_call(), 5)
        await at_asha.accept()
        at_asha.play(tone(AGENT_HZ), repeat=True)
        await asyncio.sleep(1)
        assert tone_level(waits.call.heard()[-RATE // 2 :], AGENT_HZ) > 0.9
        waits.listen()
        assert waits.heard[-1] == "hi/wait.still", "the rest of it was not heard"
        await waits.call.hang_up()
        record = await line.record_of("9415012346")
        assert (record.outcome, record.agent) == (Outcome.ANSWERED, "asha")
        await line.check_nothing_left()
