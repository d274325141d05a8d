"""A report as one page that needs nothing else, in which every number leads to its calls."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from capacity.busy_hour import BusyHour
from capacity.call_log import OUTCOMES
from capacity.distribution import Floats
from capacity.groups import COLUMNS
from capacity.marks import Mark
from capacity.planning import HOUR
from ivr.report.commands import Commands
from ivr.report.making import TIMES, Counted, Report
from ivr.report.pictures import charts_of, kind_of
from ivr.report.rows import Row, in_zone, row_of
from ivr.report.tables import UNKNOWN, notes
from ivr.report.words import BASES, IN_WORDS, columns_of, for_people, in_digits

MOST_CALLS: Final = 50_000
"""Calls up to which a page holds them; a number in a page without them shows its command."""

MICROS: Final = 1_000_000

_PAGE: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
).get_template("page.html.j2")


@dataclass(frozen=True, slots=True)
class Cell:
    """A number as people read it, where it leads to, and the command that lists those calls."""

    text: str
    link: str = ""
    command: str = ""
    counts: bool = False


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table; the first so many cells of each row are its heads."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[tuple[Sequence[str], Sequence[Cell]]]


def write_page(path: Path, report: Report, groups: Sequence[Counted], commands: Commands) -> None:
    """Write the page; ``groups`` are those asked for. Raises OSError."""
    path.write_text(page_of(report, groups, commands), encoding="utf-8")


def page_of(report: Report, groups: Sequence[Counted], commands: Commands) -> str:
    """Give the page."""
    zone = report.asked.period.zone
    parts = report.groups((kind_of(report),))
    cells = _Cells(report, commands)
    return _PAGE.render(
        begins=for_people(in_zone(report.begins, zone)),
        ends=for_people(in_zone(report.ends, zone)),
        zone=zone,
        only=report.asked.only,
        total=cells.list(report.total),
        charts=charts_of(report, parts),
        tables=list(_tables(report, parts, groups, cells)),
        notes=list(notes(report)),
        data=_script(_data(report)),
    )


def _tables(
    report: Report, parts: Sequence[Counted], groups: Sequence[Counted], cells: "_Cells"
) -> Iterator[PageTable]:
    asked = report.asked.by
    shown: dict[tuple[str, ...], Sequence[Counted]] = {(kind_of(report),): parts}
    shown |= {(name,): report.groups((name,)) for name in COLUMNS}
    shown |= {asked: groups} if asked else {}
    return (cells.table(by, some) for by, some in shown.items())


class _Cells:
    """Writes numbers, each with its way to the calls."""

    def __init__(self, report: Report, commands: Commands) -> None:
        self._report, self._commands = report, commands
        self._zone = report.asked.period.zone
        self._codes = {
            name: {text: code for code, text in enumerate(report.column(name).names)}
            for name in (*COLUMNS, *TIMES)
        }

    def table(self, by: Sequence[str], groups: Sequence[Counted]) -> PageTable:
        """Give a row for each group, and one for all."""
        columns = columns_of(by)
        rows = [
            ([str(group.values[name] or UNKNOWN) for name in by], self._row(group, columns))
            for group in groups
        ]
        rows.append((["all", *[""] * (len(by) - 1)], self._row(self._report.total, columns)))
        return PageTable(f"By {' and '.join(by)}", [*by, *columns.values()], rows)

    def list(self, group: Counted) -> list[tuple[str, Cell, str]]:
        """Give a line for each number: its name, the number, and when if it has a time."""
        row = row_of(group, self._zone)
        return [
            (words, self._cell(group, row, name), for_people(row.get(f"{name}_begins")))
            for name, words in IN_WORDS.items()
            if row[name] is not None
        ]

    def _row(self, group: Counted, columns: Iterable[str]) -> Sequence[Cell]:
        row = row_of(group, self._zone)
        return [self._cell(group, row, name) for name in columns]

    def _cell(self, group: Counted, row: Row, name: str) -> Cell:
        text, mark = in_digits(name, row[name]), _mark_of(name)
        if mark is None or not group.measures[mark] or not text:
            return Cell(text)
        hour = _busy_hour(group, name)
        command = self._commands.of(mark, group, hour)
        return Cell(text, self._link(mark, group, hour), command, name == mark or hour is not None)

    def _link(self, mark: Mark, group: Counted, hour: BusyHour | None) -> str:
        words = [f"calls={mark}"]
        for name, value in group.values.items():
            words.append(f"{name}={-1 if value is None else self._codes[name][value]}")
        if hour is not None:
            begins = _micros(np.array(hour.begins), self._report)
            words += [f"from={begins}", f"to={begins + HOUR * MICROS:.0f}"]
        return "#" + "&".join(words)


def _mark_of(name: str) -> Mark | None:
    return Mark(name) if name in set(Mark) else BASES.get(name)


def _busy_hour(group: Counted, name: str) -> BusyHour | None:
    return {"busy_hour_offered": group.busy_offered, "busy_hour_landed": group.busy_landed}.get(
        name
    )


def _data(report: Report) -> Mapping[str, Any] | None:
    """Give the calls of the page as columns, or None if they are too many.

    ``at`` are microseconds since ``origin``, itself in seconds since the epoch; ``marks`` are sums
    of 2 to the place of each mark among ``names``.
    """
    places = np.flatnonzero(report.wanted)
    if len(places) > MOST_CALLS:
        return None
    log, names = report.book.log, list(Mark)
    marks = np.zeros(len(places), np.int64)
    for mark, flags in report.marks.items():
        marks += flags[places].astype(np.int64) << names.index(mark)
    columns = {name: report.column(name) for name in (*COLUMNS, *TIMES)}
    return {
        "names": names,
        "outcomes": OUTCOMES,
        "texts": {name: column.names for name, column in columns.items()},
        "zone": str(report.asked.period.zone),
        "origin": int(report.begins),
        "id": [report.book.ids[place] for place in places.tolist()],
        "at": _micros(log.offered[places], report).tolist(),
        "outcome": log.outcome[places].tolist(),
        "wait": _seconds(log.waited[places]),
        "talk": _seconds(log.handled[places]),
        "marks": marks.tolist(),
        **{name: column.codes[places].tolist() for name, column in columns.items()},
    }


def _micros(times: Floats, report: Report) -> Any:
    return np.round((times - int(report.begins)) * MICROS).astype(np.int64)


def _seconds(values: Floats) -> list[float | None]:
    return [None if isnan(value) else round(value, 1) for value in values.tolist()]


def _script(data: Mapping[str, Any] | None) -> Markup:
    """Write data so that nothing in it can end the script that holds it."""
    text = msgspec.json.encode(data).decode()
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c"))  # noqa: S704
