"""Recorded talks: both voices, through a kill of the service, kept private, never in the way."""

import asyncio
import signal
import stat
import wave
from array import array
from pathlib import Path

import aiohttp

from capacity.outcomes import Outcome
from ivr.calls.recording import NOT_WRITTEN
from ivr.phone.g711 import RATE
from ivr.phone.listening import tone_level
from ivr.settings.model import ApiSection
from tests.asterisk.helpline import TOKEN, running_line
from tests.asterisk.killable import killable_line
from tests.asterisk.talks import (
    AGENT,
    CALLER,
    NUMBER,
    PEOPLE,
    SUPERVISOR,
    heard_by,
    hears,
    talking,
)
from tests.waiting import until

ADDRESS = "127.0.0.62"
RECORDED = {**PEOPLE, "recording": {"discoms": ["all"]}}


def samples(file: Path) -> "array[int]":
    with wave.open(str(file)) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (RATE, 1, 2)
        found = array("h")
        found.frombytes(sound.readframes(sound.getnframes()))
    return found


async def the_file(folder: Path) -> Path:
    """Wait until the one recording has begun."""
    await until(lambda: list(folder.glob("*/*.wav")) != [], within=5)
    (file,) = folder.glob("*/*.wav")
    return file


async def get_recording(api: ApiSection, call_id: str, token: str) -> tuple[int, bytes]:
    url = f"http://{api.bind}:{api.port}/api/calls/{call_id}/recording"
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
        return answer.status, await answer.read()


async def test_a_recording_has_both_voices_and_no_whisper_and_goes_on_with_who_took_over():
    async with running_line(ADDRESS, **RECORDED) as line, talking(line) as scene:
        scene.consumer.listen()
        assert "hi/recording.notice" in scene.consumer.heard
        at_rekha = await scene.rekha_dials("*72101")
        await hears(scene.at_asha, CALLER, SUPERVISOR)
        await asyncio.sleep(2)
        file = await the_file(line.service.recordings.folder)
        whispered_until = file.stat().st_size // 2
        await at_rekha.press("3")
        await hears(scene.consumer.call, SUPERVISOR)
        await asyncio.sleep(2)
        await at_rekha.hang_up()
        record = await line.record_of(NUMBER)
        assert record.outcome is Outcome.ANSWERED

        heard = samples(file)
        talk, taken = heard[whispered_until - RATE : whispered_until], heard[-RATE:]
        assert [tone_level(talk, hz) > 0.3 for hz in (CALLER, AGENT)] == [True, True]
        assert tone_level(talk, SUPERVISOR) < 0.01
        assert [tone_level(taken, hz) > 0.3 for hz in (CALLER, SUPERVISOR)] == [True, True]
        assert tone_level(taken, AGENT) < 0.01

        assert file.stem == record.call_id
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(line.service.recordings.folder.stat().st_mode) == 0o700
        story = await line.service.queries.call(record.call_id)
        facts = [(fact.kind, fact.value) for fact in story.facts]
        assert ("recording", f"{file.parent.name}/{file.name}") in facts
        api = line.service.settings.api
        assert await get_recording(api, record.call_id, TOKEN) == (200, file.read_bytes())
        assert (await get_recording(api, record.call_id, "guessed"))[0] == 401
        await line.check_nothing_left()


async def test_a_recording_goes_on_through_a_killed_service_and_ends_with_the_talk():
    async with killable_line(ADDRESS, **RECORDED) as line, talking(line) as scene:
        file = await the_file(line.asterisk.folder / "recordings")
        await line.end(signal.SIGKILL)
        await asyncio.sleep(2)
        await line.start()
        await asyncio.sleep(8)  # two comparisons with Asterisk
        assert heard_by(scene.consumer.call) == {AGENT}
        await scene.at_asha.hang_up()
        await scene.consumer.wait_for("thanks", within=10)
        record = await line.record_of(NUMBER)
        heard = samples(file)
        assert len(heard) / RATE > (record.parted_at - record.answered_at).total_seconds() - 1
        for second in range(len(heard) // RATE):
            assert tone_level(heard[second * RATE : (second + 1) * RATE], CALLER) > 0.2, second
        assert list((line.asterisk.folder / "recordings").glob("*/*")) == [file]
        await line.check_nothing_left()


async def test_a_disk_that_takes_no_recording_costs_nobody_the_talk():
    async with running_line(ADDRESS, **RECORDED) as line:
        folder = line.service.recordings.folder
        async with talking(line, "9415000000") as scene:
            file = await the_file(folder)
            await scene.at_asha.hang_up()
        await line.record_of("9415000000")
        file.unlink()
        file.parent.rmdir()
        file.parent.touch()  # where a file is, not even root can make a folder
        async with talking(line, "9415000001") as scene:
            await asyncio.sleep(2)
            assert heard_by(scene.at_asha) == {CALLER}
            await scene.at_asha.hang_up()
        record = await line.record_of("9415000001")
        assert record.outcome is Outcome.ANSWERED
        story = await line.service.queries.call(record.call_id)
        (ended,) = [fact for fact in story.facts if fact.kind == "recording-ended"]
        assert ended.how == NOT_WRITTEN
        await line.check_nothing_left()
