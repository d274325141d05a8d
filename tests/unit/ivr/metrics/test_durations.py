from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from capacity.lines import Direction
from capacity.outcomes import Outcome
from ivr.metrics.durations import WAITS, Durations, wait_ended
from ivr.records import CallRecord
from tests.unit.ivr.metrics.reading import Found, found
from tests.unit.ivr.samples import a_record, after


def a_call_back(**changes: Any) -> CallRecord:
    fields: dict[str, Any] = {"direction": Direction.OUTGOING, "queued_at": after(-60)}
    return a_record("c-1-back", **fields | changes)


def observed(*records: CallRecord) -> Found:
    registry = CollectorRegistry()
    durations = Durations(registry)
    for record in records:
        durations.call_ended(record)
    return found(registry)


def test_times_are_those_of_the_record() -> None:
    seen = observed(a_record())
    assert seen["helpline_setup_seconds_sum",] == pytest.approx(0.1)
    assert seen["helpline_call_seconds_sum", "incoming", "answered"] == pytest.approx(153.4)
    assert seen["helpline_wait_seconds_sum", "MVVNL", "answered"] == pytest.approx(12)
    assert seen["helpline_talk_seconds_sum", "MVVNL"] == pytest.approx(120)


def test_a_call_has_only_the_times_that_it_came_to() -> None:
    never = {"landed_at": None, "queued_at": None, "answered_at": None}
    seen = observed(a_record(outcome=Outcome.BLOCKED, **never))
    assert not any(value for key, value in seen.items() if not key[0].endswith("_created"))


def test_the_set_up_is_that_of_calls_to_us() -> None:
    """An outgoing one is offered when it is asked for, perhaps hours before."""
    seen = observed(a_call_back())
    assert seen["helpline_setup_seconds_count",] == 0
    assert seen["helpline_call_seconds_count", "outgoing", "answered"] == 1


def test_an_edge_of_the_waits_is_the_service_level() -> None:
    seen = observed(*(a_record(answered_at=after(20 + wait)) for wait in (19.9, 20.0, 20.1)))
    assert seen["helpline_wait_seconds_bucket", "MVVNL", "20.0", "answered"] == 2


def test_what_can_come_is_there_from_the_start() -> None:
    seen = observed()
    assert seen["helpline_wait_seconds_count", "KESCO", "abandoned"] == 0
    assert seen["helpline_talk_seconds_count", "KESCO"] == 0
    assert seen["helpline_call_seconds_count", "incoming", "left"] == 0
    assert ("helpline_call_seconds_count", "incoming", "blocked") not in seen


@pytest.mark.parametrize(
    ("record", "ended"),
    [
        (a_record(), "answered"),
        (a_record(outcome=Outcome.DROPPED), "answered"),
        (a_record(outcome=Outcome.ABANDONED, answered_at=None), "abandoned"),
        (a_record(outcome=Outcome.SHORT_ABANDONED, answered_at=None), "short-abandoned"),
        (a_record(outcome=Outcome.CALL_BACK, answered_at=None), "call-back"),
        (a_record(outcome=Outcome.DROPPED, answered_at=None), "lost"),
        (a_record(outcome=Outcome.TICKET, answered_at=None), "lost"),
        (a_call_back(), "answered"),
        (a_call_back(outcome=Outcome.UNREACHED, answered_at=None), "call-back"),
    ],
)
def test_a_wait_ends_in_one_way(record: CallRecord, ended: str) -> None:
    assert wait_ended(record) == ended
    assert ended in WAITS
