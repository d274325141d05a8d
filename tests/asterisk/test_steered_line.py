"""A supervisor at the command line beside real calls: what is shown is so, and what is done holds.

Also through a kill of the service.
"""

import asyncio
import json
import os
from contextlib import AsyncExitStack
from typing import Any

from capacity.outcomes import Outcome
from ivr.phone.call import Call
from tests.asterisk.consumer import Consumer
from tests.asterisk.helpline import secret_variables, service_settings
from tests.asterisk.killable import KillableLine, killable_line
from tests.system.node import HELPLINE
from tests.waiting import until

ADDRESS = "127.0.0.93"
LINE = [("greeting", "1"), ("pin.ask", "226001"), ("reason.menu", "2")]
HOUSE = {
    "agents": [
        {"id": "asha", "languages": ["hi"], "discoms": ["MVVNL"]},
        {"id": "ravi", "languages": ["hi"], "discoms": ["DVVNL"]},
    ],
    "waiting": {"wrap_up": 0, "share_after": 86_400},
}


async def helpline(line: KillableLine, *words: str) -> str:
    """Run a command beside the service, as a supervisor would."""
    _, file = service_settings(line.asterisk)
    process = await asyncio.create_subprocess_exec(
        str(HELPLINE), "--config", str(file), "queue", *words,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={"PATH": os.environ["PATH"], "LOGNAME": "meera", **secret_variables(line.asterisk)},
    )  # fmt: skip
    out, err = await process.communicate()
    return out.decode() if process.returncode == 0 else f"FAILED: {err.decode()}"


async def waiting(line: KillableLine) -> list[dict[str, Any]]:
    """Ask who waits, the next to be answered first."""
    found: list[dict[str, Any]] = (await line.get("/api/queue/calls?numbers=true"))["calls"]
    return found


async def line_is(line: KillableLine, *numbers: str) -> bool:
    return [each["number"] for each in await waiting(line)] == [f"+91{each}" for each in numbers]


class Hall:
    """A helpline with agents at their phones and consumers who come to the line in turn."""

    def __init__(self, line: KillableLine, stack: AsyncExitStack) -> None:
        self.line = line
        self._stack = stack
        self._phones: dict[str, Any] = {}

    async def on_duty(self, agent: str) -> None:
        phone = await self._stack.enter_async_context(self.line.agent_phone(agent))
        await phone.register()
        self._phones[agent] = phone

    async def comes(self, number: str) -> Consumer:
        """Let a consumer come as far as the waiting line."""
        phone = await self._stack.enter_async_context(self.line.phone(number))
        consumer = Consumer(await phone.call("1912"))
        await consumer.follow(LINE)
        return consumer

    async def answers(self, agent: str) -> Call:
        """Let an agent pick up, and wait until both can talk."""
        call: Call = await asyncio.wait_for(self._phones[agent].next_call(), 60)
        (rung,) = [each for each in await waiting(self.line) if each["ringing"] == agent]
        await call.accept()
        await until(lambda: self._talks(rung["call_id"]), within=30)
        return call

    async def _talks(self, call_id: str) -> bool:
        return call_id not in {each["call_id"] for each in await waiting(self.line)}


async def hall(stack: AsyncExitStack, *agents: str) -> Hall:
    found = Hall(await stack.enter_async_context(killable_line(ADDRESS, **HOUSE)), stack)
    for agent in agents:
        await found.on_duty(agent)
    return found


