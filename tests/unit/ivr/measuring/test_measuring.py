"""Some of the planned callers are probes; with the others they are the plan."""

import pytest

from capacity.load import Profile, plan_load
from ivr.measuring.measuring import over_by, prober, split
from routing.numbers import read_caller
from tests.unit.ivr.measuring.samples import setting


@pytest.mark.parametrize(("calls", "share"), [(36_000.0, 0.05), (1_800.0, 0.25)])
def test_probes_and_the_rest_are_the_plan(calls: float, share: float) -> None:
    plan = plan_load(setting(calls=calls, minutes=10.0).wish, Profile.STEADY)
    rest, probes = split(plan, seed=1)
    assert sorted((*rest.calls, *probes), key=lambda call: call.at) == list(plan.calls)
    assert len(probes) / len(plan.calls) == pytest.approx(share, rel=0.25)
    assert split(plan, seed=1)[1] == probes
    assert split(plan, seed=2)[1] != probes


def test_who_would_stay_too_long_goes_at_the_end_and_nobody_else_sooner() -> None:
    plan = plan_load(setting(calls=36_000.0, minutes=10.0).wish, Profile.STEADY)
    end = plan.wish.seconds + plan.mean_hold
    assert plan.over_by > end
    cut = over_by(plan, end)
    assert cut.over_by == pytest.approx(end)
    for was, now in zip(plan.calls, cut.calls, strict=True):
        assert now.hold == was.hold or now.at + now.hold == pytest.approx(end)
        assert now.hold > 0


def test_a_prober_calls_from_a_landline_whose_company_is_known():
    assert read_caller(prober(0)).kind == "landline"
    assert read_caller(prober(999)).e164 != read_caller(prober(1_000)).e164
