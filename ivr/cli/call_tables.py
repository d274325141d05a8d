"""Calls as tables: those that are over, and those that go on."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from rich.markup import escape
from rich.table import Table

from capacity.outcomes import Outcome
from dialplan.story import Value
from ivr.cli.timeline import WORDS
from ivr.http.calls import ShownCall
from ivr.instants import IST, in_ist
from ivr.lengths import between, seconds_in_words
from ivr.records import CallRecord

STYLES: Final[Mapping[Outcome, str]] = {
    Outcome.ANSWERED: "green",
    Outcome.SELF_SERVED: "green",
    Outcome.CALL_BACK: "cyan",
    Outcome.TICKET: "yellow",
    Outcome.DROPPED: "bold red",
    Outcome.BLOCKED: "red",
    Outcome.ABANDONED: "yellow",
}

NOW: Final = ("IST", "From", "Discom", "Reason", "Last known", "Since", "ID")
OVER: Final = ("IST", "From", "Discom", "Reason", "Outcome", "Waited", "ID")


def call_table(records: Sequence[CallRecord]) -> Table:
    """Lay out records in the order given."""
    today = datetime.now(IST).date()
    same_day = all(record.offered_at.astimezone(IST).date() == today for record in records)
    form = "%H:%M:%S" if same_day else "%d %b %H:%M:%S"
    table = _table(OVER, len(records))
    for record in records:
        table.add_row(*map(escape, _cells(record, form)), style=STYLES.get(record.outcome))
    return table


def outcome_in_words(record: CallRecord) -> str:
    """Name how a call ended, with what it was dropped by or the ticket that it left."""
    more = record.drop or record.ticket
    return f"{record.outcome}: {more}" if more else record.outcome


def now_table(calls: Sequence[ShownCall], now: datetime, node: str) -> Table:
    """Lay out the calls that go on, in the order given; ``node`` is left out of their ids."""
    table = _table(NOW, len(calls))
    for call in calls:
        table.add_row(*map(escape, _cells_now(call, now, node)))
    return table


def _table(names: Sequence[str], rows: int) -> Table:
    table = Table(box=None, pad_edge=False, caption=f"Calls: {rows}", caption_justify="left")
    for name in names:
        table.add_column(name, no_wrap=name in ("IST", "From", "ID"))
    return table


def _cells(record: CallRecord, form: str) -> tuple[str, ...]:
    waited = between(record.queued_at, record.answered_at or record.ended_at)
    return (
        in_ist(record.offered_at, form),
        record.caller or record.caller_raw or "withheld",
        record.discom or "–",
        record.reason or "–",
        outcome_in_words(record),
        waited if record.queued_at else "–",
        record.call_id.removeprefix(f"{record.node}-"),
    )


def _cells_now(call: ShownCall, now: datetime, node: str) -> tuple[str, ...]:
    known = {fact.kind: fact for fact in call.facts}
    last = call.facts[-1]

    def text(*kinds: str) -> str:
        values = (str(known[kind].value) for kind in kinds if kind in known and known[kind].value)
        return next(values, "")

    return (
        in_ist(call.facts[0].at, "%H:%M:%S"),
        text("caller", "caller-raw") or "withheld",
        text("discom") or "–",
        text("reason") or "–",
        " ".join([WORDS.get(last.kind, last.kind), *_told(last.value)]),
        seconds_in_words(max(0.0, (now - last.at).total_seconds())),
        call.call_id.removeprefix(f"{node}-"),
    )


def _told(value: Value) -> list[str]:
    return [value] if isinstance(value, str) else []
