"""Callers leave the line by key, get a ticket, and have their old place again, over real lines."""

import asyncio
import signal
from contextlib import AsyncExitStack

from capacity.outcomes import Outcome
from dialplan.ticket import ticket_of
from tests.asterisk.consumer import Consumer
from tests.asterisk.helpline import running_line
from tests.asterisk.killable import killable_line
from tests.waiting import until

ADDRESS = "127.0.0.71"
LUCKNOW = [("greeting", "1"), ("pin.ask", "226001"), ("reason.menu", "2")]
SHOWN = "callback.offer.choice"
AT_ONCE = {"from_waited": 0.0}
CALLED_BACK = {
    "ways_out": AT_ONCE,
    "outgoing": {"trunk": f"{ADDRESS}:9"},  # nobody is called: no agent is there
    "call_back": {"opens": "00:00", "closes": "23:59:59"},
}


async def test_by_key_to_a_call_back_or_to_the_chatbot_and_in_the_last_place_a_ticket():
    waiting = {"longest_wait": 80.0, "announce_every": 45.0}
    async with (
        running_line(ADDRESS, waiting=waiting, **CALLED_BACK) as line,
        AsyncExitStack() as stack,
    ):
        phones = [await stack.enter_async_context(line.phone(f"941500000{n}")) for n in range(3)]
        back, chatbot, patient = [Consumer(await phone.call("1912")) for phone in phones]
        await asyncio.gather(
            *(each.follow([*LUCKNOW, (SHOWN, "")]) for each in (back, chatbot, patient))
        )

        await back.call.press("1")
        await back.wait_for("callback.right.choice", within=15)
        await back.call.press("1")
        await back.wait_for("callback.confirmed", within=5)
        await back.wait_for("thanks", within=15)

        await chatbot.call.press("2")
        await chatbot.wait_for("chatbot.number.part-1", within=5)
        await chatbot.wait_for("chatbot.again.part-1", within=15)
        await chatbot.wait_for("ways-out.enough", within=15)
        await chatbot.call.hang_up()

        await patient.wait_for("ticket.called-back", within=90)
        await patient.wait_for("ticket.number.part-1", within=15)
        await patient.wait_for("thanks", within=30)

        records = [await line.record_of(f"941500000{n}") for n in range(3)]
        assert [record.outcome for record in records] == [
            Outcome.CALL_BACK,
            Outcome.SELF_SERVED,
            Outcome.TICKET,
        ]
        assert records[2].ticket == ticket_of(records[2].call_id)
        assert {record.drop for record in records} == {None}
        for record, number, how in (
            (records[0], "+919415000000", "key"),
            (records[2], "+919415000002", "ticket"),
        ):
            story = await line.service.queries.call(record.call_id)
            (agreed,) = [fact for fact in story.facts if fact.kind == "call-back"]
            assert (agreed.value, agreed.how, agreed.private) == (number, how, True)
        await line.check_nothing_left()


async def test_an_agent_who_answers_ends_the_question_whether_to_be_called_back():
    agents = [{"id": "asha", "languages": ["hi"]}]
    async with (
        running_line(ADDRESS, agents=agents, **CALLED_BACK) as line,
        line.agent_phone("asha") as asha,
        line.phone("9415000000") as phone,
    ):
        consumer = Consumer(await phone.call("1912"))
        await consumer.follow([*LUCKNOW, (SHOWN, "1"), ("callback.number.part-1", "")])
        await asha.register()
        at_asha = await asyncio.wait_for(asha.next_call(), 30)
        await at_asha.accept()
        await consumer.call.press("1")
        await asyncio.sleep(1)
        await consumer.call.hang_up()
        record = await line.record_of("9415000000")
        assert (record.outcome, record.agent) == (Outcome.ANSWERED, "asha")
        await line.check_nothing_left()


async def test_who_was_cut_off_has_the_old_place_again_though_the_service_was_killed_meanwhile():
    agents = [{"id": "asha", "languages": ["hi"]}]
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(killable_line(ADDRESS, agents=agents))
        first, other = [
            await stack.enter_async_context(line.phone(f"941500000{n}")) for n in range(2)
        ]
        in_line = [*LUCKNOW, ("wait.start", "")]
        cut_off = Consumer(await first.call("1912"))
        await cut_off.follow(in_line)
        behind = Consumer(await other.call("1912"))
        await behind.follow(in_line)
        await cut_off.call.hang_up()
        old = await line.record_of("9415000000")

        await line.end(signal.SIGKILL)
        await line.start()
        await until(lambda: line.log.read_text().count("cut_off_remembered") == 2, within=20)
        again = Consumer(await first.call("1912"))
        await again.wait_for("old-place.kept", within=20)
        await again.wait_for("wait.next", within=30)
        assert not {"hi/pin.ask", "hi/reason.menu", "hi/wait.start"} & set(again.heard)

        asha = await stack.enter_async_context(line.agent_phone("asha"))
        await asha.register()
        at_asha = await asyncio.wait_for(asha.next_call(), 40)
        await at_asha.accept()
        await asyncio.sleep(1)
        await again.call.hang_up()
        await behind.call.hang_up()
        await line.record_of("9415000001")
        records = [each for each in line.records() if each.caller_raw == "9415000000"]
        assert [record.outcome for record in records] == [Outcome.ABANDONED, Outcome.ANSWERED]
        assert (records[1].continues, records[1].reason) == (old.call_id, "bill")
        assert records[1].discom == "MVVNL"
        await line.check_nothing_left()
