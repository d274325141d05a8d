"""A consumer and an agent who talk, each with a tone of their own, and a supervisor's phone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from ivr.phone.call import Call
from ivr.phone.g711 import RATE, tone
from ivr.phone.listening import tone_level
from ivr.phone.phone import Phone
from tests.asterisk.consumer import Consumer
from tests.waiting import until

NUMBER = "9415012345"
CALLER, AGENT, SUPERVISOR = 700.0, 1100.0, 1500.0
TONES = (CALLER, AGENT, SUPERVISOR)
PEOPLE = {
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
    """A consumer and Asha talk with each other; Rekha's phone is registered."""

    line: Any
    consumer: Consumer
    asha: Phone
    at_asha: Call
    rekha: Phone

    async def rekha_dials(self, code: str) -> Call:
        """Let her come to the talk from her own phone."""
        call = await self.rekha.call(code)
        call.play(tone(SUPERVISOR), repeat=True)
        return call


@asynccontextmanager
async def talking(line: Any, number: str = NUMBER) -> AsyncIterator[Scene]:
    """Bring consumer and agent together; they talk when the block begins."""
    async with AsyncExitStack() as stack:
        asha = await stack.enter_async_context(line.agent_phone("asha"))
        rekha = await stack.enter_async_context(line.supervisor_phone("rekha"))
        await asha.register()
        await rekha.register()
        phone = await stack.enter_async_context(line.phone(number))
        consumer = Consumer(await phone.call("1912"))
        await consumer.follow([("greeting", "9")])
        at_asha = await asyncio.wait_for(asha.next_call(), 20)
        await at_asha.accept()
        consumer.call.play(tone(CALLER), repeat=True)
        at_asha.play(tone(AGENT), repeat=True)
        await hears(consumer.call, AGENT)
        await hears(at_asha, CALLER)
        yield Scene(line, consumer, asha, at_asha, rekha)
