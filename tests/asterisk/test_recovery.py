"""Parts of the helpline are killed while people talk, wait and choose: nobody is cut off."""

import asyncio
import os
import re
import resource
import signal
from contextlib import AsyncExitStack

import pytest

from capacity.lines import Sizes
from capacity.outcomes import Outcome
from ivr.phone.g711 import RATE, tone
from ivr.phone.listening import tone_level
from ivr.records import Side
from tests.asterisk.consumer import Consumer
from tests.asterisk.helpline import Helpline, running_line
from tests.asterisk.killable import KillableLine, killable_line
from tests.servers.redis import RedisServer
from tests.waiting import until

ADDRESS = "127.0.0.26"
MENU = [("greeting", "1"), ("pin.ask", "226001"), ("reason.menu", "")]
LINE = [("greeting", "1"), ("pin.ask", "226001"), ("reason.menu", "2"), ("wait.start", "")]
CALLER_HZ, AGENT_HZ = 700.0, 1100.0


async def a_consumer(stack: AsyncExitStack, line: KillableLine | Helpline, number: str) -> Consumer:
    phone = await stack.enter_async_context(line.phone(number))
    return Consumer(await phone.call("1912"))


async def test_whoever_chooses_waits_or_talks_goes_on_after_the_service_was_killed():
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(killable_line(ADDRESS))
        asha = await stack.enter_async_context(line.agent_phone("asha"))
        await asha.register()
        talks, chooses, first, second = [
            await a_consumer(stack, line, f"941500000{n}") for n in range(4)
        ]
        await talks.follow(LINE[:-1])
        at_asha = await asyncio.wait_for(asha.next_call(), 20)
        await at_asha.accept()
        await asyncio.gather(first.follow(LINE), chooses.follow(MENU))
        await second.follow(LINE)
        talks.call.play(tone(CALLER_HZ), repeat=True)
        at_asha.play(tone(AGENT_HZ), repeat=True)

        await line.end(signal.SIGKILL)
        heard_before = len(talks.call.heard())
        await asyncio.sleep(1)
        took = await line.start()
        await chooses.wait_for("reason.menu", within=5)
        await until(lambda: _levels_are(line, 4), within=5)
        assert took < 10

        meanwhile = talks.call.heard()[heard_before + RATE // 10 :]
        assert tone_level(meanwhile[-RATE // 2 :], AGENT_HZ) > 0.9
        assert tone_level(meanwhile[: RATE // 2], AGENT_HZ) > 0.9, "also while it was dead"
        assert tone_level(at_asha.heard()[-RATE // 2 :], CALLER_HZ) > 0.9

        await chooses.call.press("8")
        await chooses.wait_for("thanks", within=60)
        await at_asha.hang_up()
        await talks.wait_for("thanks", within=10)
        for waits in (first, second):
            at_asha = await asyncio.wait_for(asha.next_call(), 30)
            await at_asha.accept()
            await asyncio.sleep(1)
            await waits.call.hang_up()
        records = [await line.record_of(f"941500000{n}") for n in range(4)]
        assert [record.outcome for record in records] == [
            Outcome.ANSWERED,
            Outcome.SELF_SERVED,
            Outcome.ANSWERED,
            Outcome.ANSWERED,
        ]
        assert records[0].side is Side.AGENT
        assert records[2].answered_at < records[3].answered_at, "the order was kept"
        await line.check_nothing_left()


async def _lines_that_wait(line: KillableLine) -> bool:
    """Tell if the journal keeps in memory what the disk does not take."""
    metrics = await line.text("/metrics")
    found = re.search(r"(?m)^helpline_journal_waiting_lines ([0-9.]+)$", metrics)
    assert found, "no such metric"
    return float(found[1]) > 0


async def _levels_are(line: KillableLine, incoming: int) -> bool:
    return await line.levels() == Sizes(incoming, 0)


async def test_who_hangs_up_while_the_service_is_dead_gets_a_record():
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(killable_line(ADDRESS))
        chooses = await a_consumer(stack, line, "9415000000")
        waits = await a_consumer(stack, line, "9415000001")
        await asyncio.gather(chooses.follow(MENU), waits.follow(LINE))
        await asyncio.sleep(7)  # longer than a short abandon, also by the last pulse
        await line.end(signal.SIGKILL)
        await asyncio.gather(chooses.call.hang_up(), waits.call.hang_up())
        await line.start()
        left, abandoned = [await line.record_of(f"941500000{n}") for n in range(2)]
        assert (left.outcome, left.stage, left.reason) == (Outcome.LEFT, "reason", None)
        assert (abandoned.outcome, abandoned.side) == (Outcome.ABANDONED, Side.CALLER)
        await line.check_nothing_left()


async def test_a_service_that_hangs_for_two_seconds_loses_no_call():
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(killable_line(ADDRESS))
        callers = [await a_consumer(stack, line, f"941500000{n}") for n in range(4)]
        await asyncio.gather(*(caller.wait_for("greeting") for caller in callers))
        os.kill(line.pid, signal.SIGSTOP)
        await callers[0].call.hang_up()
        await callers[1].call.press("1")
        late = asyncio.create_task(a_consumer(stack, line, "9415000004"))
        await asyncio.sleep(2)
        os.kill(line.pid, signal.SIGCONT)
        assert (await line.record_of("9415000000")).outcome is Outcome.LEFT
        await callers[1].wait_for("pin.ask", within=5)
        callers.append(await late)
        await callers[4].wait_for("greeting", within=5)
        await until(lambda: "service.stalled" in line.log.read_text(), within=5)
        for caller in callers[1:]:
            await caller.call.hang_up()
        for n in range(1, 5):
            await line.record_of(f"941500000{n}")
        await line.check_nothing_left()


async def test_calls_of_an_asterisk_that_was_killed_are_dropped_and_their_lines_are_free():
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(killable_line(ADDRESS))
        callers = [await a_consumer(stack, line, f"941500000{n}") for n in range(2)]
        await asyncio.gather(*(caller.wait_for("greeting") for caller in callers))
        os.kill(line.asterisk.process.pid, signal.SIGKILL)
        await line.asterisk.process.wait()
        await line.asterisk.process.start()
        records = [await line.record_of(f"941500000{n}") for n in range(2)]
        assert [(r.outcome, r.drop) for r in records] == [(Outcome.DROPPED, "system")] * 2
        await until(line.is_ready, within=20)
        await line.check_nothing_left()


async def test_calls_of_an_asterisk_and_a_service_that_died_together_are_dropped():
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(killable_line(ADDRESS))
        caller = await a_consumer(stack, line, "9415000000")
        await caller.wait_for("greeting")
        os.kill(line.asterisk.process.pid, signal.SIGKILL)
        await line.end(signal.SIGKILL)
        await line.asterisk.process.wait()
        await line.asterisk.process.start()
        await line.start()
        record = await line.record_of("9415000000")
        assert (record.outcome, record.drop) == (Outcome.DROPPED, "system")
        await line.check_nothing_left()


@pytest.mark.parametrize("lost", ["events", "orders", "all"])
async def test_callers_go_on_when_connections_to_asterisk_are_lost_again_and_again(lost):
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(running_line(ADDRESS))
        callers = [await a_consumer(stack, line, f"941500000{n}") for n in range(3)]
        await asyncio.gather(*(caller.wait_for("greeting") for caller in callers))
        for key in ("1", "226001", "8"):
            ari = line.service.ari
            events, orders = [ari._events], ari._orders
            for each in {"events": events, "orders": orders, "all": [*events, *orders]}[lost]:
                await each._socket.close()
            for caller in callers:
                await caller.call.press(key)
            await asyncio.sleep(3)
        await callers[2].call.hang_up()
        for caller in callers[:2]:
            await caller.wait_for("thanks", within=60)
        records = [await line.record_of(f"941500000{n}") for n in range(3)]
        assert [r.outcome for r in records[:2]] == [Outcome.SELF_SERVED] * 2
        await line.check_nothing_left()


async def test_lines_are_held_and_given_back_through_a_restart_of_redis(redis_server: RedisServer):
    redis = {"redis_url": redis_server.url, "lease": 2.0}
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(running_line(ADDRESS, state=redis))
        callers = [await a_consumer(stack, line, f"941500000{n}") for n in range(3)]
        await asyncio.gather(*(caller.wait_for("greeting") for caller in callers))
        await asyncio.to_thread(redis_server.stop)
        await callers[0].call.hang_up()
        callers.append(await a_consumer(stack, line, "9415000003"))
        await callers[3].wait_for("greeting")
        await asyncio.to_thread(redis_server.start)
        await until(lambda: not line.service.lines.degraded, within=10)
        assert await line.service.lines.levels() == Sizes(3, 0)
        for caller in callers[1:]:
            await caller.call.hang_up()
        for n in range(4):
            assert (await line.record_of(f"941500000{n}")).outcome is Outcome.LEFT
        await line.check_nothing_left()


async def test_calls_go_on_while_the_disk_takes_nothing():
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(killable_line(ADDRESS))
        caller = await a_consumer(stack, line, "9415000000")
        await caller.wait_for("greeting")
        resource.prlimit(line.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
        await caller.call.press("1")
        await caller.wait_for("pin.ask", within=5)
        await until(lambda: _lines_that_wait(line), within=5)
        await caller.call.hang_up()
        another = await a_consumer(stack, line, "9415000001")
        await another.wait_for("greeting")
        await another.call.hang_up()
        await asyncio.sleep(1)
        assert line.records() == []
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(line.pid, resource.RLIMIT_FSIZE, unlimited)
        for n in range(2):
            assert (await line.record_of(f"941500000{n}")).outcome is Outcome.LEFT
        await line.check_nothing_left()


async def test_a_phone_that_rings_goes_on_ringing_through_a_killed_service():
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(killable_line(ADDRESS, waiting={"ring": 30}))
        asha = await stack.enter_async_context(line.agent_phone("asha"))
        await asha.register()
        caller = await a_consumer(stack, line, "9415000000")
        await caller.follow([("greeting", "9")])
        ringing = await asyncio.wait_for(asha.next_call(), 20)
        ringing.ring()
        await line.end(signal.SIGKILL)
        await line.start()
        await until(lambda: _levels_are(line, 1), within=5)
        await asyncio.sleep(3)
        assert not ringing.over, "the comparison took its channel for one that was answered"
        await ringing.accept()
        ringing.play(tone(AGENT_HZ), repeat=True)
        await asyncio.sleep(2)
        assert tone_level(caller.call.heard()[-RATE // 2 :], AGENT_HZ) > 0.9
        await ringing.hang_up()
        record = await line.record_of("9415000000", within=60)
        assert (record.outcome, record.agent) == (Outcome.ANSWERED, "asha")
        await line.check_nothing_left()
