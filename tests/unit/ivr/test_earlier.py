from datetime import UTC, datetime, timedelta

import pytest

from capacity.outcomes import Outcome
from ivr.calls.earlier import EarlierCalls

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


@pytest.mark.parametrize("outcome", Outcome)
def test_only_calls_that_wanted_an_answer_and_got_none_were_in_vain(outcome: Outcome) -> None:
    earlier = EarlierCalls()
    earlier.note_end("+91", Outcome.ABANDONED, ago(99))
    earlier.note_end("+91", outcome, ago(30))
    in_vain = outcome in (Outcome.ABANDONED, Outcome.DROPPED, Outcome.BLOCKED, Outcome.TICKET)
    assert earlier.in_vain("+91", NOW) == (30.0 if in_vain else None)
    assert earlier.in_vain("+92", NOW) is None


def test_what_this_process_saw_goes_before_the_records() -> None:
    earlier = EarlierCalls()
    earlier.note_end("+91", Outcome.ABANDONED, ago(10))
    earlier.fill_in_vain({"+91": ago(50), "+92": ago(60)})
    assert [earlier.in_vain(each, NOW) for each in ("+91", "+92")] == [10.0, 60.0]


def test_the_oldest_are_forgotten() -> None:
    earlier = EarlierCalls(most=2)
    for number in ("+91", "+92", "+91", "+93"):
        earlier.note_end(number, Outcome.ABANDONED, NOW)
    assert earlier.in_vain("+92", NOW) is None
    assert earlier.in_vain("+91", NOW) == earlier.in_vain("+93", NOW) == 0.0
