"""The pretended Asterisk of the flow tests and a real one make the same records."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

import pytest

from capacity.lines import Sizes
from capacity.outcomes import Outcome
from ivr.phone.call import CallRefused, IncomingCall
from ivr.phone.placing import PlacedCall
from ivr.records import CallRecord, Side
from tests.asterisk.helpline import Helpline, agents_on_duty, running_line
from tests.flow.exchange import Exchange, Phone
from tests.waiting import until

LANDLINE = "05222345678"
ADDRESS = "127.0.0.24"
NOTICE = 0.4
"""Seconds that a person takes between two things."""


class Scene(Protocol):
    """One caller and one agent, in whatever way they exist."""

    async def call(self) -> None: ...
    async def press(self, keys: str) -> None: ...
    async def caller_hangs_up(self) -> None: ...
    async def agent_talks(self) -> None: ...
    async def agent_hangs_up(self) -> None: ...
    async def record(self) -> CallRecord: ...


class Pretended:
    """The exchange of the flow tests."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange

    async def call(self) -> None:
        self.exchange.call("c1", LANDLINE)
        await asyncio.sleep(NOTICE)

    async def press(self, keys: str) -> None:
        self.exchange.press("c1", *keys)
        await asyncio.sleep(NOTICE)

    async def caller_hangs_up(self) -> None:
        self.exchange.drop("c1")

    async def agent_talks(self) -> None:
        await until(lambda: self.exchange.bridges, within=20)

    async def agent_hangs_up(self) -> None:
        (leg,) = self.exchange.channel_ids - {"c1"}
        self.exchange.drop(leg)

    async def record(self) -> CallRecord:
        await self.exchange.finished()
        await self.exchange.check_all_clear()
        return self.exchange.records[-1]


class Real:
    """A real Asterisk with real phones."""

    def __init__(self, line: Helpline, phone, agent) -> None:
        self.line, self.phone, self.agent = line, phone, agent
        self.placed: PlacedCall
        self.ringing: IncomingCall

    async def call(self) -> None:
        try:
            self.placed = await self.phone.call("1912")
        except CallRefused:
            return
        await asyncio.sleep(NOTICE)

    async def press(self, keys: str) -> None:
        await self.placed.press(keys)
        await asyncio.sleep(NOTICE)

    async def caller_hangs_up(self) -> None:
        await self.placed.hang_up()

    async def agent_talks(self) -> None:
        self.ringing = await self.agent.next_call()
        await self.ringing.accept()
        await until(lambda: "talking" in self.line.service.desk.waiting.duties().values(), within=5)

    async def agent_hangs_up(self) -> None:
        await self.ringing.hang_up()

    async def record(self) -> CallRecord:
        await self.line.check_nothing_left()
        return (await self.line.records())[0]


@asynccontextmanager
async def scene(kind: str, lines: int = 5) -> AsyncIterator[Scene]:
    if kind == "pretended":
        exchange = Exchange(sizes=Sizes(lines, 0))
        exchange.phones["asha"] = Phone(answers_after=0.5)
        yield Pretended(exchange)
        return
    async with (
        running_line(ADDRESS, lines={"incoming": lines}) as line,
        agents_on_duty(line, "asha") as (agent,),
        line.phone(LANDLINE) as phone,
    ):
        yield Real(line, phone, agent)


both = pytest.mark.parametrize("kind", ["pretended", "real"])


def essence(record: CallRecord) -> tuple[object, ...]:
    return record.outcome, record.stage, record.side, record.cause, record.drop


@both
async def test_leaving_in_the_menus(kind):
    async with scene(kind) as at:
        await at.call()
        await at.press("1")
        await at.caller_hangs_up()
        record = await at.record()
    assert essence(record) == (Outcome.LEFT, "reason", Side.CALLER, 16, None)
    assert (record.discom, record.discom_how, record.language) == ("MVVNL", "area-code", "hi")


@both
async def test_the_chatbot_serves(kind):
    async with scene(kind) as at:
        await at.call()
        await at.press("2")
        await at.press("8")
        await at.press("5")  # cuts the number short
        await at.caller_hangs_up()
        record = await at.record()
    assert essence(record) == (Outcome.SELF_SERVED, "service", Side.CALLER, 16, None)


@both
async def test_the_agent_ends_the_talk(kind):
    async with scene(kind) as at:
        await at.call()
        await at.press("1")
        await at.press("0")
        await at.press("5")  # cuts "please stay on the line" short
        await at.agent_talks()
        await at.agent_hangs_up()
        record = await at.record()
    assert essence(record) == (Outcome.ANSWERED, "goodbye", Side.AGENT, 16, None)
    assert (record.agent, record.priority, record.reason) == ("asha", 3, "agent")


@both
async def test_the_caller_ends_the_talk(kind):
    async with scene(kind) as at:
        await at.call()
        await at.press("9")
        await at.press("5")
        await at.agent_talks()
        await at.caller_hangs_up()
        record = await at.record()
    assert essence(record) == (Outcome.ANSWERED, "talking", Side.CALLER, 16, None)
    assert (record.priority, record.reason) == (0, "danger")


@both
async def test_no_line_is_free(kind):
    async with scene(kind, lines=0) as at:
        await at.call()
        record = await at.record()
    assert essence(record) == (Outcome.BLOCKED, "ringing", Side.HELPLINE, None, None)
    assert (record.line_level, record.line_size) == (0, 0)
