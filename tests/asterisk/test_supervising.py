"""Who hears whom when a supervisor is at a talk: proved by tones, on a real Asterisk."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from capacity.outcomes import Outcome
from ivr.calls.supervising import CannotSupervise
from ivr.calls.supervision import How
from ivr.phone.call import Call, CallRefused
from ivr.phone.g711 import RATE, tone
from ivr.phone.listening import tone_level
from ivr.phone.phone import Phone
from ivr.records import CallRecord, Side
from tests.asterisk.consumer import Consumer
from tests.asterisk.helpline import Helpline, running_line
from tests.asterisk.killable import killable_line
from tests.waiting import until

ADDRESS = "127.0.0.61"
NUMBER = "9415012345"
TO_THE_LINE = [("greeting", "9")]
CALLER, AGENT, SUPERVISOR = 700.0, 1100.0, 1500.0
TONES = (CALLER, AGENT, SUPERVISOR)
SECTIONS = {
    "agents": [{"id": "asha", "languages": ["hi"], "seat": 101}],
    "waiting": {"wrap_up": 0},
    "supervisors": [{"id": "rekha", "name": "Rekha"}, {"id": "sunil"}],
}


def heard_by(call: Call) -> set[float]:
    """Name the tones in the last half second that a phone heard."""
    sound = call.heard(0.5)
    return {hz for hz in TONES if len(sound) > RATE // 4 and tone_level(sound, hz) > 0.1}


async def hears(call: Call, *tones: float) -> None:
    """Wait until a phone hears these tones and no others."""
    try:
        await until(lambda: heard_by(call) == set(tones), within=8)
    except TimeoutError:
        raise AssertionError(f"it hears {heard_by(call)}") from None


@dataclass
class Scene:
    """A consumer and Asha talk with each other, each with a tone; Rekha's phone is registered."""

    line: Any
    consumer: Consumer
    asha: Phone
    at_asha: Call
    rekha: Phone

    async def rekha_comes(self, how: How) -> Call:
        """Bring her to the talk through the service, and let her pick up."""
        asking = asyncio.create_task(
            self.line.service.desk.beside.supervising.begin("rekha", "asha", how)
        )
        call = await asyncio.wait_for(self.rekha.next_call(), 10)
        await call.accept()
        call.play(tone(SUPERVISOR), repeat=True)
        await asking
        return call

    async def facts(self, record: CallRecord) -> list[tuple[str, Any, str | None]]:
        story = await self.line.service.queries.call(record.call_id)
        return [(fact.kind, fact.value, fact.how) for fact in story.facts]


@asynccontextmanager
async def talking(line: Helpline | Any, number: str = NUMBER) -> AsyncIterator[Scene]:
    async with AsyncExitStack() as stack:
        asha = await stack.enter_async_context(line.agent_phone("asha"))
        rekha = await stack.enter_async_context(line.supervisor_phone("rekha"))
        await asha.register()
        await rekha.register()
        phone = await stack.enter_async_context(line.phone(number))
        consumer = Consumer(await phone.call("1912"))
        await consumer.follow(TO_THE_LINE)
        at_asha = await asyncio.wait_for(asha.next_call(), 20)
        await at_asha.accept()
        consumer.call.play(tone(CALLER), repeat=True)
        at_asha.play(tone(AGENT), repeat=True)
        await hears(consumer.call, AGENT)
        await hears(at_asha, CALLER)
        yield Scene(line, consumer, asha, at_asha, rekha)


async def test_who_listens_hears_both_and_is_heard_by_nobody_until_they_whisper_and_leave():
    async with running_line(ADDRESS, **SECTIONS) as line, talking(line) as scene:
        at_rekha = await scene.rekha_comes(How.LISTEN)
        await hears(at_rekha, CALLER, AGENT)
        await asyncio.sleep(1)
        assert heard_by(scene.consumer.call) == {AGENT}
        assert heard_by(scene.at_asha) == {CALLER}

        await at_rekha.press("2")
        await hears(scene.at_asha, CALLER, SUPERVISOR)
        await asyncio.sleep(1)
        assert heard_by(scene.consumer.call) == {AGENT}, "a whisper is not for the caller"
        assert heard_by(at_rekha) == {CALLER, AGENT}

        await at_rekha.press("1")
        await hears(scene.at_asha, CALLER)
        await at_rekha.hang_up()
        await asyncio.sleep(1)
        assert (heard_by(scene.consumer.call), heard_by(scene.at_asha)) == ({AGENT}, {CALLER})
        await until(
            lambda: line.service.desk.beside.supervising.talks()[0].supervisor is None, within=5
        )

        await scene.at_asha.hang_up()
        record = await line.record_of(NUMBER)
        assert (record.outcome, record.agent, record.taken_over_by) == (
            Outcome.ANSWERED,
            "asha",
            None,
        )
        supervised = [
            fact for fact in await scene.facts(record) if fact[0].startswith("supervised")
        ]
        assert [fact[1] for fact in supervised[:-1]] == [
            ["rekha", how] for how in ("listen", "whisper", "listen")
        ]
        assert supervised[-1] == ("supervised-until", "rekha", "the supervisor hung up")
        await line.check_nothing_left()


