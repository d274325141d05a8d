from datetime import UTC, datetime, timedelta

from capacity.logged import LoggedCall
from capacity.outcomes import Outcome

OFFERED = datetime(2026, 11, 22, 13, 30, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return OFFERED + timedelta(seconds=seconds)


def test_an_answered_call_waited_until_the_agent_came_and_talked_until_they_parted() -> None:
    call = LoggedCall(
        call_id="1", offered=OFFERED, ended=after(100), outcome=Outcome.ANSWERED,
        queued=after(20), answered=after(50), parted=after(90),
    )  # fmt: skip
    assert (call.before_queue, call.waited, call.handled) == (20, 30, 40)


def test_who_gave_up_waited_until_the_end() -> None:
    call = LoggedCall(
        call_id="1", offered=OFFERED, ended=after(100), outcome=Outcome.ABANDONED, queued=after(20)
    )
    assert (call.before_queue, call.waited, call.handled) == (20, 80, None)


def test_who_left_in_the_menus_never_waited() -> None:
    call = LoggedCall(call_id="1", offered=OFFERED, ended=after(9), outcome=Outcome.LEFT)
    assert (call.before_queue, call.waited, call.handled) == (9, None, None)
