from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from capacity.lines import Direction
from capacity.outcomes import Outcome
from dialplan.asked import DIALLED, NOT_REACHED
from dialplan.story import Fact
from ivr.metrics import calls
from ivr.metrics.calls import WAITS, CallMetrics, seized, wait_ended
from ivr.records import CallRecord
from tests.unit.ivr.metrics.reading import Found, found
from tests.unit.ivr.samples import a_record, after, some_facts

UNLANDED: dict[str, Any] = {"landed_at": None, "queued_at": None, "answered_at": None}


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def metrics(registry: CollectorRegistry) -> CallMetrics:
    return CallMetrics(registry, ["10.1.9.0/24"])


def a_call_back(**changes: Any) -> CallRecord:
    fields: dict[str, Any] = {"direction": Direction.OUTGOING, "queued_at": after(-60)}
    return a_record("c-1-back", **fields | changes)


def test_a_call_counts_where_it_belongs(metrics: CallMetrics, registry: CollectorRegistry) -> None:
    metrics.call_ended(a_record(trunk="10.1.9.12"))
    metrics.call_ended(a_record("c-2", trunk="10.2.0.1", discom=None, language=None, reason=None))
    seen = found(registry)
    assert seen["helpline_calls_ended_total", "incoming", "MVVNL", "hi", "answered"] == 1
    assert seen["helpline_calls_ended_total", "incoming", "none", "none", "answered"] == 1
    assert seen["helpline_calls_ended_by_reason_total", "incoming", "answered", "supply"] == 1
    assert seen["helpline_calls_ended_by_trunk_total", "answered", "10.1.9.0/24"] == 1
    assert seen["helpline_calls_ended_by_trunk_total", "answered", "other"] == 1
    assert seen["helpline_seizures_total", "incoming", "answered"] == 2


def test_times_are_those_of_the_record(metrics: CallMetrics, registry: CollectorRegistry) -> None:
    metrics.call_ended(a_record())
    seen = found(registry)
    assert seen["helpline_setup_seconds_sum",] == pytest.approx(0.1)
    assert seen["helpline_call_seconds_sum", "incoming", "answered"] == pytest.approx(153.4)
    assert seen["helpline_wait_seconds_sum", "MVVNL", "answered"] == pytest.approx(12)
    assert seen["helpline_talk_seconds_sum", "MVVNL"] == pytest.approx(120)


def test_dropped_and_blocked_calls_count_by_themselves(
    metrics: CallMetrics, registry: CollectorRegistry
) -> None:
    metrics.call_ended(a_record(outcome=Outcome.DROPPED, drop="media"))
    metrics.call_ended(a_record("c-2", outcome=Outcome.BLOCKED, **UNLANDED))
    seen = found(registry)
    assert seen["helpline_calls_dropped_total", "media"] == 1
    assert seen["helpline_calls_blocked_total",] == 1
    assert seen["helpline_seizures_total", "incoming", "network"] == 1
    assert ("helpline_call_seconds_count", "incoming", "blocked") not in seen


def test_what_is_rare_is_there_from_the_start(registry: CollectorRegistry) -> None:
    CallMetrics(registry, [])
    seen = found(registry)
    assert seen["helpline_calls_dropped_total", "system"] == 0
    assert seen["helpline_seizures_total", "outgoing", "network"] == 0
    assert seen["helpline_wait_seconds_count", "KESCO", "abandoned"] == 0


def test_an_edge_of_the_waits_is_the_service_level(
    metrics: CallMetrics, registry: CollectorRegistry
) -> None:
    for wait in (19.9, 20.0, 20.1):
        metrics.call_ended(a_record(answered_at=after(20 + wait)))
    within = found(registry)["helpline_wait_seconds_bucket", "MVVNL", "20.0", "answered"]
    assert within == 2


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


@pytest.mark.parametrize(
    ("record", "result"),
    [
        (a_record(outcome=Outcome.DROPPED, drop="media"), "answered"),
        (a_record(outcome=Outcome.LEFT, cause=16, **UNLANDED), "person"),
        (a_record(outcome=Outcome.DROPPED, cause=38, drop="network", **UNLANDED), "network"),
        (a_record(outcome=Outcome.BLOCKED, **UNLANDED), "network"),
    ],
)
def test_an_offered_call_is_sorted_for_asr_and_ner(record: CallRecord, result: str) -> None:
    assert seized(record) == result


def told(metrics: CallMetrics, call_id: str, *kinds: str, how: str | None = None) -> None:
    for kind in kinds:
        metrics.fact(call_id, Fact(kind, None, after(0), how))


def test_offered_and_landed_calls_count_at_once(
    metrics: CallMetrics, registry: CollectorRegistry
) -> None:
    for fact in some_facts():
        metrics.fact("c-1", fact)
    seen = found(registry)
    assert seen["helpline_calls_offered_total",] == seen["helpline_calls_landed_total",] == 1
    assert seen["helpline_calls_landed_last_hour",] == 1


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


def landed(seen: Found) -> tuple[float, float]:
    return seen["helpline_calls_landed_total",], seen["helpline_calls_landed_last_hour",]


def test_each_attempt_to_call_back_counts_once(
    metrics: CallMetrics, registry: CollectorRegistry
) -> None:
    for end in ("Q.850 17", "Q.850 34", None):
        told(metrics, "c-1-back", DIALLED, NOT_REACHED, how=end)
    told(metrics, "c-1-back", DIALLED, "landed")
    told(metrics, "c-1-back", NOT_REACHED, how="Q.850 16")  # they picked up, and pressed no key
    metrics.call_ended(a_call_back(outcome=Outcome.UNREACHED, answered_at=None))
    seen = found(registry)
    results = {key[2]: value for key, value in seen.items() if key[:2] == OUTGOING and value}
    assert results == {"person": 1, "network": 2, "answered": 1}
    assert landed(seen) == (0, 0), "we called them"


OUTGOING = ("helpline_seizures_total", "outgoing")
