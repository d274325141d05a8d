import json

import msgspec
import pytest

from capacity.planning import Size, outlook
from ivr.planning.plans import tree_of
from ivr.settings import SettingsError
from tests.unit.ivr.planning.plans import a_plan


def test_a_plan_is_what_is_needed_and_what_it_brings() -> None:
    plan = a_plan(calls=5500, hold=180)
    assert plan.size == plan.needed
    assert plan.size.lines == 298
    assert plan.outlook == outlook(plan.inputs.callers, plan.size, 20)
    assert plan.most_landed == pytest.approx(5448, abs=3)
    assert [each.name for each in plan.variants][:2] == ["this plan", "calls +10 %"]


def test_given_lines_and_agents_are_looked_at() -> None:
    plan = a_plan(calls=5500, hold=180, lines=350, agents=100)
    assert plan.size == Size(350, 100)
    assert plan.needed.lines == 298
    assert plan.outlook.abandoned > 0.5


def test_lines_are_found_for_given_agents() -> None:
    fewer = a_plan(calls=1000, talk=90, agents=20, patience=600.0)
    # Who waits for long holds a line meanwhile.
    assert fewer.size.lines > a_plan(calls=1000, talk=90, patience=600.0).size.lines
    assert fewer.outlook.blocked <= 0.01


def test_a_line_that_grows_for_ever_has_no_lines_that_are_enough() -> None:
    with pytest.raises(SettingsError, match="never give up"):
        a_plan(calls=1000, agents=5, patience=float("inf"))
    assert a_plan(calls=1000, agents=5, lines=60, patience=float("inf")).outlook.lines_busy > 0.9


def test_json_holds_all_of_it() -> None:
    told = json.loads(msgspec.json.encode(tree_of(a_plan(agents=30))))
    assert told["inputs"]["calls"] == {"value": 400, "source": "given"}
    assert told["goals"] == {"blocked": 0.01, "answer": 0.8, "within": 20, "abandoned": 0.05}
    assert told["size"] == {"lines": told["needed"]["lines"], "agents": 30}
    assert set(told["around"]["calls +10 %"]) == {"size", "outlook", "needed"}
    assert told["outlook"]["landed"] == pytest.approx(400 * (1 - told["outlook"]["blocked"]))
    assert told["landing_capacity"]["hold"] == told["outlook"]["hold"]
