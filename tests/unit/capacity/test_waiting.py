import math
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.erlang_b import blocking
from capacity.waiting import Desk, delay

DESKS = [
    Desk(3, 2 / 60, 90, 40),
    Desk(5, 6 / 60, 40, 200),
    Desk(1, 1 / 60, 100, 30),
    Desk(4, 10 / 60, 60, 25),
]


def states(desk: Desk, most: int) -> list[Fraction]:
    """The chances of 0, 1, 2 ... callers, exactly, from one state to the next."""
    rate, handling = Fraction(desk.rate), Fraction(desk.handling)
    chances = [Fraction(1)]
    for callers in range(1, most + 1):
        leaving = min(callers, desk.agents) / handling
        leaving += max(0, callers - desk.agents) / Fraction(desk.patience)
        chances.append(chances[-1] * rate / leaving)
    total = sum(chances)
    return [chance / total for chance in chances]


def in_line_after(desk: Desk, seconds: float, most: int = 120, steps: int = 2000) -> float:
    """The share still in line, by letting the places in the line pass in small steps of time."""
    chances = np.array([float(each) for each in states(desk, desk.agents + most)][desk.agents :])
    ahead = np.arange(len(chances))
    forward = desk.agents / desk.handling + ahead / desk.patience

    def change(here: np.ndarray) -> np.ndarray:
        return np.append((forward * here)[1:], 0) - (forward + 1 / desk.patience) * here

    length = seconds / steps
    for _ in range(steps):
        k1 = change(chances)
        k2 = change(chances + length / 2 * k1)
        k3 = change(chances + length / 2 * k2)
        chances = chances + length / 6 * (k1 + 2 * k2 + 2 * k3 + change(chances + length * k3))
    return float(chances.sum())


def test_erlang_a_gives_what_was_published() -> None:
    # O. Garnett, A. Mandelbaum and M. Reiman, 2002: 48 calls a minute of a minute, 50 agents,
    # without abandonment and with a mean patience of two minutes.
    desk = Desk(50, 48 / 60, 60, 120)
    waits = desk.waits()
    assert waits.abandoned == pytest.approx(0.031, abs=0.0005)
    assert waits.mean == pytest.approx(3.7, abs=0.05)
    assert waits.occupancy == pytest.approx(0.93, abs=0.005)
    assert desk.within(12.5) == pytest.approx(0.9, abs=0.002)
    endless = Desk(50, 48 / 60, 60)
    assert endless.waits().asa == pytest.approx(20.8, abs=0.05)
    assert endless.waits().occupancy == pytest.approx(0.96)
    assert endless.within(58.1) == pytest.approx(0.9, abs=0.002)


@pytest.mark.parametrize("desk", DESKS)
def test_erlang_a_is_the_sum_of_its_states(desk: Desk) -> None:
    chances = [float(each) for each in states(desk, desk.agents + 150)]
    waits = desk.waits()
    in_line = sum(max(0, n - desk.agents) * chance for n, chance in enumerate(chances))
    busy = sum(min(n, desk.agents) * chance for n, chance in enumerate(chances))
    assert waits.delayed == pytest.approx(sum(chances[desk.agents :]), rel=1e-9)
    assert waits.abandoned == pytest.approx(in_line / desk.patience / desk.rate, rel=1e-9)
    assert waits.mean == pytest.approx(in_line / desk.rate, rel=1e-9)  # J. Little, 1961
    assert waits.occupancy == pytest.approx(busy / desk.agents, rel=1e-9)


@pytest.mark.parametrize("desk", DESKS)
@pytest.mark.parametrize("seconds", [0.0, 5.0, 20.0, 90.0])
def test_who_is_in_line_after_a_time(desk: Desk, seconds: float) -> None:
    expected = 1 - in_line_after(desk, seconds)
    assert desk.within(seconds) == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize("desk", DESKS[:2])
def test_the_mean_wait_is_what_lies_under_the_curve(desk: Desk) -> None:
    times = np.linspace(0, 12 * desk.patience, 4_001)
    left = np.array([1 - desk.within(float(at)) for at in times])
    assert np.trapezoid(left, times) == pytest.approx(desk.waits().mean, rel=1e-4)


def test_the_wait_of_the_answered_is_a_sum_over_those_ahead() -> None:
    desk = DESKS[0]
    total = answered = 0.0
    for ahead, chance in enumerate(states(desk, desk.agents + 150)[desk.agents :]):
        rates = [desk.agents / desk.handling + place / desk.patience for place in range(ahead + 2)]
        stays = math.prod(low / high for low, high in pairwise(rates))
        answered += float(chance) * stays
        total += float(chance) * stays * sum(1 / rate for rate in rates[1:])
    answered += 1 - desk.waits().delayed
    assert desk.waits().asa == pytest.approx(total / answered, rel=1e-9)


@settings(max_examples=50)
@given(
    st.integers(1, 3000),
    st.floats(0.05, 3),
    st.floats(30, 900),
    st.floats(1, 1800),
    st.floats(0, 600),
)
def test_any_desk_keeps_the_laws(
    agents: int, busy: float, handling: float, patience: float, seconds: float
) -> None:
    desk = Desk(agents, busy * agents / handling, handling, patience)
    waits = desk.waits()
    assert 0 <= waits.abandoned <= waits.delayed <= 1
    assert waits.occupancy == pytest.approx(min(1, busy * (1 - waits.abandoned)), abs=1e-9)
    assert waits.mean == pytest.approx(waits.abandoned * patience)
    assert waits.abandoned >= 1 - 1 / busy - 1e-9
    one_more = Desk(agents + 1, desk.rate, handling, patience)
    assert one_more.waits().abandoned <= waits.abandoned + 1e-12
    assert one_more.within(seconds) >= desk.within(seconds) - 1e-8
    assert desk.within(seconds) >= 1 - waits.delayed - 1e-9
    assert desk.within(seconds + 1) >= desk.within(seconds)


def test_erlang_c_by_its_formula() -> None:
    load, agents = Fraction(48), 55
    terms = [load**busy / math.factorial(busy) for busy in range(agents + 1)]
    waiting = terms[-1] * agents / (agents - load)
    exact = float(waiting / (sum(terms[:-1]) + waiting))
    assert delay(48, 55) == pytest.approx(exact, rel=1e-12)
    assert delay(48, 55) == pytest.approx(0.239, abs=0.0005)


@pytest.mark.parametrize(("agents", "rate"), [(55, 0.2), (300, 1.6), (2, 0.004)])
def test_callers_who_never_give_up_are_the_limit_of_patient_ones(agents: int, rate: float) -> None:
    patient, endless = Desk(agents, rate, 180, 1e7), Desk(agents, rate, 180)
    assert patient.waits().mean == pytest.approx(endless.waits().mean, rel=1e-3)
    assert patient.within(20) == pytest.approx(endless.within(20), abs=1e-4)


def test_who_gives_up_at_once_leaves_erlang_b() -> None:
    desk = Desk(20, 0.1, 180, 1e-6)
    assert desk.waits().abandoned == pytest.approx(blocking(18, 20), rel=1e-6)


def test_agents_who_cannot_cope_let_the_wait_grow_for_ever() -> None:
    desk = Desk(10, 0.1, 180)
    assert (desk.within(1e6), desk.waits().mean, desk.waits().occupancy) == (0, math.inf, 1)


def test_nobody_waits_where_nobody_calls() -> None:
    assert Desk(3, 0, 60, 60).within(0) == 1
    assert Desk(3, 0, 60, 60).waits().delayed == 0
    assert Desk(3, 0, 60).waits().mean == 0
