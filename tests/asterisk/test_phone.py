"""The test phone against a real Asterisk with a few extensions of its own."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from ivr.phone.call import CallRefused, IncomingCall
from ivr.phone.consumer import Consumer, Kind, Step
from ivr.phone.g711 import ALAW, RATE, tone
from ivr.phone.keys import KeyMethod
from ivr.phone.listening import rms, tone_level
from ivr.phone.phone import Phone, RegistrationRefused
from ivr.phone.recognition import KnownSounds, recognise
from tests.asterisk.instance import TOOLS, free_port
from tests.servers.process import Server

ADDRESS = "127.0.0.5"
WITHIN = 8.0
CALLERS = 60

MODULES = """
res_timing_timerfd res_sorcery_config res_sorcery_memory res_sorcery_astdb res_pjproject res_pjsip
res_pjsip_session res_pjsip_pubsub res_pjsip_endpoint_identifier_user
res_pjsip_endpoint_identifier_ip res_pjsip_authenticator_digest res_pjsip_registrar
res_pjsip_caller_id res_pjsip_dtmf_info res_pjsip_nat res_pjsip_rfc3326 res_pjsip_sdp_rtp
chan_pjsip res_rtp_asterisk codec_alaw codec_ulaw format_pcm bridge_simple pbx_config app_echo
app_read app_playback app_dial app_verbose func_channel
"""

PJSIP = """
[global]
type = global
endpoint_identifier_order = username,ip
[udp]
type = transport
protocol = udp
bind = {address}:{port}
[sound](!)
type = endpoint
context = test
disallow = all
allow = alaw,ulaw
dtmf_mode = auto_info
direct_media = no
rtp_timeout = 2
[anyone](sound)
identify_by = ip
[anyone]
type = identify
endpoint = anyone
match = {address}
[asha](sound)
identify_by = username
auth = asha
aors = asha
[asha]
type = auth
auth_type = digest
username = asha
password = open sesame
[asha]
type = aor
max_contacts = 1
remove_existing = yes
"""

EXTENSIONS = """
[test]
exten => echo,1,Answer()
 same => n,Echo()
exten => keys,1,Answer()
 same => n,Read(KEYS,{sounds}/xx/question,3,,1,5)
 same => n,GotoIf($["${{KEYS}}" = "150"]?said)
 same => n,Hangup(21)
 same => n(said),Playback({sounds}/xx/right)
 same => n,Hangup(16)
exten => speak,1,Answer()
 same => n,Playback({sounds}/xx/question&{sounds}/xx/right)
 same => n,Hangup(16)
exten => busy,1,Hangup(17)
exten => ring,1,Ringing()
 same => n,Wait(30)
exten => asha,1,Dial(PJSIP/asha,20)
"""


class EchoingAsterisk(Server):
    """An Asterisk that echoes, reads keys, speaks, refuses, rings, and calls the phone "asha"."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.port = free_port(ADDRESS)
        self.sounds = folder / "sounds"
        (self.sounds / "xx").mkdir(parents=True)
        for name, hz in (("question", (310, 523)), ("right", (420, 777))):
            mixed = zip(tone(hz[0], 0.731), tone(hz[1], 0.731), strict=True)
            sound = ALAW.encode([a + b for a, b in mixed])
            (self.sounds / "xx" / f"{name}.alaw").write_bytes(sound)
        self._configure()

    @property
    def sip(self) -> tuple[str, int]:
        return ADDRESS, self.port

    def command(self) -> list[str]:
        return [str(TOOLS / "bin" / "asterisk"), "-C", str(self.folder / "asterisk.conf"), "-fn"]

    def accepts(self) -> bool:
        return "Asterisk Ready." in self.log.read_text(errors="replace")

    def _configure(self) -> None:
        keys = ("etc", "varlib", "db", "key", "spool", "run", "log", "agi", "cache")
        folders = "".join(f"ast{key}dir => {self.folder}\n" for key in keys if key != "etc")
        root = TOOLS / "root" / "usr"
        modules = next(root.glob("lib/*-linux-gnu/asterisk/modules"))
        files = {
            "asterisk": f"[directories]\nastetcdir => {self.folder}\n{folders}"
            f"astmoddir => {modules}\nastdatadir => {root / 'share/asterisk'}\n"
            "[options]\nverbose = 2\n",
            "modules": "[modules]\nautoload = no\n"
            + "".join(f"require = {name}.so\n" for name in MODULES.split()),
            "logger": "[logfiles]\nconsole => notice,warning,error\n",
            "rtp": "[general]\nrtpstart = 20000\nrtpend = 20999\nstrictrtp = yes\n",
            "pjsip": PJSIP.format(address=ADDRESS, port=self.port),
            "extensions": EXTENSIONS.format(sounds=self.sounds),
        }
        for name, text in files.items():
            (self.folder / f"{name}.conf").write_text(text)


