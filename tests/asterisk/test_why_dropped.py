"""Calls that end in every way: their causes, the sound of both legs, and what is said of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest

from capacity.outcomes import Outcome
from ivr.evidence import AgentLeg
from ivr.http.calls import ShownCall, shown
from ivr.phone.call import Call, IncomingCall
from ivr.phone.phone import Phone
from tests.asterisk.bad_network import lose_every, reporting
from tests.asterisk.consumer import HANG_UP, Consumer, play_consumer
from tests.asterisk.helpline import Helpline, agents_on_duty, running_line
from tests.waiting import until

ADDRESS = "127.0.0.31"
NUMBER = "9415012345"
DANGER = [("greeting", "9")]
"""The shortest way to an agent."""

RING = 3
TALK = 1.0


@dataclass
class Scene:
    """A helpline with one caller and one agent, whose phone is registered."""

    line: Helpline
    caller: Phone
    agent: Phone

    async def call(self) -> Call:
        return await self.caller.call("1912")

    async def talk(self) -> tuple[Call, IncomingCall]:
        call = await self.call()
        await Consumer(call).follow(DANGER)
        ringing = await asyncio.wait_for(self.agent.next_call(), 20)
        ringing.ring()
        await ringing.accept()
        await until(lambda: "talking" in self.line.service.desk.waiting.duties().values(), within=5)
        await asyncio.sleep(TALK)
        return call, ringing

    async def waits_on(self) -> None:
        """Wait until the agent was given up, so that the caller waits on."""
        await until(lambda: self.line.service.desk.waiting.duties()["asha"] == "resting", within=10)

    async def story(self) -> ShownCall:
        await self.line.check_nothing_left()
        await self.line.service.projector.catch_up()
        story = await self.line.service.queries.call("last")
        assert story is not None
        return shown(story)


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(
            running_line(
                ADDRESS,
                sip={"rtp_timeout": 2},
                waiting={"ring": RING, "unreachable_rest": 1},
                agents=[{"id": "asha", "languages": ["hi", "en"]}],
            )
        )
        caller = await stack.enter_async_context(line.phone(NUMBER))
        (agent,) = await stack.enter_async_context(agents_on_duty(line, "asha"))
        yield Scene(line, caller, agent)


async def test_a_caller_whose_sound_stops(scene: Scene) -> None:
    call = await scene.call()
    lose_every(call, 5)
    with reporting(call, lost=25, jitter=80, delay=0.05):
        await asyncio.sleep(4.5)
        call.abandon()
        told = await scene.story()
    assert (told.record.outcome, told.record.drop, told.record.trunk) == (
        Outcome.DROPPED,
        "media",
        ADDRESS,
    )
    sound = told.evidence.sound
    assert 0.1 < sound.lost_share < 0.25
    assert 150 < sound.received < 200
    assert sound.sent > 200
    assert (sound.sent_lost, sound.sent_jitter_ms) == (25, 10)
    assert 50 <= sound.round_trip_ms < 100
    assert (
        "No sound came from the caller for 2 s: most likely the mobile network lost them; "
        in told.verdict
    )
    assert "% of their packets had been lost before" in told.verdict


async def test_a_call_that_reaches_its_longest_time(scene: Scene) -> None:
    consumer = Consumer(await scene.call())
    await consumer.wait_for("greeting")
    asterisk = scene.line.asterisk.process
    order = "dialplan set chanvar PJSIP/trunk-00000000 TIMEOUT(absolute) 1"
    command = [*asterisk.command()[:-1], "-rx", order]
    console = await asyncio.create_subprocess_exec(*command, cwd=asterisk.home)
    assert await console.wait() == 0
    told = await scene.story()
    assert told.record.drop == "too-long"
    assert told.evidence.sound.received > 0


async def test_the_caller_hangs_up_in_the_menus(scene: Scene) -> None:
    await play_consumer(scene.line, "9415000001", [("greeting", HANG_UP)])
    told = await scene.story()
    assert told.record.cause == 16
    assert told.evidence.sound.lost == 0
    assert told.evidence.sound.sent > 0
    assert told.evidence.agents == ()


async def test_the_caller_hangs_up_on_the_agent(scene: Scene) -> None:
    call, _ = await scene.talk()
    await call.hang_up()
    told = await scene.story()
    assert told.verdict.endswith("then the caller hung up.")
    (agent,) = told.evidence.agents
    assert (agent.agent, agent.ended_by, agent.cause, agent.sip) == ("asha", "us", 16, None)
    assert agent.sound.received > TALK * 40
    assert told.evidence.sound.received > agent.sound.received


async def test_the_agent_hangs_up_and_then_we_do(scene: Scene) -> None:
    call, ringing = await scene.talk()
    lose_every(ringing, 2)
    await asyncio.sleep(2.5)
    await ringing.hang_up()
    await asyncio.wait_for(call.ended(), 15)
    told = await scene.story()
    (agent,) = told.evidence.agents
    assert (agent.ended_by, agent.cause) == ("far end", 16)
    assert agent.sound.lost > 10
    assert told.evidence.sound.sent > agent.sound.sent, "we hung up the caller's leg"
    assert "of asha's packets were lost" in told.verdict


async def test_an_agents_sound_stops(scene: Scene) -> None:
    call, ringing = await scene.talk()
    ringing.abandon()
    await until(
        lambda: "talking" not in scene.line.service.desk.waiting.duties().values(), within=10
    )
    await call.hang_up()
    told = await scene.story()
    first = told.evidence.agents[0]
    assert (first.ended_by, first.missed) == ("lost sound", None)
    assert first.sound.received > 0


@pytest.mark.parametrize(
    ("refusal", "missed", "cause"),
    [
        ((486, "Busy Here"), "the phone is busy", 17),
        ((603, "Decline"), "the call was declined", 21),
        ((480, "Temporarily Unavailable"), "the phone refused with SIP 480", 19),
    ],
)
async def test_an_agent_who_refuses(scene: Scene, refusal, missed: str, cause: int) -> None:
    call = await scene.call()
    await Consumer(call).follow(DANGER)
    ringing = await asyncio.wait_for(scene.agent.next_call(), 20)
    ringing.ring()
    await ringing.refuse(*refusal)
    await scene.waits_on()
    await call.hang_up()
    told = await scene.story()
    assert told.evidence.agents[0] == AgentLeg(
        agent="asha", missed=missed, ended_by="far end", cause=cause, sip=refusal[0]
    )
    assert f"asha ({missed})" in told.verdict or told.record.outcome is Outcome.SHORT_ABANDONED


async def test_an_agent_who_does_not_pick_up(scene: Scene) -> None:
    call = await scene.call()
    await Consumer(call).follow(DANGER)
    ringing = await asyncio.wait_for(scene.agent.next_call(), 20)
    ringing.ring()
    await asyncio.wait_for(ringing.ended(), RING + 3)
    await scene.waits_on()
    await call.hang_up()
    told = await scene.story()
    assert told.evidence.agents[0] == AgentLeg(
        agent="asha", missed="the phone was not picked up", ended_by="far end", cause=19
    )


async def test_an_agent_whose_phone_is_not_registered_is_not_rung(scene: Scene) -> None:
    await scene.agent.unregister()
    await until(lambda: scene.line.service.desk.waiting.duties()["asha"] == "away", within=5)
    call = await scene.call()
    consumer = Consumer(call)
    await consumer.follow(DANGER)
    await consumer.wait_for("wait.over-an-hour", within=15)
    await call.hang_up()
    told = await scene.story()
    assert (told.record.outcome, told.evidence.agents) == (Outcome.ABANDONED, ())


async def test_a_lost_connection_to_asterisk_stands_in_the_story(scene: Scene) -> None:
    call = await scene.call()
    consumer = Consumer(call)
    await consumer.wait_for("greeting")
    ari = scene.line.service.ari
    lost = ari._events._socket
    assert lost is not None
    await lost.close()
    await until(lambda: ari._events._socket is not lost and ari.connected.is_set(), within=10)
    await call.hang_up()
    told = await scene.story()
    events = [event.what for event in told.evidence.around.service]
    happened = [what for what in events if what != "stalled"]  # a busy machine may do that
    assert happened == ["started", "connected", "disconnected", "connected"]
    assert "At that time there was no connection to Asterisk from" in told.verdict
