"""Entries of the journal as lines for people."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from dialplan.story import Fact
from ivr.cli.timeline import value_in_words
from ivr.instants import IST
from ivr.journal import (
    AgentChanged,
    Damage,
    Entry,
    Keys,
    LinesChanged,
    OutageChanged,
    Reader,
    ServiceChanged,
    WrongKey,
)
from ivr.journal import entries as kinds
from ivr.journal.agent_changes import DISPOSITION
from ivr.journal.hiding import revealed
from ivr.journal.moments import position_of
from ivr.lengths import seconds_in_words
from ivr.records import CallRecord


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: of a call, whose id may be cut or lack the node's name, and since when."""

    node: str
    call: str | None
    since: datetime | None

    def holds(self, entry: Entry) -> bool:
        """Tell whether the entry is one of them."""
        if self.since is not None and entry.at < self.since:
            return False
        asked = self.call
        return asked is None or (entry.call or "").startswith((asked, f"{self.node}-{asked}"))


def readable(
    folder: Path,
    wanted: Wanted,
    keys: Keys,
    on_damage: Callable[[Damage], None],
    on_closed: Callable[[WrongKey], None],
) -> Iterator[Entry]:
    """Read the entries that are wanted; what has no key stays sealed and is told once per key."""
    begin = position_of(folder, wanted.since) if wanted.since else None
    told: set[str] = set()
    for _, entry in Reader(folder, begin, report=on_damage).entries():
        if wanted.holds(entry):
            try:
                yield revealed(entry, keys)
            except WrongKey as wrong:
                if wrong.key_id not in told:
                    told.add(wrong.key_id)
                    on_closed(wrong)
                yield entry


def in_words(entry: Entry) -> str:
    """Write an entry as a line: time in IST, call, what became known."""
    moment = entry.at.astimezone(IST).isoformat(" ", "milliseconds").removesuffix("+05:30")
    return f"{moment}  {entry.call or '-':28} {_content(entry)}"


def _content(entry: Entry) -> str:
    try:
        match entry.kind:
            case kinds.FACT:
                fact = entry.read(Fact)
                return f"{fact.kind:16} {_value(entry, fact)}"
            case kinds.RECORD:
                record = entry.read(CallRecord)
                return f"{'record':16} {_outcome(record)}"
            case kinds.LINES:
                change = entry.read(LinesChanged)
                sizes = f"incoming={change.incoming} outgoing={change.outgoing}"
                return f"{'lines':16} {sizes} ({change.reason}, {change.who})"
            case kinds.OUTAGE:
                told = entry.read(OutageChanged)
                return f"{'outage':16} {told.what} {told.outage} {told.district} ({told.who})"
            case kinds.AGENT:
                return f"{'agent':16} {_became(entry.read(AgentChanged))}"
            case kinds.SERVICE:
                return f"{'service':16} {_happened(entry.read(ServiceChanged))}"
    except msgspec.ValidationError:
        pass
    return f"{entry.kind:16} {bytes(entry.data).decode(errors='replace')}"


def _value(entry: Entry, fact: Fact) -> str:
    if entry.sealed:
        return "(sealed)"
    text = value_in_words(fact.value)
    return f"{text} ({fact.how})".strip() if fact.how else text


def _happened(change: ServiceChanged) -> str:
    lasted = f" after {seconds_in_words(change.seconds)}" if change.seconds is not None else ""
    detail = f" ({change.detail})" if change.detail else ""
    return f"{change.what}{lasted}{detail}"


def _became(change: AgentChanged) -> str:
    detail = change.disposition if change.what == DISPOSITION else change.reason
    return f"{change.agent} {change.what} {detail or ''}".strip() + f" ({change.who})"


def _outcome(record: CallRecord) -> str:
    dropped = f": {record.drop}" if record.drop else ""
    cause = f", cause {record.cause}" if record.cause is not None else ""
    return f"{record.outcome}{dropped}, ended by {record.side} at {record.stage}{cause}"
