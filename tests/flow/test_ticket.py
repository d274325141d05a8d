"""The last place of all: nobody came, and the caller is given a ticket."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.outcomes import Outcome
from dialplan.ticket import ticket_of
from ivr.calls.desk import DeskRules
from routing.promise import Prospect
from tests.flow.test_reception import to_the_line
from tests.flow.test_recovery import times
from tests.flow.test_ways_out import all_clear, an_exchange, end, fact, prompts


@given(st.text(max_size=60))
def test_a_ticket_has_six_digits_and_is_the_same_for_the_same_call(call_id: str) -> None:
    ticket = ticket_of(call_id)
    assert ticket.isdecimal()
    assert len(ticket) == 6
    assert ticket[0] != "0"
    assert ticket == ticket_of(call_id)


def test_calls_of_one_hour_hardly_ever_share_a_ticket() -> None:
    tickets = {ticket_of(f"node-1-17953259{n % 100:02}.{n}") for n in range(300)}
    assert len(tickets) >= 299


@pytest.mark.looptime
async def test_who_hangs_up_during_the_apology_has_the_ticket_and_is_called_back():
    exchange = an_exchange(rules=DeskRules(15, 10, 60, 10))
    await to_the_line(exchange)
    await asyncio.sleep(58.5)
    assert "ticket.called-back" in exchange.played("c1")[-1]
    assert await end(exchange) is Outcome.TICKET
    assert exchange.records[0].ticket == ticket_of("c1")
    assert fact(exchange, "call-back").how == "ticket"


@pytest.mark.looptime
async def test_without_a_number_the_ticket_is_to_be_told_when_they_call_again():
    exchange = an_exchange(rules=DeskRules(15, 10, 30, 10))
    exchange.call("c1", "anonymous")
    for keys in ("1", "226001", "1"):
        await asyncio.sleep(0.7)
        exchange.press("c1", *keys)
    await exchange.finished()
    (record,) = exchange.records
    assert (record.outcome, record.ticket) == (Outcome.TICKET, ticket_of("c1"))
    assert times(exchange, "c1", "call-back") == 0
    last = exchange.played("c1")[-6:]
    assert [prompts(each)[0] for each in last] == [
        "wait.too-long", "ticket.number.part-1", "chatbot.again.part-1", "ticket.keep",
        "chatbot.number.part-1", "chatbot.again.part-1",
    ]  # fmt: skip
    assert prompts(last[-1])[-1] == "thanks"


@pytest.mark.looptime
async def test_where_nobody_is_on_duty_at_all_the_second_word_is_the_ticket():
    exchange = an_exchange()
    exchange.prospect = Prospect(1, None, nobody_there=True)
    await to_the_line(exchange)
    assert prompts(exchange.played("c1")[-1])[:2] == ["wait.next", "wait.over-an-hour"]
    await exchange.finished()
    await all_clear(exchange)
    (record,) = exchange.records
    assert record.outcome is Outcome.TICKET
    assert 60 <= (record.ended_at - record.queued_at).total_seconds() < 80
