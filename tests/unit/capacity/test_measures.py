from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.book import book_of
from capacity.groups import COLUMNS, grouped
from capacity.lines import Direction
from capacity.logged import LoggedCall
from capacity.marks import ENDS, Mark, marks_of_book
from capacity.measures import Measures, measure_book
from capacity.outcomes import Outcome
from capacity.thresholds import Thresholds

OFFERED = datetime(2026, 11, 22, 4, 30, 0, 123457, tzinfo=UTC)
USUAL = Thresholds()


def a_call(
    outcome: Outcome,
    *,
    waited: float | None = None,
    talked: float | None = None,
    queue: str | None = None,
    call_id: str = "1",
) -> LoggedCall:
    queued = None if waited is None else OFFERED + timedelta(seconds=10)
    gone = (queued or OFFERED) + timedelta(seconds=waited or 0)
    parted = None if talked is None else gone + timedelta(seconds=talked)
    return LoggedCall(
        call_id=call_id,
        offered=OFFERED,
        landed=None if outcome is Outcome.BLOCKED else OFFERED,
        queued=queued,
        answered=gone if parted else None,
        parted=parted,
        ended=parted or gone,
        outcome=outcome,
        queue=queue,
    )


def measure(
    calls: Iterable[LoggedCall],
    thresholds: Thresholds = USUAL,
    wrap_ups: dict[str, float] | None = None,
) -> Measures:
    """Measure calls whose ids do not matter, or which are meant to be the same."""
    numbered = [replace(call, call_id=f"{n}") for n, call in enumerate(calls)]
    book = book_of(numbered, wrap_ups)
    return measure_book(book, marks_of_book(book, thresholds), thresholds, np.arange(len(book)))


def golden() -> Iterator[LoggedCall]:
    """1000 answered, 860 of them within 20 s; 60 abandoned, 20 of them within 20 s."""
    for number in range(1000):
        yield a_call(Outcome.ANSWERED, waited=20 if number < 860 else 21, talked=180)
    for number in range(60):
        yield a_call(Outcome.ABANDONED, waited=20 if number < 20 else 60)


def test_the_four_formulas_of_the_service_level() -> None:
    found = measure(golden())
    shares = (
        found.service_level_of_answered,
        found.service_level,
        found.service_level_without_early,
        found.service_level_of_all,
    )
    assert [round(100 * (share or 0), 1) for share in shares] == [86.0, 83.0, 82.7, 81.1]


def test_means_and_percentiles() -> None:
    waits = [4.0, 1.0, 3.0, 2.0]
    found = measure(a_call(Outcome.ANSWERED, waited=w, talked=60 * w) for w in waits)
    assert (found.asa, found.talk) == (pytest.approx(2.5), pytest.approx(150))
    percentiles = [found.wait(p) for p in (0, 25, 50, 75, 76, 100)]
    assert percentiles == pytest.approx([1, 1, 2, 3, 4, 4], abs=1e-6)


def test_the_wrap_up_is_part_of_the_handling_where_it_is_known() -> None:
    calls = [a_call(Outcome.ANSWERED, waited=1, talked=100) for _ in range(4)]
    found = measure(calls, wrap_ups={"0": 10.0, "3": 30.0})
    assert (found.acw, found[Mark.WRAPPED_UP]) == (20, 2)
    assert found.aht == pytest.approx(110)
    assert measure(calls).acw is None
    assert measure(calls).aht == pytest.approx(100)


def test_every_call_is_counted_as_one_thing() -> None:
    found = measure(
        [
            a_call(Outcome.BLOCKED),
            a_call(Outcome.LEFT),
            a_call(Outcome.SELF_SERVED),
            a_call(Outcome.DROPPED),
            a_call(Outcome.ABANDONED, waited=30),
            a_call(Outcome.ANSWERED, waited=3, talked=60),
        ]
    )
    counts = [found[each] for each in (Mark.OFFERED, Mark.LANDED, Mark.QUEUED, Mark.REACHED)]
    assert counts == [6, 5, 2, 1]
    assert {found[mark] for mark in ENDS} == {0, 1}
    assert (found.blocked, found.abandonment) == (pytest.approx(1 / 6), 0.5)


