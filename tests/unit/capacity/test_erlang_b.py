from decimal import Decimal, localcontext
from fractions import Fraction
from math import factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.erlang_b import blocking, lines_for, load_for, with_redials

TABLE = {
    (1, 0.01): 0.0101, (5, 0.01): 1.361, (10, 0.01): 4.461, (15, 0.01): 8.108,
    (20, 0.01): 12.03, (50, 0.01): 37.90, (100, 0.01): 84.06,
    (10, 0.001): 3.092, (10, 0.05): 6.216, (30, 0.02): 21.93,
}  # fmt: skip
"""Erlangs by lines and blocked share, as printed tables have them (for 1 %: ITU-T E.520)."""

loads, sizes = st.floats(0.01, 3000), st.integers(1, 2000)


def by_the_formula(load: Fraction, lines: int) -> Fraction:
    """The blocked share as Erlang wrote it, exactly."""
    terms = [load**busy / factorial(busy) for busy in range(lines + 1)]
    return terms[-1] / sum(terms)


def in_many_digits(load: float, lines: int) -> float:
    """The same sum in 60 digits, for more lines than fractions can bear."""
    with localcontext() as context:
        context.prec = 60
        total = term = Decimal(1)
        for line in range(1, lines + 1):
            term *= Decimal(load) / line
            total += term
        return float(term / total)


@pytest.mark.parametrize(("lines", "blocked"), TABLE)
def test_printed_tables(lines: int, blocked: float) -> None:
    assert load_for(lines, blocked) == pytest.approx(TABLE[lines, blocked], rel=6e-4)


@pytest.mark.parametrize(("lines", "calls"), [(350, 6523), (650, 12453)])
def test_what_the_whole_states_lines_take(lines: int, calls: int) -> None:
    assert int(load_for(lines, 0.01) * 3600 / 180) == calls


@pytest.mark.parametrize(("hold", "lines"), [(120, 204), (180, 298), (240, 392), (300, 485)])
def test_what_kesco_needs(hold: int, lines: int) -> None:
    assert lines_for(5500 * hold / 3600, 0.01) == lines


@given(st.fractions(Fraction(1, 10), 60, max_denominator=20), st.integers(0, 60))
def test_the_recursion_is_erlangs_formula(load: Fraction, lines: int) -> None:
    exact = float(by_the_formula(load, lines))
    assert blocking(float(load), lines) == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize(("load", "lines"), [(622.7, 650), (5000, 5000), (20_000, 9000), (2, 150)])
def test_thousands_of_lines_lose_no_digits(load: float, lines: int) -> None:
    assert blocking(load, lines) == pytest.approx(in_many_digits(load, lines), rel=1e-11)


@given(loads, sizes)
def test_more_load_loses_more_and_more_lines_lose_less(load: float, lines: int) -> None:
    lost = blocking(load, lines)
    assert 0 <= lost < 1
    assert blocking(load * 1.01, lines) >= lost >= blocking(load, lines + 1)
    # Each line that is added carries something, and no line carries more than one erlang.
    carried, more = load * (1 - lost), load * (1 - blocking(load, lines + 1))
    assert -1e-9 <= more - carried <= 1
    assert carried <= lines


def test_the_limits() -> None:
    assert blocking(0, 5) == 0
    assert blocking(7, 0) == 1
    assert blocking(1, 500) == 0  # it is 1 / 500!, far below what a double holds
    assert blocking(1e9, 10) == pytest.approx(1, abs=1e-7)


@given(loads, st.floats(1e-6, 0.5))
def test_the_fewest_lines_are_enough_and_one_less_is_not(load: float, blocked: float) -> None:
    lines = lines_for(load, blocked)
    assert blocking(load, lines) <= blocked < blocking(load, lines - 1)


@given(sizes, st.floats(1e-6, 0.5))
def test_the_largest_load_loses_just_so_many(lines: int, blocked: float) -> None:
    assert blocking(load_for(lines, blocked), lines) == pytest.approx(blocked, rel=1e-6)


@given(st.floats(0.1, 500), st.integers(1, 300), st.floats(0, 0.95))
def test_all_attempts_less_their_redials_are_the_first_ones(
    load: float, lines: int, redial: float
) -> None:
    found = with_redials(load, lines, redial)
    assert found.blocked == blocking(found.load, lines)
    assert found.load - redial * found.blocked * found.load == pytest.approx(load, rel=1e-8)
    assert found.blocked >= blocking(load, lines) - 1e-12


def test_redials_converge_where_going_round_and_round_does() -> None:
    # 480 calls a day of 15 minutes on 10 lines, of which 40 % redial: the usual iteration.
    attempts = 5.0
    for _ in range(200):
        attempts = 5.0 + 0.4 * attempts * blocking(attempts, 10)
    found = with_redials(5.0, 10, 0.4)
    assert found.load == pytest.approx(attempts, rel=1e-9)
    assert found.blocked == pytest.approx(0.01911, abs=5e-6)
