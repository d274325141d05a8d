"""What Asterisk itself wrote of the same calls, three times; see tests/data/asterisk-22."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from capacity.outcomes import Outcome
from ivr.imports.cel import COLUMNS
from ivr.imports.foreign import record_of
from ivr.imports.kinds import of_asterisk
from ivr.records import CallRecord, Side
from tests.unit.ivr.imports.helpers import calls_in

LOGS = Path("tests/data/asterisk-22")


def told_by(name: str, trunk: str = "") -> Mapping[str, CallRecord]:
    source = of_asterisk([LOGS / name], None, "UTC", trunk, COLUMNS)
    calls = calls_in(source.reader, (LOGS / name).read_text(encoding="utf-8"))
    made = [record_of(call, node="a", short_abandon=5) for call in calls]
    return {record.call_id.removeprefix("a-17953315"): record for record in made}


@pytest.fixture(scope="module")
def queue_log() -> Mapping[str, CallRecord]:
    return told_by("queue_log")


@pytest.fixture(scope="module")
def cdr() -> Mapping[str, CallRecord]:
    return told_by("cdr.csv", "PJSIP/trunk-")


@pytest.fixture(scope="module")
def cel() -> Mapping[str, CallRecord]:
    return told_by("cel.csv", "PJSIP/trunk-")


def test_cel_knows_all_calls(cel: Mapping[str, CallRecord]) -> None:
    assert {
        call_id: (made.called_raw, made.outcome, made.side) for call_id, made in cel.items()
    } == {
        "65.0": ("1912", Outcome.ANSWERED, Side.CALLER),
        "66.1": ("1912", Outcome.SHORT_ABANDONED, Side.CALLER),
        "67.3": ("1913", Outcome.DROPPED, Side.HELPLINE),
        "68.5": ("1914", Outcome.BLOCKED, Side.HELPLINE),
        "69.6": ("1915", Outcome.LEFT, Side.CALLER),
        "70.7": ("1916", Outcome.ANSWERED, Side.CALLER),
        "70.9": ("1917", Outcome.ANSWERED, Side.CALLER),
        "71.11": ("1918", Outcome.BLOCKED, Side.HELPLINE),
    }
    assert cel["67.3"].drop == "overflow"
    assert [cel[refused].cause for refused in ("68.5", "71.11")] == [17, 34]


def test_the_queue_log_tells_the_same_of_those_who_waited(
    queue_log: Mapping[str, CallRecord], cel: Mapping[str, CallRecord]
) -> None:
    assert set(queue_log) == {"65.0", "66.1", "67.3", "70.9"}
    for call_id, made in queue_log.items():
        other = cel[call_id]
        for name in ("outcome", "side", "drop", "agent", "discom"):
            assert getattr(made, name) == getattr(other, name)
        assert near(made.queued_at, other.queued_at)
        assert near(made.answered_at, other.answered_at)
        assert near(made.ended_at, other.ended_at)


def test_cdr_tells_the_same_of_those_who_were_let_in_except_why_they_were_cut_off(
    cdr: Mapping[str, CallRecord], cel: Mapping[str, CallRecord]
) -> None:
    assert set(cdr) == {"65.0", "66.1", "67.3", "69.6", "70.7", "70.9"}
    assert cdr["67.3"].outcome is Outcome.ABANDONED
    for call_id, made in cdr.items():
        other = cel[call_id]
        assert made.outcome is other.outcome or call_id == "67.3"
        assert (made.agent, made.discom) == (other.agent, other.discom)
        assert near(made.offered_at, other.offered_at)
        assert near(made.answered_at, other.answered_at)
        assert near(made.ended_at, other.ended_at)


def near(one, other) -> bool:
    """Logs without fractions of a second may differ by one, and by what Answer() takes."""
    if one is None or other is None:
        return one is other
    return abs((one - other).total_seconds()) < 1.5