async def test_a_code_from_the_supervisors_phone_and_its_third_key_take_the_call_over():
    async with running_line(ADDRESS, **SECTIONS) as line, talking(line) as scene:
        at_rekha = await scene.rekha.call("*71101")
        at_rekha.play(tone(SUPERVISOR), repeat=True)
        await hears(at_rekha, CALLER, AGENT)
        await at_rekha.press("3")
        await hears(scene.consumer.call, SUPERVISOR)
        await hears(at_rekha, CALLER)
        await asyncio.wait_for(scene.at_asha.ended(), 5)
        await until(lambda: line.service.desk.duties()["asha"] != "talking", within=5)

        await at_rekha.hang_up()
        await scene.consumer.wait_for("thanks", within=10)
        record = await line.record_of(NUMBER)
        assert (record.outcome, record.agent) == (Outcome.ANSWERED, "asha")
        assert (record.taken_over_by, record.side) == ("rekha", Side.AGENT)
        kinds = [fact[0] for fact in await scene.facts(record)]
        assert kinds.count("parted") == 1
        assert kinds.index("taken-over") < kinds.index("parted")
        await line.check_nothing_left()


async def test_the_talk_takes_its_supervisor_along_and_a_call_is_taken_over_at_once():
    async with running_line(ADDRESS, **SECTIONS) as line:
        async with talking(line) as scene:
            at_rekha = await scene.rekha_comes(How.WHISPER)
            await hears(scene.at_asha, CALLER, SUPERVISOR)
            await scene.consumer.call.hang_up()
            await asyncio.wait_for(at_rekha.ended(), 5)
            await line.record_of(NUMBER)
            await line.check_nothing_left()
        async with talking(line, "9415012346") as scene:
            at_rekha = await scene.rekha_comes(How.TAKE_OVER)
            await hears(scene.consumer.call, SUPERVISOR)
            await hears(at_rekha, CALLER)
            await asyncio.wait_for(scene.at_asha.ended(), 5)
            await scene.consumer.call.hang_up()
            await asyncio.wait_for(at_rekha.ended(), 5)
            await line.check_nothing_left()


async def test_codes_and_wishes_that_cannot_be_met_are_refused():
    async with running_line(ADDRESS, **SECTIONS) as line:
        supervising = line.service.desk.beside.supervising
        async with talking(line) as scene:
            for code, status in (("*71102", 404), ("*74101", 403), ("1912", 403)):
                with pytest.raises(CallRefused, match=str(status)):
                    await scene.rekha.call(code)
            with pytest.raises(CallRefused, match="403"):
                await scene.asha.call("*71101")
            with pytest.raises(CannotSupervise, match="cannot be rung"):
                await supervising.begin("sunil", "asha", How.LISTEN)
            with pytest.raises(CannotSupervise, match="no supervisor"):
                await supervising.begin("asha", "asha", How.LISTEN)
            await scene.rekha_comes(How.LISTEN)
            with pytest.raises(CannotSupervise, match="rekha is there"):
                await supervising.begin("sunil", "asha", How.LISTEN)
            with pytest.raises(CallRefused, match="486"):
                await scene.rekha.call("*71101")
        await line.record_of(NUMBER)
        await line.check_nothing_left()


async def test_a_supervisor_stays_through_a_killed_service_and_goes_with_the_talk():
    async with killable_line(ADDRESS, **SECTIONS) as line, talking(line) as scene:
        at_rekha = await scene.rekha.call("*71101")
        at_rekha.play(tone(SUPERVISOR), repeat=True)
        await hears(at_rekha, CALLER, AGENT)
        await line.end(signal.SIGKILL)
        await asyncio.sleep(1)
        assert heard_by(at_rekha) == {CALLER, AGENT}
        await line.start()
        await asyncio.sleep(8)  # two comparisons with Asterisk
        assert heard_by(at_rekha) == {CALLER, AGENT}
        assert (heard_by(scene.consumer.call), heard_by(scene.at_asha)) == ({AGENT}, {CALLER})
        await at_rekha.press("2")
        await hears(scene.at_asha, CALLER, SUPERVISOR)

        await line.end(signal.SIGKILL)
        await scene.at_asha.hang_up()
        await line.start()
        await asyncio.wait_for(at_rekha.ended(), 10)
        record = await line.record_of(NUMBER)
        assert (record.outcome, record.taken_over_by) == (Outcome.ANSWERED, None)
        await line.check_nothing_left()


async def test_who_has_taken_over_notices_nothing_of_a_killed_service():
    async with killable_line(ADDRESS, **SECTIONS) as line, talking(line) as scene:
        at_rekha = await scene.rekha.call("*73101")
        at_rekha.play(tone(SUPERVISOR), repeat=True)
        await hears(scene.consumer.call, SUPERVISOR)
        await line.end(signal.SIGKILL)
        before = len(scene.consumer.call.heard())
        await line.start()
        await asyncio.sleep(8)  # two comparisons with Asterisk
        meanwhile = scene.consumer.call.heard()[before:]
        assert tone_level(meanwhile, SUPERVISOR) > 0.98, "not even for a moment"
        assert heard_by(at_rekha) == {CALLER}
        await at_rekha.hang_up()
        record = await line.record_of(NUMBER)
        assert (record.agent, record.taken_over_by, record.side) == ("asha", "rekha", Side.AGENT)
        assert record.stage == "goodbye"
        await line.check_nothing_left()
