"""How far each helpline went."""

from tests.bench.journey_findings import highest
from tests.bench.load import Step
from tests.bench.steps import Taken


def step(rate: float, *faults: str) -> Taken:
    return Taken(Step(rate, 10, 10, {}), {"asterisk": 0.03}, 0.5, 10, list(faults))


def test_the_highest_rate_lies_below_the_lowest_that_failed() -> None:
    course = [step(10), step(20), step(40, "late"), step(30, "late"), step(35)]
    found = highest(course)
    assert found is not None
    assert found.step.rate == 20


def test_nothing_held() -> None:
    assert highest([step(10, "late")]) is None
