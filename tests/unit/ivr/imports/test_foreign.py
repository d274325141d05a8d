from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.outcomes import Outcome
from ivr.imports.faults import BadLine
from ivr.imports.foreign import ForeignCall, record_of
from ivr.records import CallRecord, Side

OFFERED = datetime(2026, 11, 22, 4, 30, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return OFFERED + timedelta(seconds=seconds)


ANSWERED = ForeignCall(
    call_id="7", offered=OFFERED, queued=after(10), answered=after(40), parted=after(100),
    ended=after(101), outcome=Outcome.ANSWERED, queue="billing", agent="SIP/7", caller="9876543210",
)  # fmt: skip


def record(call: ForeignCall) -> CallRecord:
    return record_of(call, node="pbx", short_abandon=5)


def test_an_answered_call() -> None:
    made = record(ANSWERED)
    assert (made.call_id, made.node, made.outcome) == ("pbx-7", "pbx", Outcome.ANSWERED)
    assert (made.discom, made.discom_how, made.agent) == ("billing", "log", "SIP/7")
    assert (made.caller_raw, made.caller, made.caller_kind) == (
        "9876543210", "+919876543210", "mobile",
    )  # fmt: skip
    assert (made.landed_at, made.queued_at, made.answered_at) == (OFFERED, after(10), after(40))
    assert (made.parted_at, made.ended_at, made.stage) == (after(100), after(101), "talking")


def test_who_was_answered_at_once_waited_for_no_time() -> None:
    made = record(replace(ANSWERED, queued=None))
    assert made.queued_at == made.answered_at == after(40)


def test_an_answer_needs_a_time() -> None:
    with pytest.raises(BadLine, match="no time says when"):
        record(replace(ANSWERED, answered=None))


@pytest.mark.parametrize(
    ("queued", "outcome", "stage"),
    [
        (None, Outcome.LEFT, "menu"),
        (after(10), Outcome.ABANDONED, "waiting"),
        (after(97), Outcome.SHORT_ABANDONED, "waiting"),
    ],
)
def test_how_far_a_call_came_decides_what_a_hang_up_was(
    queued: datetime | None, outcome: Outcome, stage: str
) -> None:
    made = record(replace(ANSWERED, outcome=None, queued=queued))
    assert (made.outcome, made.stage, made.side) == (outcome, stage, Side.CALLER)
    assert (made.answered_at, made.parted_at) == (None, None)


def test_a_blocked_call_never_landed() -> None:
    made = record(ForeignCall(call_id="1", offered=OFFERED, ended=OFFERED, outcome=Outcome.BLOCKED))
    assert made.landed_at is None


def test_a_clock_that_was_set_back_a_little_is_forgiven() -> None:
    assert record(replace(ANSWERED, offered=after(130))).offered_at == after(10)


def test_times_that_contradict_each_other_are_not() -> None:
    with pytest.raises(BadLine, match="04:50:00 cannot come before 04:30:10"):
        record(replace(ANSWERED, offered=after(1200)))


@given(st.lists(st.integers(-290, 290), min_size=5, max_size=5))
def test_what_is_recorded_is_in_order(seconds: list[int]) -> None:
    offered, queued, answered, parted, ended = map(after, seconds)
    made = record(
        replace(
            ANSWERED, offered=offered, queued=queued, answered=answered, parted=parted, ended=ended
        )
    )
    times = [made.offered_at, made.queued_at, made.answered_at, made.parted_at, made.ended_at]
    assert times == sorted(time for time in times if time)
