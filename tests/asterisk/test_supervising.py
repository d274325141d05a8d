"""Who hears whom when a supervisor is at a talk: proved by tones, on a real Asterisk."""

import asyncio
import signal
from typing import Any

import pytest

from capacity.outcomes import Outcome
from ivr.calls.supervising import CannotSupervise
from ivr.calls.supervision import How
from ivr.phone.call import Call, CallRefused
from ivr.phone.g711 import tone
from ivr.phone.listening import tone_level
from ivr.records import CallRecord, Side
from tests.asterisk.helpline import Helpline, running_line
from tests.asterisk.killable import killable_line
from tests.asterisk.talks import (
    AGENT,
    CALLER,
    NUMBER,
    PEOPLE,
    SUPERVISOR,
    Scene,
    heard_by,
    hears,
    talking,
)
from tests.waiting import until

ADDRESS = "127.0.0.61"


async def rekha_is_rung(scene: Scene, how: How) -> Call:
    """Bring her to the talk through the service, and let her pick up."""
    supervising = scene.line.service.desk.beside.supervising
    asking = asyncio.create_task(supervising.begin("rekha", "asha", how))
    call = await asyncio.wait_for(scene.rekha.next_call(), 10)
    await call.accept()
    call.play(tone(SUPERVISOR), repeat=True)
    await asking
    return call


async def facts_of(line: Helpline, record: CallRecord) -> list[tuple[str, Any, str | None]]:
    story = await line.service.queries.call(record.call_id)
    return [(fact.kind, fact.value, fact.how) for fact in story.facts]


async def test_who_listens_hears_both_and_is_heard_by_nobody_until_they_whisper_and_leave():
    async with running_line(ADDRESS, **PEOPLE) as line, talking(line) as scene:
        at_rekha = await rekha_is_rung(scene, How.LISTEN)
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
            fact for fact in await facts_of(line, record) if fact[0].startswith("supervised")
        ]
        assert [fact[1] for fact in supervised[:-1]] == [
            ["rekha", how] for how in ("listen", "whisper", "listen")
        ]
        assert supervised[-1] == ("supervised-until", "rekha", "the supervisor hung up")
        await line.check_nothing_left()


async def test_a_code_from_the_supervisors_phone_and_its_third_key_take_the_call_over():
    async with running_line(ADDRESS, **PEOPLE) as line, talking(line) as scene:
        at_rekha = await scene.rekha_dials("*71101")
        await hears(at_rekha, CALLER, AGENT)
        await at_rekha.press("3")
        await hears(scene.consumer.call, SUPERVISOR)
        await hears(at_rekha, CALLER)
        await asyncio.wait_for(scene.at_asha.ended(), 5)
        await until(lambda: line.service.desk.waiting.duties()["asha"] != "talking", within=5)

        await at_rekha.hang_up()
        await scene.consumer.wait_for("thanks", within=10)
        record = await line.record_of(NUMBER)
        assert (record.outcome, record.agent) == (Outcome.ANSWERED, "asha")
        assert (record.taken_over_by, record.side) == ("rekha", Side.AGENT)
        kinds = [fact[0] for fact in await facts_of(line, record)]
        assert kinds.count("parted") == 1
        assert kinds.index("taken-over") < kinds.index("parted")
        await line.check_nothing_left()


async def test_the_talk_takes_its_supervisor_along_and_a_call_is_taken_over_at_once():
    async with running_line(ADDRESS, **PEOPLE) as line:
        async with talking(line) as scene:
            at_rekha = await rekha_is_rung(scene, How.WHISPER)
            await hears(scene.at_asha, CALLER, SUPERVISOR)
            await scene.consumer.call.hang_up()
            await asyncio.wait_for(at_rekha.ended(), 5)
            await line.record_of(NUMBER)
            await line.check_nothing_left()
        async with talking(line, "9415012346") as scene:
            at_rekha = await rekha_is_rung(scene, How.TAKE_OVER)
            await hears(scene.consumer.call, SUPERVISOR)
            await hears(at_rekha, CALLER)
            await asyncio.wait_for(scene.at_asha.ended(), 5)
            await scene.consumer.call.hang_up()
            await asyncio.wait_for(at_rekha.ended(), 5)
            await line.check_nothing_left()


async def test_codes_and_wishes_that_cannot_be_met_are_refused():
    async with running_line(ADDRESS, **PEOPLE) as line:
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
            await rekha_is_rung(scene, How.LISTEN)
            with pytest.raises(CannotSupervise, match="rekha is there"):
                await supervising.begin("sunil", "asha", How.LISTEN)
            with pytest.raises(CallRefused, match="486"):
                await scene.rekha.call("*71101")
        await line.record_of(NUMBER)
        await line.check_nothing_left()


async def test_a_supervisor_stays_through_a_killed_service_and_goes_with_the_talk():
    async with killable_line(ADDRESS, **PEOPLE) as line, talking(line) as scene:
        at_rekha = await scene.rekha_dials("*71101")
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
    async with killable_line(ADDRESS, **PEOPLE) as line, talking(line) as scene:
        at_rekha = await scene.rekha_dials("*73101")
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
