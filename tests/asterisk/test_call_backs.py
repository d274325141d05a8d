"""Call-backs over a real Asterisk: a place in line, a phone that rings, a key, an agent."""

import asyncio
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from capacity.lines import Direction, Sizes
from capacity.outcomes import Outcome
from ivr.calls.call_back import State
from ivr.phone.call import IncomingCall
from ivr.phone.g711 import RATE, tone
from ivr.phone.listening import tone_level
from ivr.phone.phone import Phone
from ivr.records import CallRecord
from tests.asterisk import asking_helpline
from tests.asterisk.consumer import Consumer
from tests.asterisk.helpline import Helpline, agents_on_duty, running_line
from tests.asterisk.instance import free_port
from tests.asterisk.killable import KillableLine, killable_line
from tests.waiting import until

ADDRESS = "127.0.0.62"
TALKS, FIRST, SECOND = "9415012340", "9415012345", "9415012346"
LUCKNOW = [("greeting", "1"), ("pin.ask", "226001")]
ASKS = [*LUCKNOW, ("reason.menu", "0"), ("callback.confirmed", "hang up")]
AGENT_HZ = 1100.0


def sections(port: int, **more: Any) -> dict[str, Any]:
    return {
        "agents": [{"id": "asha", "languages": ["hi"]}],
        "waiting": {"wrap_up": 0},
        "outgoing": {"trunk": f"{ADDRESS}:{port}", "ring": 20},
        "call_back": {"opens": "00:00", "closes": "23:59:59", **more},
    }


async def talks_with_asha(stack: AsyncExitStack, line: Any, asha: Phone) -> Consumer:
    """Keep the only agent busy."""
    phone = await stack.enter_async_context(line.phone(TALKS))
    consumer = Consumer(await phone.call("1912"))
    await consumer.follow([*LUCKNOW, ("reason.menu", "2")])
    await (await asyncio.wait_for(asha.next_call(), 30)).accept()
    return consumer


async def asks(stack: AsyncExitStack, line: Any, number: str) -> None:
    phone = await stack.enter_async_context(line.phone(number))
    await Consumer(await phone.call("1912")).follow(ASKS)


async def rings(people: Phone, number: str) -> IncomingCall:
    """Wait until this person's phone rings, and no other does."""
    call = await asyncio.wait_for(people.next_call(), 60)
    assert f"sip:+91{number}@{ADDRESS}" in call.invite.uri
    assert call.caller == "1912"
    return call


async def hears_and_keys(call: IncomingCall, key: str) -> Consumer:
    person = Consumer(call)
    await person.follow([("callback.asked-for", ""), ("callback.wanted.choice", key)])
    return person


async def asha_talks(asha: Phone, person: Consumer) -> IncomingCall:
    at_asha = await asyncio.wait_for(asha.next_call(), 30)
    await at_asha.accept()
    at_asha.play(tone(AGENT_HZ), repeat=True)
    await until(lambda: _hears(person), within=10)
    return at_asha


