import math
from typing import Any

import pytest

from capacity.call_log import CallLog
from capacity.lines import Sizes
from capacity.logged import LoggedCall
from capacity.outcomes import Outcome
from capacity.scenario import (
    NobodyToAnswer,
    Rules,
    Scenario,
    Wishes,
    found_limit,
    found_pick_up,
    scenario,
)
from capacity.staffing import ABSENCE
from tests.unit.capacity.logs import answered, gave_up, log_of, seconds, without_agent


def ready(log: CallLog, *, limit: float = 900.0, **wishes: Any) -> Scenario:
    sizes = [(-math.inf, Sizes(350, 300))]
    rules = Rules(sizes, ring=15, wrap_up=10, longest_wait=limit, short_abandon=5)
    return scenario(log, rules, Wishes(**wishes))


def run(tried: Scenario, seed: int = 1) -> CallLog:
    return tried.run(seed, lambda _offered: None)


def hours(tried: Scenario) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for change in tried.house.presence:
        found.setdefault(change.agent_id, []).extend(seconds([change.at]))
    return found


A_DAY = (
    answered(0, talk=100, agent="asha"),
    answered(40, talk=50, agent="vijay", queue="KESCO"),
    answered(50, waited=60, talk=100, agent="asha"),
    gave_up(60, 20, queue="KESCO"),
)
"""Asha answers MVVNL from 0 to 210 and needs 10 s after the first call; Vijay KESCO once."""


def test_a_log_replayed_as_it_was_gives_itself() -> None:
    log = log_of(*A_DAY)
    again = run(ready(log))
    for name in ("outcome", "queued", "answered", "parted", "ended"):
        assert getattr(again, name).tolist() == pytest.approx(
            getattr(log, name).tolist(), nan_ok=True
        )


def test_agents_are_there_when_the_log_shows_them() -> None:
    assert sorted(hours(ready(log_of(*A_DAY))).values()) == [[0, 210], [40, 90]]


def test_more_agents_for_a_queue_take_the_place_of_those_who_answered_it_most() -> None:
    tried = ready(log_of(*A_DAY), agents={"KESCO": 2})
    assert sorted(hours(tried).values()) == [[0, 210], [40, 90], [40, 90]]
    assert run(tried).ended_as(Outcome.ANSWERED).tolist() == [True] * 4


def test_a_group_keeps_what_else_its_agents_answered() -> None:
    log = log_of(*(answered(70 * n, queue=q) for n, q in enumerate(("PVVNL", "KESCO", "KESCO"))))
    (card,) = ready(log, agents={"KESCO": 1}).house.cards
    assert card.discoms == {"KESCO", "PVVNL"}


def test_a_group_is_there_whenever_any_of_it_was() -> None:
    log = log_of(
        answered(0, talk=100, agent="asha"),
        answered(50, talk=100, agent="vijay"),
        answered(300 + ABSENCE, talk=100, agent="asha"),
    )
    spans = sorted(hours(ready(log, agents={"MVVNL": 1})).values())
    assert spans == [[0, 150], [300 + ABSENCE, 400 + ABSENCE]]


def test_a_queue_that_nobody_answered_has_its_agents_all_the_time() -> None:
    log = log_of(*A_DAY, gave_up(70, 30, queue="PVVNL"))
    assert [0] in hours(ready(log, agents={"PVVNL": 1})).values()


def test_without_agents_there_is_nothing_to_simulate_unless_nobody_waited() -> None:
    with pytest.raises(NobodyToAnswer):
        ready(log_of(answered(0, agent=None)))
    assert len(run(ready(log_of(without_agent(0, Outcome.LEFT))))) == 1


def test_a_wrap_up_can_be_asked_for() -> None:
    found, asked = ready(log_of(*A_DAY)), ready(log_of(*A_DAY), wrap_up=25.0)
    assert (found.wrap_up, asked.wrap_up) == (10, 25)
    assert seconds(run(asked).answered)[2] == 125


def test_the_ringing_of_phones_is_found_in_the_waits_that_it_explains() -> None:
    waits = log_of(*(answered(at, waited=wait) for at, wait in enumerate((3, 4, 5, 80, 90))))
    assert found_pick_up(waits, ring=15) == 4
    assert found_pick_up(log_of(answered(0, waited=80)), ring=15) == 0
    assert ready(waits).house.pick_up == 4
    assert ready(waits, pick_up=1.0).house.pick_up == 1


def test_callers_are_turned_away_only_if_the_log_knows_nobody_who_waited_longer() -> None:
    log = log_of(*A_DAY)
    assert ready(log, limit=60.0).house.longest_wait == 60
    assert ready(log, limit=50.0).house.longest_wait == math.inf
    assert ready(log, limit=50.0, longest_wait=30.0).house.longest_wait == 30


def sent_away(at: float, waited: float) -> LoggedCall:
    return gave_up(at, waited, outcome=Outcome.DROPPED)


AT_300 = [sent_away(400 * n, 300 + 0.2 * n) for n in range(5)]


def test_the_limit_of_the_log_holds_before_that_of_the_settings() -> None:
    log = log_of(*A_DAY, *AT_300, sent_away(70, 25))
    assert ready(log).house.longest_wait == 300
    assert ready(log, longest_wait=30.0).house.longest_wait == 30
    assert int(run(ready(log)).ended_as(Outcome.DROPPED).sum()) >= 5


@pytest.mark.parametrize(
    "calls",
    [
        AT_300[:4],  # may be chance
        [sent_away(400 * n, 100 + 20 * n) for n in range(9)],  # failures
        [*AT_300, answered(0, waited=320)],  # that caller was not sent away
        [sent_away(n, 0) for n in range(5)],  # nobody was there
    ],
)
def test_what_shows_no_limit_is_not_taken_for_one(calls: list[LoggedCall]) -> None:
    log = log_of(*A_DAY, *calls)
    assert found_limit(log, ring=15) is None
    assert ready(log).house.longest_wait == 900
