"""A report as a table for a terminal."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rich.table import Table

from ivr.report.making import Counted, Report
from ivr.report.rows import Row, attempts_row, in_zone, row_of
from ivr.report.words import IN_WORDS, columns_of, for_people, in_digits
from ivr.storage.filters import NONE

ALL: Final = "all"
UNKNOWN: Final = "none"


def table_of(report: Report, groups: Sequence[Counted]) -> Table:
    """Lay out a row for each group and one for all; without groups a line for each number."""
    zone = report.asked.period.zone
    total = row_of(report.total, zone)
    if not report.asked.by:
        return _list(total)
    by = report.asked.by
    columns = columns_of(by)
    table = Table(box=None, pad_edge=False)
    for name in by:
        table.add_column(name, no_wrap=True)
    for words in columns.values():
        table.add_column(words, justify="right")
    for group in groups:
        row = row_of(group, zone)
        table.add_row(*(str(row[name] or UNKNOWN) for name in by), *_cells(row, columns))
    table.add_row(ALL, *[""] * (len(by) - 1), *_cells(total, columns), style="bold")
    return table


def _list(row: Row) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    for name, words in IN_WORDS.items():
        if row[name] is None or (row[name] == 0 and name.startswith("dropped_")):
            continue
        begins = for_people(row.get(f"{name}_begins"))
        table.add_row(words, in_digits(name, row[name]), begins and f"from {begins} on")
    return table


def _cells(row: Row, columns: Iterable[str]) -> Iterator[str]:
    return (in_digits(name, row[name]) for name in columns)


def heading(report: Report) -> str:
    """Say which period is measured, and of which calls alone."""
    zone = report.asked.period.zone
    begins, ends = (for_people(in_zone(at, zone)) for at in (report.begins, report.ends))
    only = "".join(f", {name} {value or NONE} alone" for name, value in report.asked.only.items())
    return f"Calls from {begins} to {ends} ({zone}){only}"


def notes(report: Report) -> Iterator[str]:
    """Say by what was measured, and what could not be."""
    limits, kept = report.asked.thresholds, report.kept
    yield (
        f"short: gave up within {limits.short_abandon:g} s in line; in time: answered or gave up "
        f"within {limits.service_level:g} s; redials: within {limits.redial / 60:g} min of a call "
        "in vain. docs/measures.md explains all numbers; --calls NUMBER lists its calls."
    )
    tried = report.tried
    if tried.seizures:
        row = attempts_row(tried)
        told = {name: in_digits(name, value) for name, value in row.items()}
        yield (
            f"call-backs: {tried.seizures} attempts, {told['answered']} picked up; ASR "
            f"{told['asr']} %, NER {told['ner']} %; outgoing lines held: {told['lines_mean']} "
            f"on the mean, {told['lines_peak']} at most"
        )
    if kept.duty is None:
        yield "agents: the journal says nothing of their duty, nor of wrap-ups"
    if kept.closed:
        yield f"callers: the numbers of {kept.closed} calls cannot be read, so they tell nothing"
    if kept.damaged:
        yield f"{kept.damaged} damaged lines were passed over; `helpline journal check` names them"
