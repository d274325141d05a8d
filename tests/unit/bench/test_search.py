"""The search for the highest rate that holds."""

from hypothesis import given
from hypothesis import strategies as st

from tests.bench.search import Search


def found(limit: float, search: Search) -> tuple[float, int]:
    tries = 0
    while search.rate is not None:
        tries += 1
        search.tried(held=search.rate <= limit)
    return search.held, tries


@given(st.floats(5, 190), st.floats(1, 60))
def test_it_ends_near_the_limit(limit: float, first: float) -> None:
    search = Search(first)
    held, tries = found(limit, search)
    assert held <= limit
    assert held >= limit * (1 - search.precision) - 1
    assert tries < 25


def test_it_ends_where_no_more_is_to_be_tried() -> None:
    assert found(1_000, Search(100, most=120)) == (120, 2)


def test_it_ends_when_nothing_holds() -> None:
    held, tries = found(0, Search(8))
    assert held == 0
    assert tries < 6


def test_a_higher_rate_that_held_by_luck_raises_the_result() -> None:
    search = Search(10)
    search.tried(held=False)
    search.tried(held=True)
    assert search.held == 5
    assert search.rate == 7.5
