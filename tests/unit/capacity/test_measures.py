from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.lines import Direction
from capacity.logged import LoggedCall
from capacity.measures import Thresholds, measure, measure_by, together
from capacity.outcomes import Outcome

OFFERED = datetime(2026, 11, 22, 4, 30, tzinfo=UTC)
USUAL = Thresholds()


def a_call(
    outcome: Outcome,
    *,
    waited: float | None = None,
    talked: float | None = None,
    queue: str | None = None,
) -> LoggedCall:
    queued = None if waited is None else OFFERED + timedelta(seconds=10)
    gone = (queued or OFFERED) + timedelta(seconds=waited or 0)
    parted = None if talked is None else gone + timedelta(seconds=talked)
    return LoggedCall(
        call_id="1",
        offered=OFFERED,
        queued=queued,
        answered=gone if parted else None,
        parted=parted,
        ended=parted or gone,
        outcome=outcome,
        queue=queue,
    )


def golden() -> Iterator[LoggedCall]:
    """1000 answered, 860 of them within 20 s; 60 abandoned, 20 of them within 20 s."""
    for number in range(1000):
        yield a_call(Outcome.ANSWERED, waited=20 if number < 860 else 21, talked=180)
    for number in range(60):
        yield a_call(Outcome.ABANDONED, waited=20 if number < 20 else 60)


def test_the_four_formulas_of_the_service_level() -> None:
    found = measure(golden(), USUAL)
    shares = (
        found.service_level_of_answered,
        found.service_level,
        found.service_level_without_early,
        found.service_level_of_all,
    )
    assert [round(100 * (share or 0), 1) for share in shares] == [86.0, 83.0, 82.7, 81.1]


def test_means_and_percentiles() -> None:
    waits = [4.0, 1.0, 3.0, 2.0]
    found = measure([a_call(Outcome.ANSWERED, waited=w, talked=60 * w) for w in waits], USUAL)
    assert (found.asa, found.aht) == (2.5, 150)
    assert [found.wait(p) for p in (0, 25, 50, 75, 76, 100)] == [1, 1, 2, 3, 4, 4]


def test_every_call_is_counted_as_one_thing() -> None:
    found = measure(
        [
            a_call(Outcome.BLOCKED),
            a_call(Outcome.LEFT),
            a_call(Outcome.SELF_SERVED),
            a_call(Outcome.DROPPED),
            a_call(Outcome.ABANDONED, waited=30),
            a_call(Outcome.ANSWERED, waited=3, talked=60),
        ],
        USUAL,
    )
    assert (found.offered, found.landed, found.queued, found.reached) == (6, 5, 2, 1)
    assert set(found.outcomes.values()) == {1}
    assert found.abandonment == 0.5


@pytest.mark.parametrize("stored", [Outcome.ABANDONED, Outcome.SHORT_ABANDONED])
@pytest.mark.parametrize(("threshold", "short"), [(4.0, 0), (4.1, 1)])
def test_what_is_a_short_abandon_is_decided_anew(
    stored: Outcome, threshold: float, short: int
) -> None:
    found = measure([a_call(stored, waited=4)], Thresholds(short_abandon=threshold))
    assert found.outcomes[Outcome.SHORT_ABANDONED] == short
    assert found.outcomes[Outcome.ABANDONED] == 1 - short
    assert found.abandonment == (None if short else 1.0)


def test_who_was_cut_off_in_line_waited_in_vain() -> None:
    answered = a_call(Outcome.ANSWERED, waited=3, talked=60)
    found = measure([answered, a_call(Outcome.DROPPED, waited=2)], USUAL)
    assert (found.service_level, found.service_level_of_answered) == (0.5, 1.0)


def test_a_conversation_that_was_dropped_was_answered_in_time_all_the_same() -> None:
    found = measure([a_call(Outcome.DROPPED, waited=3, talked=60)], USUAL)
    assert (found.reached, found.service_level, found.aht) == (1, 1.0, 60)
    assert found.outcomes == {Outcome.DROPPED: 1}


def test_nothing_is_no_share_of_nothing() -> None:
    found = measure([], USUAL)
    assert (found.offered, found.asa, found.aht, found.service_level) == (0, None, None, None)
    assert (found.abandonment, found.wait(90)) == (None, None)


CALLS = st.builds(
    a_call,
    st.sampled_from(Outcome),
    waited=st.none() | st.integers(0, 1000),
    talked=st.none() | st.integers(0, 1000),
    queue=st.sampled_from(["KESCO", "MVVNL", None]),
)


@given(st.lists(CALLS), st.floats(0, 60), st.floats(0, 60))
def test_groups_add_up_and_shares_are_shares(
    calls: list[LoggedCall], short: float, within: float
) -> None:
    thresholds = Thresholds(short, within)
    total = measure(calls, thresholds)
    groups = measure_by(calls, thresholds, lambda call: call.queue)
    assert total.offered == len(calls) == sum(total.outcomes.values())
    assert sum(group.offered for group in groups.values()) == total.offered
    assert together(groups.values(), thresholds) == total
    for share in (
        total.service_level,
        total.service_level_of_all,
        total.service_level_of_answered,
        total.service_level_without_early,
    ):
        assert share is None or 0 <= share <= 1


def test_who_is_called_back_counts_as_waiting_and_answered_only_when_they_talked() -> None:
    asked = [a_call(Outcome.CALL_BACK, waited=30) for _ in range(3)]
    answered = [a_call(Outcome.ANSWERED, waited=seconds, talked=60) for seconds in (10, 600)]
    talked = replace(answered[1], direction=Direction.OUTGOING)
    nobody = replace(a_call(Outcome.UNREACHED, waited=600), direction=Direction.OUTGOING)
    found = measure([*asked, answered[0], talked, nobody], USUAL)
    assert (found.offered, found.outcomes[Outcome.CALL_BACK]) == (4, 3)
    assert (found.called_back, found.unreached) == (1, 1)
    assert (found.queued, found.reached, found.abandonment) == (2, 2, 0)
    assert list(found.waits) == [10, 600]
    both = together([found, found], USUAL)
    assert (both.called_back, both.unreached) == (2, 2)
