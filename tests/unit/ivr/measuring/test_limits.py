"""A rate fails for what callers meet, and what was used up is named."""

from dataclasses import replace

from capacity.blocking import Expected
from capacity.limit import Step
from ivr.measuring.found import Blocking, Found
from ivr.measuring.judging import SET_UP
from ivr.measuring.limits import find_limit, limits
from ivr.measuring.settings import Setting
from tests.unit.ivr.measuring.samples import found, setting, times

BLOCKED = Blocking(0.02, Expected(0.02, 0.0, 0.1))


def test_what_went_well_has_no_limits_even_with_all_lines_held():
    assert limits(found()) == []


def test_blocked_calls_are_for_want_of_lines():
    assert limits(found(blocking=BLOCKED)) == [
        "2.0% blocked, dropped or failed", "lines: all 2 were held",
    ]  # fmt: skip


def test_blocked_dropped_and_failed_count_together():
    few = found(failed=1, recorded={"dropped": 1, "left": 197, "blocked": 1}, most_lines=1)
    assert few.lost > 0.01
    assert limits(few) == ["1.5% blocked, dropped or failed"]


def test_slow_set_up_and_late_calls_are_the_processors_if_they_are_busy():
    slow = found(delays={SET_UP: times(1.2)}, late=times(0.3), machine=0.97, most_lines=1)
    assert limits(slow) == [
        "set-up took 1.2 s at p99", "calls came 0.3 s late at p99", "processors: 97% busy",
    ]  # fmt: skip


def test_callers_who_give_up_waiting_are_for_want_of_agents():
    busy = found(
        setting=setting(agents=3, staying=False),
        blocking=BLOCKED,
        recorded={"answered": 80, "abandoned": 15, "ticket": 5, "blocked": 1},
    )
    assert "agents: 20% of those in line gave up" in limits(busy)


async def test_each_rate_is_tried_with_other_calls_until_the_limit_is_near():
    tried: list[Setting] = []

    async def measured(which: Setting) -> Found:
        tried.append(which)
        return found(setting=which, blocking=BLOCKED) if which.calls > 500 else found()

    steps: list[Step] = []
    await find_limit(replace(setting(), calls=300.0), measured, steps.append)
    assert [step.rate for step in steps] == [each.calls for each in tried]
    assert [each.calls for each in tried[:3]] == [300, 450, 675]
    assert len({each.seed for each in tried}) == len(tried)
    assert max(step.rate for step in steps if not step.limited_by) > 450


async def test_a_rate_that_may_not_be_placed_is_where_the_search_ends():
    async def measured(which: Setting) -> Found:
        assert which.wish.rate < 150
        return found()

    steps: list[Step] = []
    await find_limit(replace(setting(), calls=200_000.0), measured, steps.append)
    assert any(step.limited_by and "150 are the most" in step.limited_by[0] for step in steps)
    assert not steps[0].limited_by
