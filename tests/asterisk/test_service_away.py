"""The service dies and comes back, and the database too: callers are never left in silence."""

import asyncio
from contextlib import AsyncExitStack

from capacity.outcomes import Outcome
from tests.asterisk.consumer import HANG_UP, Consumer, play_consumer
from tests.asterisk.helpline import Helpline, line_asterisk, running_line, started_service
from tests.servers.postgres import PostgresServer
from tests.waiting import until

ADDRESS = "127.0.0.23"
SCRIPT = [
    ("greeting", "1"),
    ("pin.ask", "226001"),
    ("reason.menu", "8"),
    ("chatbot.number.part-1", ""),
]


async def test_the_fallback_speaks_hindi_and_calls_work_again_after_a_restart():
    async with line_asterisk(ADDRESS) as asterisk:
        async with started_service(asterisk) as service:
            line = Helpline(asterisk, ADDRESS, service)
            await play_consumer(line, "9415000001", [("greeting", HANG_UP)])
            await line.check_nothing_left()
            pid = asterisk.process.pid

        async with line.phone("9415000002") as phone:
            consumer = Consumer(await phone.call("1912"))
            await consumer.wait_for("digit-rising.8")
            await asyncio.sleep(3)
            await consumer.call.hang_up()
            consumer.listen()
            discom = "hi/discom.PuVVNL.name"
            digits = ["hi/digit-rising.8", "hi/digit-rising.0", "hi/digit-rising.1"]
            told = ["hi/fallback.sorry", "hi/fallback.chatbots", discom, *digits]
            assert consumer.heard[: len(told)] == told

        async with started_service(asterisk) as service:
            line.service = service
            await play_consumer(line, "9415000003", [("greeting", HANG_UP)])
            await line.check_nothing_left()
            numbers = {record.caller_raw for record in await line.records()}
            assert numbers == {"9415000001", "9415000003"}
            assert asterisk.process.pid == pid


async def test_calls_go_on_without_the_database_and_all_records_come_back(
    postgres_server: PostgresServer, postgres_url: str
):
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(running_line(ADDRESS, database=postgres_url))
        await play_consumer(line, "9415000001", [("greeting", HANG_UP)])
        await line.check_nothing_left()
        assert len(await line.records()) == 1
        await asyncio.to_thread(postgres_server.stop)
        try:
            calls = [play_consumer(line, f"941500001{n}", SCRIPT) for n in range(3)]
            await asyncio.gather(*calls)
            await until(lambda: line.service.projector.problem, within=10)
            await line.check_nothing_left()
        finally:
            await asyncio.to_thread(postgres_server.start)
        records = {record.caller_raw: record for record in await line.records()}
        assert len(records) == 4
        served = [records[f"941500001{n}"].outcome for n in range(3)]
        assert served == [Outcome.SELF_SERVED] * 3
        await until(lambda: line.service.projector.problem is None, within=10)


async def test_a_caller_whom_a_dead_service_left_behind_hears_the_fallback(monkeypatch):
    async with line_asterisk(ADDRESS) as asterisk:
        async with started_service(asterisk) as service:
            line = Helpline(asterisk, ADDRESS, service)
            phone = await line.phone("9415000001").__aenter__()
            consumer = Consumer(await phone.call("1912"))
            await consumer.wait_for("greeting")

            async def die_silently(_drain: float) -> None:
                for task in service.reception._calls:
                    task.cancel()

            monkeypatch.setattr(service.reception, "close", die_silently)
            monkeypatch.setattr(service.reception._telephone, "hang_up", _nothing)
            monkeypatch.setattr(service.reception, "_tell_closing", _nothing)
        async with started_service(asterisk):
            await consumer.wait_for("fallback.sorry")  # after the prompt that is being played
        await phone.__aexit__(None, None, None)


async def _nothing(*_: object) -> None:
    """Stand in for an order that a killed process never gave."""
