from dataclasses import replace

import pytest

from capacity.planning import Callers, Goals, Size, outlook, size_for
from capacity.sensitivity import around

GOALS = Goals(blocked=0.01, answer=0.8, within=20, abandoned=0.05)
CALLERS = Callers(
    calls=400, menus=30, talk=100, wrap_up=20, self_served=0.1, patience=120, rest=2
)  # fmt: skip
SIZE = Size(30, 14)


def test_each_assumption_is_varied_alone() -> None:
    found = {each.name: each for each in around(CALLERS, SIZE, GOALS)}
    assert list(found) == [
        "this plan", "calls +10 %", "calls −10 %", "hold +10 %", "hold −10 %",
        "lines +3", "lines −3", "agents +1", "agents −1",
    ]  # fmt: skip
    more_calls = replace(CALLERS, calls=440)
    assert found["calls +10 %"].outlook.attempts == pytest.approx(440)
    assert found["calls +10 %"].needed == size_for(more_calls, GOALS)
    assert found["calls +10 %"].size == SIZE
    assert found["lines −3"].size == Size(27, 14)
    assert found["lines −3"].outlook == outlook(CALLERS, Size(27, 14), 20)
    assert found["agents +1"].size == Size(30, 15)
    assert found["agents +1"].needed == found["this plan"].needed == size_for(CALLERS, GOALS)


def test_a_longer_hold_is_longer_in_the_menus_and_in_talk() -> None:
    found = {each.name: each.outlook for each in around(CALLERS, Size(300, 100), GOALS)}
    assert found["hold +10 %"].hold == pytest.approx(1.1 * found["this plan"].hold)
    assert found["hold −10 %"].hold == pytest.approx(0.9 * found["this plan"].hold)


def test_one_of_each_cannot_be_fewer_and_nobody_not_more() -> None:
    names = [each.name for each in around(CALLERS, Size(1, 1), GOALS)]
    assert names[5:] == ["lines +1", "agents +1"]
    alone = replace(CALLERS, self_served=1)
    assert [each.name for each in around(alone, Size(9, 0), GOALS)][5:] == ["lines +1", "lines −1"]
