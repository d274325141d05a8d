"""From entries of the journal to rows of the tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

import msgspec
import structlog

from dialplan.story import Fact
from ivr.journal import (
    AgentChanged,
    Entry,
    LinesChanged,
    OutageChanged,
    ServiceChanged,
    ShareChanged,
)
from ivr.journal import entries as kinds
from ivr.journal.agent_changes import DISPOSITION, STANDS
from ivr.records import CallRecord

log = structlog.get_logger()

Row = dict[str, Any]

_COLUMNS: Final[Mapping[type, tuple[str, ...]]] = {
    kind: tuple(column.name for column in fields(kind))
    for kind in (
        AgentChanged,
        CallRecord,
        Fact,
        LinesChanged,
        OutageChanged,
        ServiceChanged,
        ShareChanged,
    )
}


@dataclass(slots=True)
class Rows:
    """The rows of a batch; ``unreadable`` counts the entries whose payload made no sense."""

    calls: list[Row] = field(default_factory=list)
    facts: list[Row] = field(default_factory=list)
    line_changes: list[Row] = field(default_factory=list)
    service_changes: list[Row] = field(default_factory=list)
    outage_changes: list[Row] = field(default_factory=list)
    share_changes: list[Row] = field(default_factory=list)
    agent_changes: list[Row] = field(default_factory=list)
    unreadable: int = 0


def rows_of(node: str, entries: Iterable[Entry]) -> Rows:
    """Sort entries into tables. Kinds that have no table are passed over."""
    rows = Rows()
    for entry in entries:
        try:
            _add(rows, node, entry)
        except msgspec.ValidationError as error:
            rows.unreadable += 1
            log.warning("journal: entry passed over", n=entry.n, kind=entry.kind, error=str(error))
    return rows


def _add(rows: Rows, node: str, entry: Entry) -> None:
    match entry.kind:
        case kinds.RECORD if entry.call is not None:
            rows.calls.append(_row(entry.read(CallRecord)))
        case kinds.FACT if entry.call is not None:
            rows.facts.append({"call_id": entry.call, "n": entry.n} | _row(entry.read(Fact)))
        case kinds.LINES:
            change = _row(entry.read(LinesChanged))
            rows.line_changes.append({"node": node, "at": entry.at, "n": entry.n} | change)
        case kinds.SERVICE:
            happened = _row(entry.read(ServiceChanged))
            rows.service_changes.append({"node": node, "at": entry.at, "n": entry.n} | happened)
        case kinds.OUTAGE:
            told = _row(entry.read(OutageChanged))
            rows.outage_changes.append({"node": node, "at": entry.at, "n": entry.n} | told)
        case kinds.SHARE:
            share = _row(entry.read(ShareChanged))
            rows.share_changes.append({"node": node, "at": entry.at, "n": entry.n} | share)
        case kinds.AGENT:
            _add_agent(rows, node, entry, entry.read(AgentChanged))
        case _:
            pass


def _add_agent(rows: Rows, node: str, entry: Entry, change: AgentChanged) -> None:
    """Add what became of an agent; what was said of a call is one of the call's facts too."""
    if change.what == STANDS:
        return
    rows.agent_changes.append({"node": node, "at": entry.at, "n": entry.n} | _row(change))
    if change.what == DISPOSITION and change.call is not None:
        said = Fact("disposition", change.disposition, entry.at, how=change.agent)
        rows.facts.append({"call_id": change.call, "n": entry.n} | _row(said))


def _row(value: Any) -> Row:
    return {name: _storable(getattr(value, name)) for name in _COLUMNS[type(value)]}


def _storable(value: Any) -> Any:
    """Replace the one character that PostgreSQL's text cannot hold."""
    kind = type(value)
    if kind is str:
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}") if "\0" in value else value
    if kind is list:
        return [_storable(item) for item in value]
    return value
