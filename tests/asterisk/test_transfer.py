"""Agents hold callers and pass them on, with real SIP phones: tones prove who hears whom."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from capacity.lines import Sizes
from capacity.outcomes import Outcome
from ivr.calls.transfer_facts import Kind
from ivr.phone.call import Call
from ivr.phone.g711 import RATE, tone
from ivr.phone.listening import rms, tone_level
from ivr.phone.phone import Phone
from tests.asterisk.consumer import Consumer
from tests.asterisk.helpline import running_line
from tests.asterisk.instance import free_port
from tests.asterisk.killable import killable_line
from tests.waiting import until

ADDRESS = "127.0.0.66"
NUMBER = "05222345678"
OFFICER = "9415099999"
TO_THE_LINE = [("greeting", "1"), ("reason.menu", "2"), ("wait.start", "")]
CALLER, ASHA, VIJAY, PERSON = 500.0, 700.0, 1100.0, 1500.0

AGENTS = [
    {"id": "asha", "discoms": ["MVVNL"], "seat": 101},
    {"id": "vijay", "discoms": ["KESCO"], "seat": 102},
]


@dataclass
class Scene:
    """A caller who talks with Asha; Vijay has a phone, and so has the officer outside."""

    line: Any
    caller: Consumer
    asha: Phone
    vijay: Phone
    officer: Phone
    at_asha: Call


@asynccontextmanager
async def talking(run: Any, **sections: Any) -> AsyncIterator[Scene]:
    port = free_port(ADDRESS)
    sections = {
        "agents": AGENTS,
        "waiting": {"wrap_up": 0.5, "ring": 3, "unreachable_rest": 1, "share_after": 3600},
        "outgoing": {"trunk": f"{ADDRESS}:{port}", "prefix": "0", "ring": 5},
        "field_officers": [{"name": "J. K. Singh", "number": OFFICER, "code": "21"}],
        **sections,
    }
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(run(ADDRESS, **sections))
        asha, vijay = [
            await stack.enter_async_context(line.agent_phone(each)) for each in ("asha", "vijay")
        ]
        await asyncio.gather(asha.register(), vijay.register())
        officer = Phone(ADDRESS, line.asterisk.sip, user="person", port=port)
        await stack.enter_async_context(officer)
        phone = await stack.enter_async_context(line.phone(NUMBER))
        caller = Consumer(await phone.call("1912"))
        await caller.follow(TO_THE_LINE)
        at_asha = await taken(asha, ASHA)
        caller.call.play(tone(CALLER), repeat=True)
        await hear_each_other(caller.call, CALLER, at_asha, ASHA)
        yield Scene(line, caller, asha, vijay, officer, at_asha)


async def taken(phone: Phone, hz: float) -> Call:
    """Pick up the next call, and say a tone from then on."""
    call = await asyncio.wait_for(phone.next_call(), 20)
    await call.accept()
    call.play(tone(hz), repeat=True)
    return call


def hears(call: Call, hz: float) -> bool:
    return tone_level(call.heard()[-RATE // 4 :], hz) > 0.8


async def hear_each_other(one: Call, of_one: float, other: Call, of_other: float) -> None:
    await until(lambda: hears(one, of_other) and hears(other, of_one), within=20)


def hears_music(call: Call) -> bool:
    latest = call.heard()[-RATE // 4 :]
    voices = (CALLER, ASHA, VIJAY, PERSON)
    return rms(latest) > 50 and all(tone_level(latest, hz) < 0.5 for hz in voices)


async def facts(scene: Scene) -> list[tuple[str, Any]]:
    await scene.line.record_of(NUMBER)
    story = await scene.line.service.queries.call((await scene.line.records())[0].call_id)
    return [(fact.kind, fact.value) for fact in story.facts]


async def test_hold_by_key_and_by_the_phone_is_no_lost_sound() -> None:
    async with talking(running_line, sip={"rtp_timeout": 2}) as scene:
        at_asha, caller = scene.at_asha, scene.caller.call
        heard_before = len(caller.heard())
        await at_asha.press("*2")
        await until(lambda: hears_music(caller), within=5)
        keys = caller.heard()[heard_before:]
        assert tone_level(keys, 941.0) < 0.02, "the caller hears no keys"
        await at_asha.press("*2")
        await hear_each_other(caller, CALLER, at_asha, ASHA)

        await at_asha.hold()
        at_asha.mute()
        await until(lambda: hears_music(caller), within=5)
        await asyncio.sleep(4)  # longer than rtp_timeout
        assert not caller.over
        at_asha.mute(False)
        await at_asha.hold(False)
        await hear_each_other(caller, CALLER, at_asha, ASHA)
        await at_asha.hang_up()
        record = await scene.line.record_of(NUMBER)
        assert (record.outcome, record.agent, record.drop) == (Outcome.ANSWERED, "asha", None)
        held = [value for kind, value in await facts(scene) if kind == "held"]
        assert len(held) == 2
        assert held[1] > 4
        await scene.line.check_nothing_left()


async def test_blind_to_another_agent_and_then_to_a_waiting_line() -> None:
    async with talking(running_line) as scene:
        await scene.at_asha.press("*3102#")
        at_vijay = await taken(scene.vijay, VIJAY)
        await hear_each_other(scene.caller.call, CALLER, at_vijay, VIJAY)
        await asyncio.wait_for(scene.at_asha.ended(), 5)
        assert scene.line.service.desk.waiting.duties()["vijay"] == "talking"

        await at_vijay.press("*31#")  # PuVVNL or another whose line nobody else serves
        await asyncio.wait_for(at_vijay.ended(), 15)
        await scene.caller.call.hang_up()
        record = await scene.line.record_of(NUMBER)
        assert (record.outcome, record.agent) == (Outcome.ANSWERED, "vijay")
        ends = [value for kind, value in await facts(scene) if kind == "transfer-end"]
        assert ends == ["connected", "in line"]
        await scene.line.check_nothing_left()


async def test_no_answer_there_brings_the_caller_back() -> None:
    async with talking(running_line) as scene:
        await scene.at_asha.press("*3102#")
        ringing = await asyncio.wait_for(scene.vijay.next_call(), 10)
        ringing.ring()
        await asyncio.wait_for(scene.at_asha.ended(), 10)
        at_asha = await taken(scene.asha, ASHA)
        await hear_each_other(scene.caller.call, CALLER, at_asha, ASHA)
        await at_asha.press("*3999#")  # nobody's seat
        await hear_each_other(scene.caller.call, CALLER, at_asha, ASHA)
        await at_asha.hang_up()
        record = await scene.line.record_of(NUMBER)
        assert record.agent == "asha"
        await scene.line.check_nothing_left()


async def test_blind_to_a_field_officer_over_the_trunk() -> None:
    async with talking(running_line) as scene:
        call = next(iter(scene.line.service.switchboard.legs))
        scene.line.service.desk.talks.transfer(call, Kind.BLIND, "21")
        at_officer = await taken(scene.officer, PERSON)
        await asyncio.wait_for(scene.at_asha.ended(), 10)
        await hear_each_other(scene.caller.call, CALLER, at_officer, PERSON)
        assert await scene.line.service.lines.levels() == Sizes(1, 1)
        await until(
            lambda: set(scene.line.service.desk.waiting.duties().values()) == {"free"}, within=5
        )
        await at_officer.hang_up()
        await scene.caller.wait_for("thanks", within=10)
        record = await scene.line.record_of(NUMBER)
        assert (record.outcome, record.agent) == (Outcome.ANSWERED, "asha")
        await scene.line.check_nothing_left()


async def test_attended_taken_back_and_then_completed_by_hanging_up() -> None:
    async with talking(running_line) as scene:
        at_asha, caller = scene.at_asha, scene.caller.call
        await at_asha.press("*421#")
        at_officer = await taken(scene.officer, PERSON)
        await hear_each_other(at_asha, ASHA, at_officer, PERSON)
        assert hears_music(caller)
        await at_asha.press("*4")
        await hear_each_other(caller, CALLER, at_asha, ASHA)
        await asyncio.wait_for(at_officer.ended(), 5)

        await at_asha.press("*4102#")
        at_vijay = await taken(scene.vijay, VIJAY)
        await hear_each_other(at_asha, ASHA, at_vijay, VIJAY)
        await at_asha.hang_up()
        await hear_each_other(caller, CALLER, at_vijay, VIJAY)
        await at_vijay.hang_up()
        record = await scene.line.record_of(NUMBER)
        assert record.agent == "vijay"
        ends = [value for kind, value in await facts(scene) if kind == "transfer-end"]
        assert ends == ["taken back", "connected"]
        await scene.line.check_nothing_left()


async def test_a_transfer_goes_on_after_the_service_was_killed() -> None:
    async with talking(killable_line) as scene:
        caller = scene.caller.call
        await scene.at_asha.press("*421#")
        at_officer = await taken(scene.officer, PERSON)
        await hear_each_other(scene.at_asha, ASHA, at_officer, PERSON)
        await scene.line.end()
        await asyncio.sleep(0.5)
        assert hears(at_officer, ASHA)
        await scene.line.start()
        assert hears(at_officer, ASHA)
        assert hears(scene.at_asha, PERSON)
        await scene.at_asha.hang_up()
        await hear_each_other(caller, CALLER, at_officer, PERSON)
        await scene.line.end()
        await scene.line.start()
        await asyncio.sleep(2)
        assert hears(caller, PERSON)
        assert await scene.line.levels() == Sizes(1, 1)
        await caller.hang_up()
        record = await scene.line.record_of(NUMBER)
        assert (record.outcome, record.agent) == (Outcome.ANSWERED, "asha")
        await asyncio.wait_for(at_officer.ended(), 5)
        await scene.line.check_nothing_left()
