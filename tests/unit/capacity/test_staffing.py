import pytest

from capacity.call_log import CallLog
from capacity.scenario import found_pick_up
from capacity.staffing import ABSENCE, AfterCalls, after_calls, shifts_of
from tests.synthetic import busy_helpline
from tests.unit.capacity.logs import answered, gave_up, log_of, seconds


def bounds(log: CallLog, *, ring: float = 0.0, pick_up: float = 0.0) -> list[tuple[float, float]]:
    found = after_calls(log, shifts_of(log), ring=ring, pick_up=pick_up)
    return list(zip(found.least.tolist(), found.most.tolist(), strict=True))


def test_a_shift_is_talks_without_a_long_gap() -> None:
    log = log_of(
        answered(0, talk=60, agent="vijay"),
        answered(100, agent="asha"),
        answered(160 + ABSENCE, talk=100, agent="asha", queue="KESCO", language="en"),
        answered(261 + 2 * ABSENCE, agent="asha"),
    )
    asha, late, vijay = sorted(shifts_of(log), key=lambda shift: (shift.agent, shift.start))
    assert vijay.agent == "vijay"
    assert asha.calls.tolist() == [1, 2]
    assert seconds([asha.start, asha.end]) == [100, 260 + ABSENCE]
    assert asha.queues == {"MVVNL", "KESCO"}
    assert asha.languages == {"hi", "en"}
    assert late.calls.tolist() == [3]


def test_home_is_what_was_answered_most() -> None:
    calls = [answered(at, queue=queue) for at, queue in enumerate(("PVVNL", "KESCO", "KESCO"))]
    assert shifts_of(log_of(*calls))[0].home == "KESCO"


def test_no_shift_is_made_of_calls_whose_agent_is_not_known() -> None:
    assert shifts_of(log_of(answered(0, agent=None), gave_up(3, 5))) == []


def test_the_gap_tells_all_if_the_next_caller_had_waited() -> None:
    assert bounds(log_of(answered(0, talk=60), answered(50, waited=25))) == [(15, 15)]


def test_the_gap_is_an_upper_bound_if_nobody_waited() -> None:
    assert bounds(log_of(answered(0, talk=60), answered(90))) == [(0, 30)]


def test_an_agent_was_busy_while_somebody_waited_in_vain() -> None:
    log = log_of(answered(0, talk=60), gave_up(65, 7), answered(90))
    assert bounds(log) == [(12, 30)]


def test_who_came_earlier_may_wait_longer_than_who_came_later() -> None:
    log = log_of(answered(0, talk=60), gave_up(30, 55), gave_up(62, 1), answered(90))
    assert bounds(log) == [(25, 30)]


@pytest.mark.parametrize("other", [{"queue": "KESCO"}, {"language": "en"}, {"queue": None}])
def test_only_who_can_be_served_waits_in_vain(other: dict[str, str | None]) -> None:
    assert bounds(log_of(answered(0, talk=60), gave_up(65, 7, **other), answered(90))) == [(0, 30)]


def test_a_short_wait_may_be_for_the_phone_to_be_picked_up() -> None:
    log = log_of(
        answered(0, talk=60),
        answered(80, waited=10, talk=60),
        gave_up(170, 20),
        answered(200, waited=5, talk=60),
        answered(250, waited=30),
    )
    # The phone rang 4 s for the last; the one who gave up may have been rung for 15 s.
    assert bounds(log, ring=15, pick_up=4) == [(0, 30), (25, 55), (11, 11)]


def test_overlapping_talks_tell_nothing() -> None:
    assert bounds(log_of(answered(0, talk=60), answered(50))) == []


def test_a_log_without_agents_tells_nothing() -> None:
    assert bounds(log_of(gave_up(0, 5))) == []


@pytest.mark.parametrize("pick_up", [0.0, 4.0])
def test_what_agents_of_a_made_up_helpline_needed_is_found(pick_up: float) -> None:
    log = busy_helpline(15_000, 2, agents=14, pick_up=pick_up, longest_wait=900.0)
    found = found_pick_up(log, 15.0)
    assert found == pick_up
    after: AfterCalls = after_calls(log, shifts_of(log), ring=15.0 if found else 0, pick_up=found)
    assert after.distribution.mean == pytest.approx(15.0, rel=0.1)
