"""Agents log in, pause, miss calls, unplug their phones, and say what came of calls."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import pytest

from capacity.outcomes import Outcome
from ivr.phone.call import CallRefused
from ivr.phone.phone import Phone
from tests.asterisk.consumer import Consumer
from tests.asterisk.helpline import Helpline, agents_on_duty, running_line
from tests.asterisk.killable import KillableLine, killable_line
from tests.waiting import until

ADDRESS = "127.0.0.61"
LINE = [("greeting", "1"), ("pin.ask", "226001"), ("reason.menu", "2"), ("wait.start", "")]
ALONE: list[dict[str, Any]] = [{"id": "asha", "languages": ["hi"]}]
LONG = {"wrap_up": 600, "ring": 600}


async def a_waiting_consumer(
    stack: AsyncExitStack, line: KillableLine | Helpline, number: str
) -> Consumer:
    phone = await stack.enter_async_context(line.phone(number))
    consumer = Consumer(await phone.call("1912"))
    await consumer.follow(LINE)
    return consumer


async def dials(phone: Phone, code: str, *, hears: str) -> None:
    """Dial a code, hear what is said to its end, and be hung up on."""
    call = Consumer(await phone.call(code))
    await call.wait_for(hears, within=30)
    await until(lambda: call.call.over, within=10)
    assert (await call.call.ended()).by == "them"


async def is_rung(phone: Phone, *, within: float = 20) -> Any:
    return await asyncio.wait_for(phone.next_call(), within)


async def is_left_alone(phone: Phone, *, seconds: float = 2.0) -> None:
    with pytest.raises(TimeoutError):
        await is_rung(phone, within=seconds)


def duty(line: Helpline, agent: str = "asha") -> str:
    return line.service.roster.one(agent).duty


async def agents_of(line: KillableLine) -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in (await line.get("/api/agents"))["agents"]}


async def talks_a_moment(line: KillableLine | Helpline, phone: Phone) -> None:
    """Take the next call, and hang up as soon as both are known to talk."""

    async def talking() -> bool:
        if isinstance(line, Helpline):
            return duty(line) == "talking"
        return (await agents_of(line))["asha"]["duty"] == "talking"

    talk = await is_rung(phone)
    await talk.accept()
    await until(talking, within=5)
    await talk.hang_up()


async def test_an_agent_logs_in_talks_says_what_came_of_it_and_goes_on_pause_all_by_phone():
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(
            running_line(ADDRESS, agents=ALONE, waiting=LONG, duty={"log_in": True})
        )
        (asha,) = await stack.enter_async_context(agents_on_duty(line, "asha"))
        first = await a_waiting_consumer(stack, line, "9415000000")
        await dials(asha, "*14", hears="duty.not-logged-in")
        await is_left_alone(asha)
        await dials(asha, "*11", hears="duty.logged-in")
        talk = await is_rung(asha)
        await talk.accept()
        second = await a_waiting_consumer(stack, line, "9415000001")
        await talk.hang_up()
        await until(lambda: duty(line) == "wrap-up", within=5)
        await dials(asha, "*159", hears="duty.unknown-code")
        await is_left_alone(asha)
        await dials(asha, "*151", hears="duty.noted")
        talk = await is_rung(asha)
        await talk.accept()
        await dials(asha, "*132", hears="duty.paused")
        await second.call.hang_up()
        await until(lambda: duty(line) == "wrap-up", within=5)
        await dials(asha, "*155", hears="duty.noted")
        third = await a_waiting_consumer(stack, line, "9415000002")
        await is_left_alone(asha)
        assert (duty(line), line.service.roster.one("asha").reason) == ("paused", "tea")
        await dials(asha, "*14", hears="duty.ready")
        await talks_a_moment(line, asha)
        await dials(asha, "*12", hears="duty.logged-out")
        await third.wait_for("thanks", within=20)
        await until(lambda: first.call.over and third.call.over, within=20)
        await line.check_nothing_left()

        await line.service.projector.catch_up()
        records = {record.caller_raw: record for record in await line.records()}
        assert len(records) == 3, "dialling a code is no call that was offered"
        assert {record.outcome for record in records.values()} == {Outcome.ANSWERED}
        said = {number[-1]: record.disposition for number, record in records.items()}
        assert said == {"0": "solved", "1": "call-again", "2": None}
        story = await line.service.queries.call(records["9415000000"].call_id)
        assert [(f.value, f.how) for f in story.facts if f.kind == "disposition"] == [
            ("solved", "asha")
        ]
        await until(lambda: duty(line) == "logged-out", within=15)


async def test_whoever_misses_calls_in_a_row_is_put_on_pause():
    waiting = {"ring": 2, "unreachable_rest": 0.5, "wrap_up": 0}
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(
            running_line(ADDRESS, agents=ALONE, waiting=waiting, duty={"misses": 2})
        )
        (asha,) = await stack.enter_async_context(agents_on_duty(line, "asha"))
        caller = await a_waiting_consumer(stack, line, "9415000000")
        for _ in range(2):
            (await is_rung(asha)).ring()
        await until(lambda: duty(line) == "paused", within=10)
        assert line.service.roster.one("asha").reason == "missed"
        await is_left_alone(asha)
        await dials(asha, "*14", hears="duty.ready")
        await talks_a_moment(line, asha)
        await caller.wait_for("thanks", within=20)
        record = await line.record_of("9415000000")
        assert (record.outcome, record.agent) == (Outcome.ANSWERED, "asha")
        await line.check_nothing_left()


async def test_a_phone_that_cannot_be_reached_is_not_rung_until_it_registers():
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(running_line(ADDRESS, agents=ALONE))
        (asha,) = await stack.enter_async_context(agents_on_duty(line, "asha"))
        await until(lambda: duty(line) == "free", within=5)
        await asha.unregister()
        await until(lambda: duty(line) == "unreachable", within=5)
        caller = await a_waiting_consumer(stack, line, "9415000000")
        await caller.wait_for("wait.over-an-hour", within=15)
        await asha.register()
        await talks_a_moment(line, asha)
        record = await line.record_of("9415000000")
        story = await line.service.queries.call(record.call_id)
        assert [fact.kind for fact in story.facts if fact.kind in ("ringing", "missed")] == [
            "ringing"
        ]
        await line.check_nothing_left()


async def test_pauses_wrap_ups_and_log_outs_outlive_a_killed_service():
    agents = [{"id": name, "languages": ["hi"]} for name in ("asha", "vijay", "meera")]
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(killable_line(ADDRESS, agents=agents, waiting=LONG))
        phones = await stack.enter_async_context(agents_on_duty(line, "asha", "vijay", "meera"))
        asha, vijay, meera = phones
        await dials(vijay, "*131", hears="duty.paused")
        await dials(meera, "*12", hears="duty.logged-out")
        first = await a_waiting_consumer(stack, line, "9415000000")
        await talks_a_moment(line, asha)
        await first.wait_for("thanks", within=20)
        await line.end()
        dead = Consumer(await asha.call("*14"))
        await dead.wait_for("duty.service-away", within=10)
        await line.start()
        second = await a_waiting_consumer(stack, line, "9415000001")
        shown = await agents_of(line)
        assert {name: each["duty"] for name, each in shown.items()} == {
            "asha": "wrap-up",
            "vijay": "paused",
            "meera": "logged-out",
        }
        assert (shown["vijay"]["reason"], shown["asha"]["calls_today"]) == ("lunch", 1)
        await asyncio.gather(*(is_left_alone(phone) for phone in phones))
        await dials(asha, "*151", hears="duty.noted")
        await talks_a_moment(line, asha)
        await second.wait_for("thanks", within=20)
        record = await line.record_of("9415000000")
        shown_call = await line.get(f"/api/calls/{record.call_id}")
        assert shown_call["record"]["disposition"] == "solved"
        await line.check_nothing_left()


async def test_an_agent_whose_code_was_cut_short_by_a_kill_is_hung_up_and_no_caller():
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(killable_line(ADDRESS, agents=ALONE))
        (asha,) = await stack.enter_async_context(agents_on_duty(line, "asha"))
        call = Consumer(await asha.call("*19"))
        await call.wait_for("duty.unknown-code", within=30)
        await line.end()
        await line.start()
        await until(lambda: call.call.over, within=20)
        assert "fallback.sorry" not in str(call.heard)
        await line.check_nothing_left()


async def test_agents_call_nobody_but_the_helpline():
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(running_line(ADDRESS, agents=ALONE))
        asha = await stack.enter_async_context(line.agent_phone("asha"))
        for number in ("9415012345", "1912", "*9", "*1"):
            with pytest.raises(CallRefused):
                await asha.call(number)
        await line.check_nothing_left()
