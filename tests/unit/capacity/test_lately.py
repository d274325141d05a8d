from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from capacity.lately import Fared, Lately, Tally

NOON = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
KESCO, MVVNL = ("KESCO", "hi"), ("MVVNL", "hi")

calls = st.lists(
    st.builds(
        Fared,
        at=st.integers(0, 100).map(lambda minutes: NOON + timedelta(minutes=minutes)),
        call_id=st.integers(0, 30).map(str),
        queue=st.sampled_from([KESCO, MVVNL]),
        in_time=st.booleans(),
        abandoned=st.booleans(),
    ),
    unique_by=lambda call: call.call_id,
)


def test_where_nobody_waited_there_is_no_service_level() -> None:
    assert Lately().tally(KESCO) == Tally(0, 0, 0)
    assert Tally().service_level is None
    assert Tally(4, 3, 1).service_level == 0.75


@given(calls, st.integers(0, 110))
def test_the_counts_are_those_of_the_calls_since_then(every: list[Fared], minutes: int) -> None:
    since = NOON + timedelta(minutes=minutes)
    lately = Lately()
    for call in [*every, *every]:  # told twice, counted once
        lately.add(call)
    lately.forget(since)
    kept = [call for call in every if call.at >= since]
    for queue in (KESCO, MVVNL):
        own = [call for call in kept if call.queue == queue]
        counted = len(own), sum(c.in_time for c in own), sum(c.abandoned for c in own)
        assert lately.tally(queue) == Tally(*counted)
    assert set(lately.queues) == {call.queue for call in kept}


def test_what_was_forgotten_can_be_told_anew() -> None:
    lately = Lately()
    call = Fared(NOON, "c1", KESCO, in_time=True, abandoned=False)
    lately.add(call)
    lately.forget(NOON + timedelta(hours=1))
    lately.add(call)
    assert lately.tally(KESCO).waited == 1