async def test_who_is_put_first_is_answered_first_though_the_service_was_killed():
    async with AsyncExitStack() as stack:
        place = await hall(stack, "asha")
        line, numbers = place.line, [f"941500000{n}" for n in range(4)]
        talks = await place.comes(numbers[0])
        at_asha = await place.answers("asha")
        waits = [await place.comes(number) for number in numbers[1:]]
        await until(lambda: line_is(line, *numbers[1:]), within=30)
        await waits[2].wait_for("wait.estimate.part-2", within=30)
        heard = next(each for each in waits[2].heard if "minutes-rising" in each)
        minutes = heard.rpartition(".")[2].replace("-", "–")

        shown = (await helpline(line, "--calls")).splitlines()
        state = next(row for row in shown if row.startswith("MVVNL hi"))
        assert state.split()[2] == "3", shown
        last = (await waiting(line))[2]["call_id"].removeprefix("node-1-")
        (row,) = [row for row in shown if row.endswith(f" {last}")]
        assert row.split()[2:4] == ["3", "ordinary"], shown
        assert f"3 in {minutes} min" in row, shown
        assert numbers[3] not in str(shown)
        counted = await line.text("/metrics")
        assert 'helpline_queue_waiting{discom="MVVNL",language="hi"} 3.0' in counted

        told = await helpline(line, "first", last)
        assert "is no. 1 in line MVVNL hi, priority first" in told
        await line.end()
        await line.start()
        await until(lambda: line_is(line, numbers[3], *numbers[1:3]), within=30)
        assert (await waiting(line))[0]["priority"] == "first"

        await at_asha.hang_up()
        await talks.wait_for("thanks", within=60)
        for consumer in (waits[2], waits[0], waits[1]):
            await place.answers("asha")
            await consumer.call.hang_up()
        records = {number: await line.record_of(number) for number in numbers}
        assert [records[each].outcome for each in numbers] == [Outcome.ANSWERED] * 4
        assert sorted(numbers, key=lambda each: records[each].answered_at) == [
            numbers[each] for each in (0, 3, 1, 2)
        ]
        assert [records[each].priority for each in numbers] == [3, 3, 3, -1]
        over = await helpline(line, "first", last)
        assert "the call is over: Answered by asha" in over
        await line.check_nothing_left()


async def test_a_caller_is_sent_and_a_line_is_opened_also_for_who_comes_after_a_kill():
    async with AsyncExitStack() as stack:
        place = await hall(stack, "asha", "ravi")
        line, numbers = place.line, [f"941500001{n}" for n in range(4)]
        talks = await place.comes(numbers[0])
        await place.answers("asha")
        sent = await place.comes(numbers[1])
        await until(lambda: line_is(line, numbers[1]), within=30)
        (caller,) = await waiting(line)
        told = await helpline(line, "send", caller["call_id"], "--to", "dvvnl")
        assert "in line DVVNL hi" in told
        at_ravi = await place.answers("ravi")
        await at_ravi.hang_up()
        await sent.wait_for("thanks", within=60)

        stays = await place.comes(numbers[2])
        await until(lambda: line_is(line, numbers[2]), within=30)
        opened = await helpline(line, "share", "MVVNL", "--for", "30m", "--reason", "storm")
        assert "MVVNL is open to agents of all discoms until" in opened
        at_ravi = await place.answers("ravi")
        await line.end()
        await line.start()
        await until(lambda: is_shared(line, "MVVNL"), within=60)
        await at_ravi.hang_up()
        await stays.wait_for("thanks", within=60)
        helped = await place.comes(numbers[3])
        at_ravi = await place.answers("ravi")
        view = json.loads(await helpline(line, "--json"))
        (share,) = view["shared"]
        assert (share["discom"], share["reason"], share["who"]) == ("MVVNL", "storm", "meera")
        assert "no more" in await helpline(line, "unshare", "MVVNL")

        for consumer in (talks, helped):
            await consumer.call.hang_up()
        records = [await line.record_of(number) for number in numbers]
        assert [record.agent for record in records] == ["asha", "ravi", "ravi", "ravi"]
        assert {record.discom for record in records} == {"MVVNL"}
        await line.check_nothing_left()


async def is_shared(line: KillableLine, discom: str) -> bool:
    return [each["discom"] for each in (await line.get("/api/queue"))["shared"]] == [discom]