def test_how_long_a_landed_call_holds_its_line() -> None:
    found = measure([a_call(Outcome.BLOCKED), a_call(Outcome.ANSWERED, waited=20, talked=60)])
    assert found.hold == pytest.approx(90)  # 10 s in the menus, too


def test_ratios_of_the_calls_to_us_worked_by_hand() -> None:
    """Of ten calls one is refused, one gives up while it rings, one fails; seven land."""
    lost = replace(a_call(Outcome.LEFT), landed=None)
    found = measure(
        [
            *(a_call(Outcome.SELF_SERVED) for _ in range(7)),
            replace(a_call(Outcome.BLOCKED), cause=17),  # however it was refused
            replace(lost, cause=16),
            replace(lost, cause=38),
        ]
    )
    assert (found[Mark.LOST_BY_PERSON], found[Mark.LOST_BY_NETWORK]) == (1, 2)
    assert (found.asr, found.ner) == (0.7, 0.8)


def test_who_was_cut_off_in_line_waited_in_vain() -> None:
    answered = a_call(Outcome.ANSWERED, waited=3, talked=60)
    found = measure([answered, a_call(Outcome.DROPPED, waited=2)])
    assert (found.service_level, found.service_level_of_answered) == (0.5, 1.0)


def test_a_conversation_that_was_dropped_was_answered_in_time_all_the_same() -> None:
    found = measure([a_call(Outcome.DROPPED, waited=3, talked=60)])
    assert (found[Mark.REACHED], found.service_level, found.talk) == (1, 1.0, pytest.approx(60))
    assert (found[Mark.DROPPED], found[Mark.ANSWERED]) == (1, 0)


def test_nothing_is_no_share_of_nothing() -> None:
    found = measure([])
    assert (found[Mark.OFFERED], found.asa, found.aht, found.service_level) == (0, None, None, None)
    assert (found.abandonment, found.wait(90), found.ner, found.hold) == (None, None, None, None)


CALLS = st.builds(
    a_call,
    st.sampled_from([each for each in Outcome if each is not Outcome.UNREACHED]),
    waited=st.none() | st.integers(0, 1000),
    talked=st.none() | st.integers(0, 1000),
    queue=st.sampled_from(["KESCO", "MVVNL", None]),
)


@given(st.lists(CALLS, max_size=30), st.floats(0, 60), st.floats(0, 60))
def test_groups_add_up_and_shares_are_shares(
    calls: list[LoggedCall], short: float, within: float
) -> None:
    thresholds = Thresholds(short, within)
    book = book_of(replace(call, call_id=f"{n}") for n, call in enumerate(calls))
    marks = marks_of_book(book, thresholds)
    total = measure_book(book, marks, thresholds, np.arange(len(book)))
    groups = [
        measure_book(book, marks, thresholds, group.places)
        for group in grouped({"discom": COLUMNS["discom"](book)}, np.full(len(book), True))
    ]
    assert total[Mark.OFFERED] == len(calls) == sum(total[mark] for mark in ENDS)
    for mark in marks:
        assert sum(group[mark] for group in groups) == total[mark]
    assert sorted(wait for group in groups for wait in group.waits) == list(total.waits)
    for share in (
        total.service_level,
        total.service_level_of_all,
        total.service_level_of_answered,
        total.service_level_without_early,
        total.asr,
        total.ner,
    ):
        assert share is None or 0 <= share <= 1


def test_who_is_called_back_counts_as_waiting_and_answered_only_when_they_talked() -> None:
    asked = [a_call(Outcome.CALL_BACK, waited=30) for _ in range(3)]
    answered = [a_call(Outcome.ANSWERED, waited=seconds, talked=60) for seconds in (10, 600)]
    talked = replace(answered[1], direction=Direction.OUTGOING)
    nobody = replace(a_call(Outcome.UNREACHED, waited=600), direction=Direction.OUTGOING)
    found = measure([*asked, answered[0], talked, nobody])
    assert (found[Mark.OFFERED], found[Mark.CALL_BACK]) == (4, 3)
    assert (found[Mark.CALLED_BACK], found[Mark.UNREACHED]) == (1, 1)
    assert (found[Mark.QUEUED], found[Mark.REACHED], found.abandonment) == (2, 2, 0)
    assert list(found.waits) == pytest.approx([10, 600], abs=1e-6)
