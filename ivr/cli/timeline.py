"""Calls as people read them: a line in a table, or a story with the seconds of each step."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from capacity.outcomes import Outcome
from dialplan.story import Value
from ivr.http.calls import ShownCall, ShownFact
from ivr.instants import IST, in_ist
from ivr.q850 import cause_in_words
from ivr.records import CallRecord
from ivr.verdicts import between, verdict

STYLES: Final[Mapping[Outcome, str]] = {
    Outcome.ANSWERED: "green",
    Outcome.SELF_SERVED: "green",
    Outcome.DROPPED: "bold red",
    Outcome.BLOCKED: "red",
    Outcome.ABANDONED: "yellow",
}

WORDS: Final[Mapping[str, str]] = {
    "offered": "offered to",
    "caller-raw": "from, as sent",
    "caller": "from",
    "caller-std": "area code of caller",
    "called-std": "area code called",
    "sip-call-id": "SIP Call-ID",
    "line-level": "lines held",
    "line-size": "lines allowed",
    "landed": "landed: we answered",
    "said": "we began to say",
    "keyed": "caller keyed",
    "language": "language is",
    "discom": "discom is",
    "reason": "reason is",
    "served": "served by",
    "priority": "priority",
    "queued": "waits for",
    "ringing": "rings agent",
    "missed": "not picked up by",
    "answered": "answered by",
    "parted": "conversation ended by",
    "refused": "refused",
    "cut-off": "cut off",
    "rtp": "RTP of the caller's leg",
}
"""How the kinds of facts are worded; others are shown by their own name."""

SOURCES: Final[Mapping[str, str]] = {
    "area-code": "by the caller's area code",
    "earlier-call": "as in an earlier call",
    "pin-code": "by the PIN code keyed",
    "menu": "chosen from the menu",
    "called-number": "by the number called",
    "key": "by a key",
    "default": "nothing was keyed",
    "none": "no way was left to find it",
}


def call_table(records: Sequence[CallRecord]) -> Table:
    """Lay out records in the order given."""
    today = datetime.now(IST).date()
    same_day = all(record.offered_at.astimezone(IST).date() == today for record in records)
    form = "%H:%M:%S" if same_day else "%d %b %H:%M:%S"
    table = Table(
        box=None, pad_edge=False, caption=f"Calls: {len(records)}", caption_justify="left"
    )
    for name in ("IST", "From", "Discom", "Reason", "Outcome", "Waited", "ID"):
        table.add_column(name, no_wrap=name in ("IST", "From", "ID"))
    for record in records:
        table.add_row(*map(escape, _cells(record, form)), style=STYLES.get(record.outcome))
    return table


def print_story(call: ShownCall, console: Console) -> None:
    """Print the head of the record, each fact with its offset, and how it ended."""
    console.print(f"Call {call.call_id}", style="bold", markup=False)
    if call.record:
        _print_head(call.record, console)
    console.print()
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for fact in call.facts:
        table.add_row(f"{fact.offset:+.3f} s", WORDS.get(fact.kind, fact.kind), escape(_what(fact)))
    console.print(table)
    console.print()
    if call.record:
        _print_end(call.record, console)
    else:
        console.print("No record yet: the call goes on, or the service has not closed it.")


def _cells(record: CallRecord, form: str) -> tuple[str, ...]:
    waited = between(record.queued_at, record.answered_at or record.ended_at)
    return (
        in_ist(record.offered_at, form),
        record.caller or record.caller_raw or "withheld",
        record.discom or "–",
        record.reason or "–",
        f"{record.outcome}: {record.drop}" if record.drop else record.outcome,
        waited if record.queued_at else "–",
        record.call_id.removeprefix(f"{record.node}-"),
    )


def _print_head(record: CallRecord, console: Console) -> None:
    rows = {
        "offered": f"{in_ist(record.offered_at)}, {record.direction}, {record.node}",
        "from": f"{record.caller or record.caller_raw or 'withheld'} ({record.caller_kind})",
        "to": record.called_raw,
        "line": _line(record),
        "about": f"{record.discom or 'no discom'} ({_source(record.discom_how)}), "
        f"{record.reason or 'no reason given'}, language {record.language or 'not known'}",
    }
    for name, text in rows.items():
        console.print(f"  {name:8} {text}", markup=False)


def _line(record: CallRecord) -> str:
    held = f"{record.line_level} of {record.line_size} held"
    return f"{held}, none was free" if record.landed_at is None else f"{held}, this one included"


def _print_end(record: CallRecord, console: Console) -> None:
    rows = {
        "ended": f"{in_ist(record.ended_at)} by {record.side}, at stage {record.stage}",
        "cause": cause_in_words(record.cause),
        "outcome": record.outcome,
    }
    for name, text in rows.items():
        console.print(f"  {name:8} {text}", markup=False)
    console.print(verdict(record), style=STYLES.get(record.outcome), markup=False)


def _what(fact: ShownFact) -> str:
    value = _text(fact.value)
    return f"{value} ({_source(fact.how)})".strip() if fact.how else value


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str | int | float):
        return str(value)
    return ", ".join(value)


def _source(how: str | None) -> str:
    return SOURCES.get(how, how) if how else "not found"