def _hears(person: Consumer) -> bool:
    return tone_level(person.call.heard()[-RATE // 2 :], AGENT_HZ) > 0.9


async def records_of(line: Helpline, number: str) -> tuple[CallRecord, CallRecord]:
    """Give the record of the call that asked, and that of the call-back."""
    await until(lambda: not len(line.service.call_backs), within=90)
    found = [each for each in await line.records() if each.caller == f"+91{number}"]
    by_direction = {each.direction: each for each in found}
    assert len(found) == len(by_direction)
    return by_direction[Direction.INCOMING], by_direction[Direction.OUTGOING]


async def test_two_who_asked_are_called_at_their_turn_one_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asking_helpline.use(monkeypatch)
    port = free_port(ADDRESS)
    async with (
        AsyncExitStack() as stack,
        running_line(ADDRESS, **sections(port)) as line,
        agents_on_duty(line, "asha") as (asha,),
        Phone(ADDRESS, line.asterisk.sip, user="people", port=port) as people,
    ):
        talks = await talks_with_asha(stack, line, asha)
        await asks(stack, line, FIRST)
        await asks(stack, line, SECOND)
        call_backs = line.service.call_backs
        await until(lambda: len(call_backs) == 2, within=10)
        assert [each.state for each in call_backs.open()] == [State.IN_LINE] * 2
        await talks.call.hang_up()

        ringing = await rings(people, FIRST)
        assert await line.service.lines.levels() == Sizes(0, 1)
        await ringing.accept()
        person = await hears_and_keys(ringing, "1")
        at_asha = await asha_talks(asha, person)
        assert len(call_backs) == 2, "the second waits"
        await at_asha.hang_up()
        await person.wait_for("thanks")

        ringing = await rings(people, SECOND)
        await ringing.accept()
        await hears_and_keys(ringing, "2")
        asked, called = await records_of(line, FIRST)
        assert (asked.outcome, called.outcome) == (Outcome.CALL_BACK, Outcome.ANSWERED)
        assert (called.agent, called.discom, called.reason) == ("asha", "MVVNL", "agent")
        assert called.queued_at == asked.queued_at
        asked, called = await records_of(line, SECOND)
        assert (asked.outcome, called.outcome) == (Outcome.CALL_BACK, Outcome.SELF_SERVED)
        await line.check_nothing_left()


async def test_busy_then_silent_then_a_machine_and_nobody_is_called_a_fourth_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asking_helpline.use(monkeypatch)
    port = free_port(ADDRESS)
    settings = sections(port, pause=10)
    settings["outgoing"]["ring"] = 5
    async with (
        AsyncExitStack() as stack,
        running_line(ADDRESS, **settings) as line,
        agents_on_duty(line, "asha") as (asha,),
        Phone(ADDRESS, line.asterisk.sip, user="people", port=port) as people,
    ):
        await asks(stack, line, FIRST)
        await (await rings(people, FIRST)).refuse(486)
        silent = await rings(people, FIRST)
        silent.ring()
        machine = await rings(people, FIRST)
        await machine.accept()
        asked, called = await records_of(line, FIRST)
        assert (asked.outcome, called.outcome) == (Outcome.CALL_BACK, Outcome.UNREACHED)
        story = await line.service.queries.call(called.call_id)
        why = [fact.value for fact in story.facts if fact.kind == "not-reached"]
        assert why == ["the phone is busy", "the phone was not picked up", "no key was pressed"]
        assert silent.over
        assert machine.over
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asha.next_call(), 0.1)
        await line.check_nothing_left()


async def test_killed_while_waiting_while_the_phone_rings_and_while_they_talk() -> None:
    port = free_port(ADDRESS)
    program = (sys.executable, str(Path(asking_helpline.__file__)))
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(
            killable_line(ADDRESS, command=program, **sections(port))
        )
        asha = await stack.enter_async_context(line.agent_phone("asha"))
        await asha.register()
        people = Phone(ADDRESS, line.asterisk.sip, user="people", port=port)
        await stack.enter_async_context(people)
        talks = await talks_with_asha(stack, line, asha)
        await asks(stack, line, FIRST)
        await line.record_of(FIRST)

        await killed_and_restarted(line)
        (back,) = (await line.get("/api/call-backs"))["call_backs"]
        assert (back["state"], back["tried"]) == ("in-line", 0)
        await talks.call.hang_up()

        ringing = await rings(people, FIRST)
        ringing.ring()
        await killed_and_restarted(line)
        await until(lambda: _levels_are(line, Sizes(0, 1)), within=10)
        await asyncio.sleep(2)
        assert not ringing.over, "it was taken for a stray"
        await ringing.accept()
        person = await hears_and_keys(ringing, "1")
        at_asha = await asha_talks(asha, person)

        await killed_and_restarted(line)
        await asyncio.sleep(1)
        assert _hears(person)
        await at_asha.hang_up()
        await person.wait_for("thanks")
        await until(lambda: len(line.records()) == 3, within=30)
        called = line.records()[-1]
        assert (called.outcome, called.direction) == (Outcome.ANSWERED, Direction.OUTGOING)
        assert called.queued_at == (await line.record_of(FIRST)).queued_at
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(people.next_call(), 0.1)
        await line.check_nothing_left()


async def killed_and_restarted(line: KillableLine) -> None:
    await line.end()
    await line.start()


async def _levels_are(line: KillableLine, sizes: Sizes) -> bool:
    return await line.levels() == sizes
