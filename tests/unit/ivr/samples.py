"""Calls as the flow would leave them, for tests of what keeps and shows them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from capacity.lines import Direction
from capacity.outcomes import Outcome
from dialplan.story import Fact
from ivr.journal import Entry, Journal, Reader
from ivr.records import CallRecord, Side

OFFERED = datetime(2026, 11, 22, 4, 30, tzinfo=UTC)


def after(seconds: float) -> datetime:
    """Give the time that many seconds after the call was offered."""
    return OFFERED + timedelta(seconds=seconds)


def a_record(call_id: str = "c-1", **changes: Any) -> CallRecord:
    """Make the record of a call that an agent answered."""
    fields: dict[str, Any] = {
        "call_id": call_id,
        "node": "node-1",
        "direction": Direction.INCOMING,
        "offered_at": OFFERED,
        "landed_at": after(0.1),
        "queued_at": after(20),
        "answered_at": after(32),
        "parted_at": after(152),
        "ended_at": after(153.5),
        "outcome": Outcome.ANSWERED,
        "stage": "talking",
        "side": Side.CALLER,
        "cause": 16,
        "called_raw": "1912",
        "called_std": "1912",
        "caller_raw": "05222345678",
        "caller": "+915222345678",
        "caller_kind": "landline",
        "language": "hi",
        "discom": "MVVNL",
        "discom_how": "area-code",
        "reason": "supply",
        "priority": 3,
        "agent": "asha",
        "line_level": 41,
        "line_size": 350,
    }
    return CallRecord(**fields | changes)


def some_facts() -> list[Fact]:
    """List the facts of the call that `a_record` records."""
    return [
        Fact("offered", "1912", after(0), private=True),
        Fact("caller", "+915222345678", after(0), "landline", private=True),
        Fact("line", "41/350", after(0.01)),
        Fact("landed", None, after(0.1)),
        Fact("said", ("welcome", "choose-language"), after(4.2)),
        Fact("keyed", "1", after(5.5), private=True),
        Fact("language", "hi", after(5.5), "keyed"),
        Fact("discom", "MVVNL", after(5.5), "area-code"),
        Fact("reason", "supply", after(18), "keyed"),
        Fact("queued", "MVVNL/hi", after(20)),
        Fact("ringing", "asha", after(21)),
        Fact("answered", "asha", after(32)),
        Fact("parted", "caller", after(152)),
        Fact("hung-up", "caller", after(153.5)),
    ]


def entries_of(journal: Journal) -> list[Entry]:
    """List all that a journal says so far."""
    return [entry for _, entry in Reader(journal.folder, keys=journal.keys).entries()]
