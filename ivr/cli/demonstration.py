"""A consumer's call and the agent who takes it, on two phones of this process."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final

from ivr.phone.consumer import Consumer, Diary, Kind, Moment, Step, tone_heard
from ivr.phone.g711 import tone
from ivr.phone.keys import KeyMethod
from ivr.phone.phone import Phone, RegistrationRefused
from ivr.phone.recognition import KnownSounds

CALLER_HZ: Final = 440
AGENT_HZ: Final = 620
PICK_UP: Final = 1.0
"""Seconds for which the agent's phone rings."""

_REGISTERED: Final = 120


@dataclass(frozen=True, slots=True)
class AgentPhone:
    """The phone with which the call is answered."""

    user: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A call: where to, from whom, what is keyed at which prompt, and who answers it.

    ``host`` is the address of our phones; ``longest`` is in seconds from the answer. ``talk`` is
    for how many seconds both are heard before the agent hangs up.
    """

    host: str
    remote: tuple[str, int]
    caller: str
    number: str
    keys_by: KeyMethod
    script: Sequence[Step]
    agent: AgentPhone | None
    longest: float
    talk: float


async def demonstrate(
    plan: Plan, known: KnownSounds, tell: Callable[[Moment], object] | None = None
) -> list[Moment]:
    """Place the call and give what happened; ``tell`` is told of it meanwhile.

    Raises `CallRefused`, and `RegistrationRefused` for the agent's phone.
    """
    async with (
        _ready_agent(plan) as agent,
        Phone(plan.host, plan.remote, user=plan.caller, keys_by=plan.keys_by) as phone,
    ):
        call = phone.dial(plan.number)
        consumer = Consumer(call, known, plan.script, says=CALLER_HZ, hears=AGENT_HZ, tell=tell)
        serving = asyncio.create_task(_serve(agent, consumer.diary, plan.talk)) if agent else None
        try:
            await consumer.follow(plan.longest)
        finally:
            if serving is not None:
                serving.cancel()
                await asyncio.wait([serving])
        return consumer.diary.moments


@asynccontextmanager
async def _ready_agent(plan: Plan) -> AsyncIterator[Phone | None]:
    if plan.agent is None:
        yield None
        return
    user, password = plan.agent.user, plan.agent.password
    async with Phone(plan.host, plan.remote, user=user, password=password) as phone:
        await phone.register(_REGISTERED)
        try:
            yield phone
        finally:
            with suppress(RegistrationRefused):  # what was heard matters more than this
                await phone.unregister()


async def _serve(phone: Phone, diary: Diary, talk: float) -> None:
    call = await phone.next_call()
    diary.note("agent", Kind.RINGS)
    call.ring()
    await asyncio.sleep(PICK_UP)
    await call.accept()
    diary.note("agent", Kind.ANSWERED)
    call.play(tone(AGENT_HZ), repeat=True)
    await tone_heard(call, CALLER_HZ)
    diary.note("agent", Kind.TONE, f"{CALLER_HZ}")
    await asyncio.sleep(talk)
    diary.note("agent", Kind.HANGS_UP)
    await call.hang_up()
