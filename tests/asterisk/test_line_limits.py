"""Lines on a real trunk: refusal, growing and shrinking while people talk, and a broken edit."""

import asyncio
import re
from contextlib import AsyncExitStack

import aiohttp
import pytest

from capacity.lines import Sizes
from capacity.outcomes import Outcome
from ivr.phone.call import Call, CallRefused
from ivr.phone.phone import Phone
from tests.asterisk.consumer import Consumer
from tests.asterisk.helpline import TOKEN, Helpline, agents_on_duty, running_line
from tests.waiting import until

ADDRESS = "127.0.0.22"
AGENTS = [f"agent-{n}" for n in range(5)]
TO_AN_AGENT = [("greeting", "9")]


async def accept(phone: Phone) -> Call:
    call = await phone.next_call()
    await call.accept()
    return call


async def try_call(phone: Phone) -> Call | CallRefused:
    try:
        return await phone.call("1912")
    except CallRefused as refused:
        return refused


async def set_lines(line: Helpline, **wish: object) -> None:
    api = line.service.settings.api
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"http://{api.bind}:{api.port}/api/lines", json=wish) as answer,
    ):
        assert answer.status == 200, await answer.text()


async def test_the_pool_bounds_grows_and_drains_while_people_talk():
    agents = [{"id": name, "languages": ["hi", "en"]} for name in AGENTS]
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(
            running_line(ADDRESS, agents=agents, lines={"incoming": 5})
        )
        phones = await stack.enter_async_context(agents_on_duty(line, *AGENTS))
        phone = await stack.enter_async_context(line.phone())

        accepted = [asyncio.create_task(accept(agent)) for agent in phones]
        callers = [Consumer(await phone.call("1912")) for _ in range(5)]
        await asyncio.gather(*(caller.follow(TO_AN_AGENT) for caller in callers))
        await asyncio.wait_for(asyncio.gather(*accepted), 20)

        sixth = await try_call(phone)
        assert isinstance(sixth, CallRefused)
        assert sixth.status == 503
        assert sixth.after < 0.1
        await until(lambda: len(line.service.reception) == 5, within=5)
        (blocked,) = await line.records()
        assert (blocked.outcome, blocked.line_level, blocked.line_size) == (Outcome.BLOCKED, 5, 5)

        line.edit("incoming = 5", "incoming = 8")
        await until(lambda: line.service.lines.sizes.incoming == 8, within=2)
        more = await asyncio.gather(*(try_call(phone) for _ in range(6)))
        landed = [call for call in more if isinstance(call, Call)]
        assert len(landed) == 3
        assert {refused.status for refused in more if isinstance(refused, CallRefused)} == {503}

        await set_lines(line, incoming=2, reason="half the trunk is down")
        assert line.service.lines.sizes.incoming == 2
        await asyncio.sleep(1)
        assert not any(call.over for call in [*(c.call for c in callers), *landed])
        assert await line.service.lines.levels() == Sizes(8, 0)
        assert isinstance(await try_call(phone), CallRefused)

        for call in [*(c.call for c in callers), *landed][:7]:
            await call.hang_up()
        await until(lambda: len(line.service.reception) == 1, within=5)
        last = await try_call(phone)
        assert isinstance(last, Call)
        assert isinstance(await try_call(phone), CallRefused)
        for call in (last, landed[-1]):
            await call.hang_up()
        await line.check_nothing_left()
        outcomes = [record.outcome for record in await line.records()]
        assert outcomes.count(Outcome.BLOCKED) == 6
        assert outcomes.count(Outcome.ANSWERED) == 5


async def test_a_broken_edit_changes_nothing_and_is_reported(capfd: pytest.CaptureFixture[str]):
    async with running_line(ADDRESS, lines={"incoming": 5}) as line:
        line.edit("incoming = 5", "incoming = 'many'")
        await until(lambda: line.service.control.refused_edit, within=2)
        assert line.service.lines.sizes == Sizes(5, 300)
        told = (await line.service.control.show()).refused_edit
        assert re.search(r"helpline.toml:\d+: lines.incoming: .*not 'many'", told)
        assert "settings.refused" in capfd.readouterr().out
        line.edit("incoming = 'many'", "incoming = 7")
        await until(lambda: line.service.lines.sizes.incoming == 7, within=2)
        assert (await line.service.control.show()).refused_edit is None


async def test_busy_can_be_answered_instead():
    async with (
        running_line(ADDRESS, lines={"incoming": 0}, sip={"rejected_call": 486}) as line,
        line.phone() as phone,
    ):
        refused = await try_call(phone)
        assert isinstance(refused, CallRefused)
        assert refused.status == 486
