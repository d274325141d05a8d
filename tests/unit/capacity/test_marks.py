from dataclasses import replace

import numpy as np
import pytest

from capacity.book import book_of
from capacity.lines import Direction
from capacity.logged import LoggedCall
from capacity.marks import CAUSES, ENDS, Mark, marks_of, marks_of_book
from capacity.outcomes import Outcome
from capacity.thresholds import Thresholds
from tests.unit.capacity.logs import after, gave_up, without_agent
from tests.unit.capacity.test_measures import a_call, measure

USUAL = Thresholds()


def counted(mark: Mark, *calls: LoggedCall, thresholds: Thresholds = USUAL) -> list[str]:
    book = book_of(calls)
    marks = marks_of_book(book, thresholds)
    return [book.ids[place] for place in np.flatnonzero(marks[mark])]


@pytest.mark.parametrize("stored", [Outcome.ABANDONED, Outcome.SHORT_ABANDONED])
@pytest.mark.parametrize(("threshold", "short"), [(4.0, 0), (4.1, 1)])
def test_what_is_a_short_abandon_is_decided_anew(
    stored: Outcome, threshold: float, short: int
) -> None:
    found = measure([a_call(stored, waited=4)], Thresholds(short_abandon=threshold))
    assert (found[Mark.SHORT_ABANDONED], found[Mark.ABANDONED]) == (short, 1 - short)
    assert found.abandonment == (None if short else 1.0)


def test_a_bare_log_says_as_much_as_it_knows() -> None:
    """Of a simulated call it is not told when it landed."""
    book = book_of([a_call(Outcome.BLOCKED), a_call(Outcome.LEFT, call_id="2")])
    marks = marks_of(book.log, USUAL)
    assert marks[Mark.LANDED].tolist() == [False, True]
    assert Mark.REDIALS not in marks


def test_a_call_that_ended_while_it_rang_has_not_landed() -> None:
    rang = replace(a_call(Outcome.LEFT), landed=None)
    assert counted(Mark.LANDED, rang, a_call(Outcome.LEFT, call_id="2")) == ["2"]


def test_why_calls_dropped() -> None:
    calls = [
        replace(a_call(Outcome.DROPPED, call_id=drop), drop=drop)
        for drop in (*CAUSES.values(), "moonlight", "")
    ]
    blocked = replace(a_call(Outcome.BLOCKED, call_id="refused"), drop="closing")
    for mark, drop in CAUSES.items():
        assert counted(mark, *calls, blocked) == [drop]
    assert counted(Mark.DROPPED_OTHER, *calls, blocked) == ["moonlight", ""]


def test_each_outcome_of_a_call_to_us_has_a_mark() -> None:
    assert set(ENDS.values()) == set(Outcome) - {Outcome.UNREACHED}


def caller(number: int | None, call: LoggedCall, call_id: str) -> LoggedCall:
    return replace(call, caller=number, call_id=call_id)


def test_redials_follow_a_call_in_vain_within_the_time() -> None:
    calls = [
        caller(1, gave_up(0, waited=30), "in vain"),
        caller(2, without_agent(40, Outcome.SELF_SERVED), "somebody else"),
        caller(None, without_agent(41, Outcome.SELF_SERVED), "nobody knows who"),
        caller(1, without_agent(90, Outcome.SELF_SERVED, menus=10), "again"),
        caller(1, without_agent(130, Outcome.LEFT), "after one that was served"),
        caller(2, without_agent(140, Outcome.BLOCKED, menus=0), "refused"),
        caller(2, gave_up(140 + 60, waited=4), "just within"),
        caller(2, gave_up(300, waited=30), "after a short one"),
        caller(2, gave_up(330 + 60.5, waited=30), "too late"),
    ]
    thresholds = Thresholds(redial=60)
    assert counted(Mark.REDIALS, *calls, thresholds=thresholds) == ["again", "just within"]
    assert counted(Mark.NAMELESS, *calls) == ["nobody knows who"]


def test_a_call_beside_another_or_one_of_ours_is_no_redial() -> None:
    calls = [
        caller(1, gave_up(0, waited=30), "first"),
        caller(1, gave_up(20, waited=40), "while that one goes on"),
        caller(1, replace(without_agent(70, Outcome.UNREACHED), direction=Direction.OUTGOING), "b"),
    ]
    assert counted(Mark.REDIALS, *calls) == []
    last = caller(1, gave_up(120, waited=1), "last")
    assert counted(Mark.REDIALS, *calls, last) == ["last"]


def test_a_wait_as_long_as_the_threshold_is_in_time_whatever_the_fraction() -> None:
    begun = after(0.1)
    assert begun is not None
    call = a_call(Outcome.ANSWERED, waited=20, talked=1)
    for micros in range(0, 1_000_000, 77_777):
        moved = {
            name: moment + (begun - call.offered) + (after(micros / 1e6) - begun)
            for name in ("offered", "queued", "answered", "parted", "ended")
            if (moment := getattr(call, name))
        }
        assert counted(Mark.IN_TIME, replace(call, **moved)) == ["1"]
