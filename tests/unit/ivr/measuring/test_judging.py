"""What was found follows from what was seen, and what makes it doubtful is said."""

from typing import Any

import pytest

from ivr.load.attempts import Attempt, End
from ivr.measuring.judging import SET_UP, Evidence, judge
from ivr.measuring.probe import Probed
from ivr.measuring.seen import all_seen
from tests.unit.ivr.measuring.samples import BEGAN, attempt, load_result, sample, setting

TWO_LINES = setting()


def evidence(attempts: list[Attempt], probes: tuple[Probed, ...] = (), **changes: Any) -> Evidence:
    load, began = load_result(attempts, TWO_LINES), BEGAN.timestamp()
    usual: dict[str, Any] = {
        "load": load,
        "probes": probes,
        "seen": all_seen(load, probes, began=0.0),
        "samples": [sample(began + 3, worked=1.0), sample(began + 15, worked=1.6, machine=6.0)],
        "recorded": {"left": sum(a.answered is not None for a in attempts),
                     "blocked": sum(a.end is End.BLOCKED for a in attempts)},
        "most_lines": 2,
        "left_over": {},
        "errors": {},
        "processors": 2,
    }  # fmt: skip
    return Evidence(**(usual | changes))


AS_IDEAL = [
    attempt(0, 1.0),
    attempt(1, 4.0),
    attempt(2, 4.1),
    attempt(3, 4.2, end=End.BLOCKED),
    attempt(4, 6.0),
]


def test_the_warm_up_is_not_counted():
    found = judge(TWO_LINES, evidence(AS_IDEAL))
    assert (found.offered, found.landed, found.failed, found.cut_off) == (4, 3, 0, 0)
    assert found.landed_per_hour.mean == pytest.approx(3 * 3600 / 12)
    assert found.blocking.share == 0.25
    assert found.remarks == ("only 4 calls were counted: let it last longer",)


def test_an_ideal_pool_does_the_same_with_the_same_calls():
    found = judge(TWO_LINES, evidence(AS_IDEAL))
    assert (found.blocking.ideal, found.blocking.agreed) == (0.25, 1.0)
    early = [*AS_IDEAL[:2], attempt(2, 4.1, end=End.BLOCKED), *AS_IDEAL[3:]]
    found = judge(TWO_LINES, evidence(early))
    assert (found.blocking.share, found.blocking.ideal, found.blocking.agreed) == (0.5, 0.25, 0.75)


def test_of_callers_who_do_not_stay_an_ideal_pool_says_nothing():
    found = judge(setting(staying=False), evidence(AS_IDEAL))
    assert (found.blocking.ideal, found.blocking.agreed) == (None, None)


def test_what_an_hour_stands_for_is_longer_than_it_was():
    found = judge(setting(compress=2.0, hold=2.0), evidence(AS_IDEAL))
    assert found.landed_per_hour.mean == pytest.approx(3 * 3600 / 12 / 2)


def test_times_of_sipp_and_of_probes_are_told_apart():
    probes = (
        Probed(1.0, sent=7.0, landed=7.02, set_up=0.02, first_sound=0.005, keys=[0.01, 0.03]),
        Probed(1.0, sent=9.0, refused=503),
    )
    found = judge(TWO_LINES, evidence(AS_IDEAL, probes, recorded={"left": 5, "blocked": 2}))
    assert found.delays[SET_UP].count == 4
    assert found.delays["INVITE to 200, by probes"].longest == 0.02
    assert found.delays["200 to first sound"].p50 == 0.005
    assert found.delays["key to next prompt"].count == 2
    assert (found.offered, found.landed) == (6, 4)


def test_cost_is_per_landed_call_and_the_machine_has_several_processors():
    found = judge(TWO_LINES, evidence(AS_IDEAL))
    assert found.costs["service"].per_call == pytest.approx(0.2)
    assert found.machine == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"recorded": {"left": 3}}, "5 calls landed or were blocked, and 3 are recorded"),
        ({"left_over": {"channels": 2}}, "left behind: 2 channels"),
        ({"errors": {"service.stalled": 3}}, "logged 3 times: service.stalled"),
        ({"samples": [sample(0, worked=0), sample(9, worked=0, machine=17)]}, "94% busy"),
    ],
)
def test_what_makes_a_figure_doubtful_is_said(changes, said):
    remarks = judge(TWO_LINES, evidence(AS_IDEAL, **changes)).remarks
    (remark,) = (each for each in remarks if not each.startswith("only 4 calls"))
    assert said in remark


def test_calls_that_failed_or_were_cut_off_or_came_late_are_said():
    late = attempt(6, 8.0)
    attempts = [*AS_IDEAL, attempt(5, 7.0, end=End.FAILED), late]
    attempts[4] = attempt(4, 6.0, end=End.ENDED, held=0.1)
    given = evidence(attempts)
    late.sent = 8.5
    remarks = " ".join(judge(TWO_LINES, given).remarks)
    assert "1 calls neither landed nor were blocked" in remarks
    assert "1 callers were cut off" in remarks
    assert "0.50 s late" in remarks


def test_more_blocked_than_chance_explains_is_said():
    attempts = [attempt(n, 3 + n / 10, end=End.BLOCKED) for n in range(80)]
    found = judge(TWO_LINES, evidence(attempts, recorded={"blocked": 80}))
    assert found.remarks[-1] == "blocking lies outside the interval of Erlang B"
