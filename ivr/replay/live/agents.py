"""The agents of a live replay: phones that answer, and stay until the caller hangs up."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from ivr.phone.call import IncomingCall
from ivr.phone.phone import Phone, RegistrationRefused
from ivr.replay.live.caller import Line, hush
from ivr.replay.live.plan import LONGEST


@asynccontextmanager
async def on_duty(line: Line, passwords: Mapping[str, str], pick_up: float) -> AsyncIterator[None]:
    """Have these agents' phones registered, each ringing for ``pick_up`` seconds.

    Raises `RegistrationRefused`.
    """
    async with AsyncExitStack() as stack:
        for agent, password in passwords.items():
            phone = Phone(line.host, line.remote, user=agent, password=password)
            await stack.enter_async_context(phone)
            await phone.register(round(LONGEST))
            stack.push_async_callback(_sign_off, phone)
            serving = asyncio.create_task(_serve(phone, pick_up, line.rtp_timeout))
            stack.push_async_callback(_end, serving)
        yield


async def _serve(phone: Phone, pick_up: float, rtp_timeout: float) -> None:
    while True:
        call = await phone.next_call()
        await _answer(call, pick_up)
        hush(call, rtp_timeout)
        await call.ended()


async def _answer(call: IncomingCall, pick_up: float) -> None:
    call.ring()
    await asyncio.sleep(pick_up)
    if not call.over:
        await call.accept()


async def _end(serving: "asyncio.Task[None]") -> None:
    serving.cancel()
    await asyncio.wait([serving])


async def _sign_off(phone: Phone) -> None:
    with suppress(RegistrationRefused):  # the helpline may have ended before us
        await phone.unregister()
