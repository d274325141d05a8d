from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from capacity.outcomes import Outcome
from ivr.metrics import calls
from ivr.metrics.calls import CallMetrics
from tests.unit.ivr.metrics.reading import Found, found
from tests.unit.ivr.metrics.telling import told
from tests.unit.ivr.samples import a_record, some_facts

UNLANDED: dict[str, Any] = {"landed_at": None, "queued_at": None, "answered_at": None}


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def metrics(registry: CollectorRegistry) -> CallMetrics:
    return CallMetrics(registry, ["10.1.9.0/24"])


def test_a_call_counts_where_it_belongs(metrics: CallMetrics, registry: CollectorRegistry) -> None:
    metrics.call_ended(a_record(trunk="10.1.9.12"))
    metrics.call_ended(a_record("c-2", trunk="10.2.0.1", discom=None, language=None, reason=None))
    seen = found(registry)
    assert seen["helpline_calls_ended_total", "incoming", "MVVNL", "hi", "answered"] == 1
    assert seen["helpline_calls_ended_total", "incoming", "none", "none", "answered"] == 1
    assert seen["helpline_calls_ended_by_reason_total", "incoming", "answered", "supply"] == 1
    assert seen["helpline_calls_ended_by_reason_total", "incoming", "answered", "none"] == 1
    assert seen["helpline_calls_ended_by_trunk_total", "answered", "10.1.9.0/24"] == 1
    assert seen["helpline_calls_ended_by_trunk_total", "answered", "other"] == 1
    assert seen["helpline_seizures_total", "incoming", "answered"] == 2
    assert seen["helpline_talk_seconds_count", "MVVNL"] == 1


def test_dropped_and_blocked_calls_count_by_themselves(
    metrics: CallMetrics, registry: CollectorRegistry
) -> None:
    assert found(registry)["helpline_calls_dropped_total", "system"] == 0, "there from the start"
    metrics.call_ended(a_record(outcome=Outcome.DROPPED, drop="media"))
    metrics.call_ended(a_record("c-2", outcome=Outcome.BLOCKED, **UNLANDED))
    seen = found(registry)
    assert seen["helpline_calls_dropped_total", "media"] == 1
    assert seen["helpline_calls_blocked_total",] == 1


def test_offered_and_landed_calls_count_at_once(
    metrics: CallMetrics, registry: CollectorRegistry
) -> None:
    for fact in some_facts():
        metrics.fact("c-1", fact)
    seen = found(registry)
    assert seen["helpline_calls_offered_total",] == 1
    assert landed(seen) == (1, 1)


def test_the_rolling_hour_moves_on(
    metrics: CallMetrics, registry: CollectorRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr(calls.time, "monotonic", lambda: now)
    for now in (0.0, 1_800.0):
        told(metrics, f"c-{now}", "offered", "landed")
    now = 3_600.0
    assert landed(found(registry)) == (2, 1)
    now = 5_400.0
    assert landed(found(registry)) == (2, 0)


def test_who_is_called_back_has_not_landed(
    metrics: CallMetrics, registry: CollectorRegistry
) -> None:
    told(metrics, "c-1-back", "dialled", "landed")
    seen = found(registry)
    assert landed(seen) == (0, 0)
    assert seen["helpline_seizures_total", "outgoing", "answered"] == 1


def landed(seen: Found) -> tuple[float, float]:
    return seen["helpline_calls_landed_total",], seen["helpline_calls_landed_last_hour",]
