from dataclasses import replace

import numpy as np

from capacity.book import UNKNOWN, book_of
from capacity.outcomes import Outcome
from tests.unit.capacity.logs import after, answered, gave_up, without_agent


def test_calls_stand_in_the_order_of_their_offers_with_all_that_is_known() -> None:
    told = replace(
        gave_up(5, 30),
        call_id="told",
        landed=after(5),
        reason="supply",
        trunk="10.1.9.12",
        drop="media",
        cause=16,
        caller=7,
        line_size=350,
    )
    book = book_of([replace(answered(9), call_id="bare"), told], {"bare": 12.5})
    assert book.ids == ("told", "bare")
    assert [book.reason[0], book.trunk[0], book.drop[0]] == ["supply", "10.1.9.12", "media"]
    assert [book.reason[1], book.trunk[1], book.drop[1]] == [None, None, None]
    assert (book.cause.tolist(), book.caller.tolist()) == ([16, UNKNOWN], [7, UNKNOWN])
    assert np.array_equal(book.line_size, [350, np.nan], equal_nan=True)
    assert np.array_equal(book.wrapped, [np.nan, 12.5], equal_nan=True)
    assert book.held.tolist() == [30, 60]


def test_who_came_into_line_has_landed_and_who_was_refused_held_nothing() -> None:
    refused = replace(without_agent(1, Outcome.BLOCKED), call_id="refused")
    book = book_of([replace(gave_up(0, 3), call_id="in line"), refused])
    assert book.landed.tolist() == [True, False]
    assert book.held.tolist() == [3, 0]


def test_of_two_records_of_a_call_the_first_counts() -> None:
    book = book_of([answered(0, talk=10), answered(0, talk=99)])
    assert book.held.tolist() == [10]


def test_an_empty_book() -> None:
    assert len(book_of([])) == 0
