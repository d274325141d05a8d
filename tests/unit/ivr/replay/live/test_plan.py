import math
from typing import Any

import pytest

from capacity.call_log import CallLog
from capacity.lines import Sizes
from capacity.logged import LoggedCall
from capacity.outcomes import Outcome
from capacity.scenario import Rules, estimates_of
from ivr.phone.consumer import Step
from ivr.replay.live.plan import LiveCall, check_plan, most_at_once, plan_calls
from ivr.settings import Settings, SettingsError
from tests.unit.capacity.logs import answered, gave_up, log_of, without_agent

RULES = Rules([(-math.inf, Sizes(350, 300))], 15, 10, 900, 5)


def planned(*calls: LoggedCall, speed: float = 10) -> list[LiveCall]:
    log: CallLog = log_of(*calls)
    demand = estimates_of(log, RULES).demand(1)
    return list(plan_calls(log, demand, speed, Settings()))


def a_call(**fields: Any) -> LiveCall:
    usual = {"at": 0.0, "number": "1", "steps": (), "leaves": None, "patience": 1.0, "talk": 1.0}
    return LiveCall(**usual | fields)


def test_times_are_shorter_by_the_speed() -> None:
    answer, given_up = planned(answered(100, waited=30, talk=60), gave_up(140, 50))
    assert (answer.at, answer.leaves, answer.talk) == (0, None, 6)
    assert answer.patience >= 3
    assert (given_up.at, given_up.leaves, given_up.patience) == (4, None, 5)


def test_who_left_in_the_menus_leaves_after_a_second_at_least() -> None:
    slow, fast = planned(
        without_agent(0, Outcome.LEFT, menus=45), without_agent(1, Outcome.LEFT, menus=2)
    )
    assert (slow.leaves, fast.leaves) == (4.5, 1.0)


def test_who_met_a_purpose_asks_for_the_chatbot_and_stays() -> None:
    (served,) = planned(without_agent(0, Outcome.SELF_SERVED))
    assert served.steps[-1] == Step("reason.menu", "8")
    assert served.leaves is None


def test_what_is_keyed_follows_language_discom_and_priority() -> None:
    calls = planned(
        answered(0, language="en", queue="KESCO"),
        answered(1, language="fr", queue="PS"),
        answered(2, priority=0),
    )
    prompts = [[step.prompt for step in call.steps] for call in calls]
    assert prompts == [
        ["greeting", "discom.which", "reason.menu"],
        ["greeting", "pin.ask", "reason.menu"],
        ["greeting"],
    ]
    assert [call.steps[0].keys for call in calls] == ["2", "1", "9"]
    assert calls[0].number.startswith("0512")


def test_a_blocked_caller_calls_like_one_who_was_let_in() -> None:
    calls = planned(answered(0), without_agent(5, Outcome.BLOCKED, menus=0))
    assert calls[1].leaves is None
    assert calls[1].steps == calls[0].steps


def test_callers_at_once_are_counted_with_all_the_time_that_they_may_take() -> None:
    quick = a_call(leaves=5.0)
    calls = [quick, a_call(at=20.0), a_call(at=40.0, patience=math.inf)]
    assert most_at_once(calls, 900) == 2
    assert calls[2].over_by(900) - 40 == pytest.approx(900 + 1 + 90)


@pytest.mark.parametrize(
    ("calls", "message"),
    [
        ([a_call()] * 21, "--speed 10: 21 calls would come within one second"),
        ([a_call(at=0.4 * n, talk=900) for n in range(600)], "--most: 600 callers"),
        ([a_call(), a_call(at=7200.0)], "it would take up to 122 minutes"),
    ],
)
def test_too_much_is_refused(calls: list[LiveCall], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        check_plan(calls, 10, Settings())
    check_plan(calls[:1], 10, Settings())
