"""Whether a step of journeys was held."""

import pytest

from tests.bench import steps
from tests.bench.load import Step
from tests.bench.steps import Taken, faults


@pytest.fixture(autouse=True)
def the_talk_takes_two_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "talk_to_goodbye", lambda: 2.0)


def taken(*, completed: int = 100, setup: float = 0.005, last: float = 2.1, recorded: int = 100):
    calls = range(100)
    notes = {
        "calls": dict.fromkeys(calls, 0.0),
        "answered": dict.fromkeys(calls, setup),
        "last-key": dict.fromkeys(calls, 3.0),
        "goodbye": dict.fromkeys(calls, 3.0 + last),
    }
    step = Step(rate=10, placed=100, completed=completed, notes=notes)
    return Taken(step, cpu={"asterisk": 0.03}, busy=0.5, recorded=recorded)


def test_a_quick_and_complete_step_holds() -> None:
    assert list(faults(taken())) == []


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"completed": 98}, "98.0% of the journeys were completed"),
        ({"setup": 1.2}, "INVITE to 200 took 1.20 s"),
        ({"last": 3.5}, "last key to ringing took 1.50 s"),
        ({"last": 1.0}, "100 goodbyes came before an agent could have talked"),
        ({"recorded": 97}, "3 records were missing"),
    ],
)
def test_what_was_slow_or_missing_is_named(changed: dict[str, float], fault: str) -> None:
    (said,) = faults(taken(**changed))
    assert fault in said
