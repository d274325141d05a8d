from hypothesis import given
from hypothesis import strategies as st

from dialplan.ticket import ticket_of


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
