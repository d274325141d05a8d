import math

from hypothesis import given
from hypothesis import strategies as st

from routing.load import MEMORY, Load


def test_the_share_goes_towards_one_while_busy() -> None:
    load = Load()
    load.begin(0.0)
    load.begin(100.0)  # a second time changes nothing
    load.end(MEMORY)
    assert load.share == 1 - math.exp(-1)
    load.end(2 * MEMORY)
    assert load.share == 1 - math.exp(-1)
    load.begin(2 * MEMORY)
    assert load.share == (1 - math.exp(-1)) * math.exp(-1)


lengths = st.lists(st.tuples(st.floats(0, 5_000), st.floats(1, 5_000)), max_size=4)


@given(lengths, lengths)
def test_idle_agents_are_ranked_by_the_share_that_was_busy(one, other) -> None:
    loads = [worked(one), worked(other)]
    now = 100_000.0
    shares = [load.share * math.exp((load.since - now) / MEMORY) for load in loads]
    if not math.isclose(*shares, rel_tol=1e-9):
        assert (loads[0].rank < loads[1].rank) == (shares[0] < shares[1])


def worked(spells: list[tuple[float, float]]) -> Load:
    load, now = Load(), 0.0
    for idle, busy in spells:
        load.begin(now + idle)
        now += idle + busy
        load.end(now)
    return load


def test_each_spell_is_told_once() -> None:
    load = Load()
    load.begin(10.0)
    assert load.lasted(15.0) == 5.0
    assert load.end(30.0) == 20.0
    assert load.end(40.0) == load.lasted(50.0) == 0.0


def test_who_never_worked_is_the_least_busy() -> None:
    assert Load().rank < worked([(0.0, 1.0)]).rank
