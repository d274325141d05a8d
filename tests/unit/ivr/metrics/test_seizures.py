from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from capacity.lines import Direction
from capacity.outcomes import Outcome
from dialplan.asked import NOT_REACHED
from dialplan.story import Fact
from ivr.metrics.seizures import Seizures, seized
from ivr.records import CallRecord
from tests.unit.ivr.metrics.reading import found
from tests.unit.ivr.samples import a_record, after


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def seizures(registry: CollectorRegistry) -> Seizures:
    return Seizures(registry)


def counted(registry: CollectorRegistry, direction: str) -> dict[str, float]:
    return {key[2]: value for key, value in found(registry).items() if key[1] == direction}


def missed(seizures: Seizures, how: str | None, why: str = "why") -> None:
    seizures.not_reached("c-1-back", Fact(NOT_REACHED, why, after(0), how))


def test_each_attempt_counts_once(seizures: Seizures, registry: CollectorRegistry) -> None:
    for end in ("Q.850 17", "Q.850 34", None):
        seizures.dialled("c-1-back")
        missed(seizures, end)
    seizures.dialled("c-1-back")
    missed(seizures, None, "the phone was not picked up")
    seizures.dialled("c-1-back")
    assert seizures.landed("c-1-back")
    missed(seizures, "Q.850 16")  # they had picked up, and pressed no key
    assert not seizures.landed("c-2"), "a call to us"
    assert counted(registry, "outgoing") == {"answered": 1, "person": 2, "network": 2}


def test_an_attempt_that_was_called_off_is_a_persons(
    seizures: Seizures, registry: CollectorRegistry
) -> None:
    seizures.dialled("c-1-back")
    seizures.call_ended(
        a_record("c-1-back", direction=Direction.OUTGOING, outcome=Outcome.UNREACHED)
    )
    missed(seizures, "Q.850 17")
    assert counted(registry, "outgoing") == {"answered": 0, "person": 1, "network": 0}


def test_an_attempt_that_never_left_us_is_none(
    seizures: Seizures, registry: CollectorRegistry
) -> None:
    seizures.dialled("c-1-back")
    seizures.not_dialled("c-1-back")
    seizures.call_ended(
        a_record("c-1-back", direction=Direction.OUTGOING, outcome=Outcome.UNREACHED)
    )
    assert sum(counted(registry, "outgoing").values()) == 0


def test_an_attempt_that_began_before_a_restart_is_no_call_to_us(
    seizures: Seizures, registry: CollectorRegistry
) -> None:
    assert seizures.landed("c-1-back")
    assert counted(registry, "outgoing")["answered"] == 1


def test_an_offered_call_counts_when_it_is_over(
    seizures: Seizures, registry: CollectorRegistry
) -> None:
    seizures.call_ended(a_record())
    assert counted(registry, "incoming") == {"answered": 1, "person": 0, "network": 0}


def unlanded(**changes: Any) -> CallRecord:
    return a_record(landed_at=None, queued_at=None, answered_at=None, **changes)


@pytest.mark.parametrize(
    ("record", "result"),
    [
        (a_record(outcome=Outcome.DROPPED, cause=38, drop="network"), "answered"),
        (unlanded(outcome=Outcome.LEFT, cause=16), "person"),
        (unlanded(outcome=Outcome.DROPPED, cause=38, drop="network"), "network"),
        (unlanded(outcome=Outcome.BLOCKED, cause=17), "network"),
    ],
)
def test_we_are_the_called_side_of_an_offered_call(record: CallRecord, result: str) -> None:
    assert seized(record) == result