@pytest.fixture(scope="module")
def asterisk() -> Iterator[EchoingAsterisk]:
    # pytest's own folders are too deep for the name of Asterisk's control socket
    folder = Path(tempfile.mkdtemp(prefix="phone-"))
    server = EchoingAsterisk(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


@asynccontextmanager
async def caller(asterisk: EchoingAsterisk, user: str = "9999900001") -> AsyncIterator[Phone]:
    async with asyncio.timeout(WITHIN), Phone(ADDRESS, asterisk.sip, user=user) as phone:
        yield phone


def agent(asterisk: EchoingAsterisk, password: str = "open sesame") -> Phone:
    return Phone(ADDRESS, asterisk.sip, user="asha", display="Asha", password=password)


async def until_heard(call, seconds: float) -> None:
    """Wait for so many seconds of sound."""
    while len(call.sound.sound) < seconds * RATE:
        await asyncio.sleep(0.02)


async def test_an_echoed_tone_is_measured_and_a_hang_up_confirmed(asterisk) -> None:
    async with caller(asterisk) as phone:
        call = await phone.call("echo")
        call.play(tone(440), repeat=True)
        await until_heard(call, 1.0)
        latest = call.heard()[-4000:]
        assert tone_level(latest, 440) > 0.95
        assert tone_level(latest, 620) < 0.01
        assert rms(latest) > 1000
        await call.hang_up()
        assert (await call.ended()).by == "us"
        assert call.sound.lost == 0
        assert call.sound.gaps == []


@pytest.mark.parametrize("by", ["rfc4733", "info"])
async def test_keys_arrive_in_both_ways(asterisk, by: KeyMethod) -> None:
    async with caller(asterisk) as phone:
        call = await phone.call("keys", keys_by=by)
        await until_heard(call, 0.3)
        await call.press("150")
        ending = await call.ended()
        assert (ending.by, ending.cause) == ("them", 16)
        known = KnownSounds.load(asterisk.sounds)
        heard = recognise(call.sound.sound, known)
        assert [each.sound for each in heard] == ["xx/question", "xx/right"]
        assert heard[1].offset < 1.5


async def test_a_consumer_follows_a_script(asterisk) -> None:
    async with caller(asterisk) as phone:
        known = KnownSounds.load(asterisk.sounds)
        script = [Step("never-said", "9"), Step("question", "150")]
        consumer = Consumer(phone.dial("keys"), known, script, says=440, hears=620)
        await consumer.follow(longest=5)
        told = [(moment.who, moment.kind, moment.what) for moment in consumer.diary.moments]
        assert told == [
            ("helpline", Kind.ANSWERED, ""),
            ("helpline", Kind.HEARD, "xx/question"),
            ("caller", Kind.KEYED, "150"),
            ("helpline", Kind.HEARD, "xx/right"),
            ("helpline", Kind.ENDED, "16"),
        ]


async def test_a_consumer_answers_a_tone_and_loses_patience(asterisk) -> None:
    async with caller(asterisk) as phone:
        call = phone.dial("echo")
        consumer = Consumer(call, KnownSounds({}), says=440, hears=620)
        following = asyncio.create_task(consumer.follow(longest=1.5))
        await call.answered()
        call.play(tone(620), repeat=True)
        await following
        told = [(moment.who, moment.kind, moment.what) for moment in consumer.diary.moments]
        assert told == [
            ("helpline", Kind.ANSWERED, ""),
            ("caller", Kind.TONE, "620"),
            ("caller", Kind.HANGS_UP, ""),
            ("caller", Kind.ENDED, ""),
        ]
        assert tone_level(call.heard(0.2), 440) > 0.9


async def test_other_keys_are_other_keys(asterisk) -> None:
    async with caller(asterisk) as phone:
        call = await phone.call("keys")
        await call.press("151")
        assert (await call.ended()).cause == 21


async def test_what_was_said_is_recognised_where_it_was_said(asterisk) -> None:
    async with caller(asterisk) as phone:
        call = await phone.call("speak")
        await call.ended()
        question, right = recognise(call.sound.sound, KnownSounds.load(asterisk.sounds))
        assert question.sound == "xx/question"
        assert right.sound == "xx/right"
        assert right.offset - question.offset == pytest.approx(0.731, abs=0.03)


async def test_sixty_at_once(asterisk) -> None:
    async with caller(asterisk) as phone:
        calls = await asyncio.gather(*(phone.call("echo") for _ in range(CALLERS)))
        for number, call in enumerate(calls):
            call.play(tone(400 + 10 * number, 0.1), repeat=True)
        await asyncio.gather(*(until_heard(call, 1.0) for call in calls))
        for number, call in enumerate(calls):
            latest = call.heard()[-1600:]
            assert tone_level(latest, 400 + 10 * number) > 0.9
            assert tone_level(latest, 400 + 10 * ((number + 7) % CALLERS)) < 0.1
        await asyncio.gather(*(call.hang_up() for call in calls))
        assert sum(call.sound.lost for call in calls) == 0


async def test_a_refusal_tells_status_cause_and_time(asterisk) -> None:
    async with caller(asterisk) as phone:
        with pytest.raises(CallRefused) as refused:
            await phone.call("busy")
        assert refused.value.status == 486
        assert refused.value.cause == 17
        assert refused.value.after < 1.0
        with pytest.raises(CallRefused) as refused:
            await phone.call("nobody")
        assert refused.value.status == 404


async def test_a_call_can_be_cancelled_while_it_rings(asterisk) -> None:
    async with caller(asterisk) as phone:
        call = phone.dial("ring")
        while call.rang_at is None:
            await asyncio.sleep(0.01)
        await call.cancel()
        with pytest.raises(CallRefused) as refused:
            await call.answered()
        assert refused.value.status == 487
        assert (await call.ended()).by == "us"


async def test_a_wrong_password_is_refused(asterisk) -> None:
    async with agent(asterisk, "let me in") as phone:
        with pytest.raises(RegistrationRefused) as refused:
            await phone.register()
        assert refused.value.status == 401


async def ringing(asterisk, calling: Phone, asha: Phone) -> tuple[object, IncomingCall]:
    await asha.register(expires=120)
    placed = calling.dial("asha")
    incoming = await asha.next_call()
    incoming.ring()
    while placed.rang_at is None:
        await asyncio.sleep(0.01)
    return placed, incoming


@pytest.mark.parametrize("by", ["caller", "agent"])
async def test_a_registered_phone_talks_and_either_side_ends(asterisk, by: str) -> None:
    async with caller(asterisk) as phone, agent(asterisk) as asha:
        placed, incoming = await ringing(asterisk, phone, asha)
        assert incoming.caller == "9999900001"
        await incoming.accept()
        await placed.answered()
        placed.play(tone(440), repeat=True)
        incoming.play(tone(620), repeat=True)
        await asyncio.gather(until_heard(placed, 0.6), until_heard(incoming, 0.6))
        assert tone_level(placed.heard()[-2000:], 620) > 0.9
        assert tone_level(incoming.heard()[-2000:], 440) > 0.9
        first, second = (placed, incoming) if by == "caller" else (incoming, placed)
        await first.hang_up()
        ending = await second.ended()
        assert (ending.by, ending.cause) == ("them", 16)
        await asha.unregister()
        with pytest.raises(CallRefused):
            await phone.call("asha")


async def test_a_busy_agent_refuses(asterisk) -> None:
    async with caller(asterisk) as phone, agent(asterisk) as asha:
        placed, incoming = await ringing(asterisk, phone, asha)
        await incoming.refuse(486)
        with pytest.raises(CallRefused):
            await placed.answered()
        assert (await incoming.ended()).by == "us"


async def test_a_caller_who_gives_up_stops_the_ringing(asterisk) -> None:
    async with caller(asterisk) as phone, agent(asterisk) as asha:
        placed, incoming = await ringing(asterisk, phone, asha)
        await placed.cancel()
        assert (await incoming.ended()).by == "them"


async def test_an_abandoned_call_answers_nothing_and_ends_at_the_other_side(asterisk) -> None:
    async with caller(asterisk) as phone, agent(asterisk) as asha:
        placed, incoming = await ringing(asterisk, phone, asha)
        await incoming.accept()
        await placed.answered()
        incoming.abandon()
        packets = incoming.sound.packets
        await placed.ended()  # by Asterisk's rtp_timeout
        assert incoming.sound.packets > packets
        assert incoming.over


async def test_an_agent_can_place_calls_with_a_proof(asterisk) -> None:
    async with asyncio.timeout(WITHIN), agent(asterisk) as asha:
        call = await asha.call("echo")
        await call.hang_up()
    async with asyncio.timeout(WITHIN), agent(asterisk, "let me in") as liar:
        with pytest.raises(CallRefused) as refused:
            await liar.call("echo")
        assert refused.value.status == 401
