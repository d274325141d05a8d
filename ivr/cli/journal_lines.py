"""Entries of the journal as lines for people."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from dialplan.story import Fact
from ivr.cli.timeline import value_in_words
from ivr.instants import IST, in_ist
from ivr.journal import (
    AgentChanged,
    Damage,
    Entry,
    Keys,
    LinesChanged,
    OutageChanged,
    Reader,
    ServiceChanged,
    ShareChanged,
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
        kind, words = _KINDS[entry.kind](entry)
    except (KeyError, msgspec.ValidationError):
        kind, words = entry.kind, bytes(entry.data).decode(errors="replace")
    return f"{kind:16} {words}"


def _fact(entry: Entry) -> tuple[str, str]:
    fact = entry.read(Fact)
    return fact.kind, _value(entry, fact)


def _record(entry: Entry) -> tuple[str, str]:
    return "record", _outcome(entry.read(CallRecord))


def _lines(entry: Entry) -> tuple[str, str]:
    change = entry.read(LinesChanged)
    sizes = f"incoming={change.incoming} outgoing={change.outgoing}"
    return "lines", f"{sizes} ({change.reason}, {change.who})"


def _outage(entry: Entry) -> tuple[str, str]:
    told = entry.read(OutageChanged)
    return "outage", f"{told.what} {told.outage} {told.district} ({told.who})"


def _share(entry: Entry) -> tuple[str, str]:
    share = entry.read(ShareChanged)
    until = in_ist(share.until, "%H:%M")
    return "share", f"{share.what} {share.discom} until {until} ({share.who})"


def _agent(entry: Entry) -> tuple[str, str]:
    change = entry.read(AgentChanged)
    detail = change.disposition if change.what == DISPOSITION else change.reason
    return "agent", f"{change.agent} {change.what} {detail or ''}".strip() + f" ({change.who})"


def _service(entry: Entry) -> tuple[str, str]:
    return "service", _happened(entry.read(ServiceChanged))


_KINDS: Final[Mapping[str, Callable[[Entry], tuple[str, str]]]] = {
    kinds.FACT: _fact,
    kinds.RECORD: _record,
    kinds.LINES: _lines,
    kinds.OUTAGE: _outage,
    kinds.SHARE: _share,
    kinds.AGENT: _agent,
    kinds.SERVICE: _service,
}


def _value(entry: Entry, fact: Fact) -> str:
    if entry.sealed:
        return "(sealed)"
    text = value_in_words(fact.value)
    return f"{text} ({fact.how})".strip() if fact.how else text


def _happened(change: ServiceChanged) -> str:
    lasted = f" after {seconds_in_words(change.seconds)}" if change.seconds is not None else ""
    detail = f" ({change.detail})" if change.detail else ""
    return f"{change.what}{lasted}{detail}"


def _outcome(record: CallRecord) -> str:
    dropped = f": {record.drop}" if record.drop else ""
    cause = f", cause {record.cause}" if record.cause is not None else ""
    return f"{record.outcome}{dropped}, ended by {record.side} at {record.stage}{cause}"
