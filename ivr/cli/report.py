"""``helpline report``: exact measures of any past period, from a journal alone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from capacity.marks import Mark
from capacity.thresholds import Thresholds
from ivr.cli.asking import print_json
from ivr.cli.call_tables import call_table
from ivr.cli.context import Context, errors, give_up
from ivr.cli.tables import wide_console
from ivr.http.calls import CallList
from ivr.instants import FORMS, find_zone, parse_seconds
from ivr.journal import Keys
from ivr.logged_calls import logged_calls
from ivr.period import period_of
from ivr.report.commands import Commands
from ivr.report.files import tree_of, write_csv
from ivr.report.listing import records_of
from ivr.report.making import Asked, Report
from ivr.report.page import write_page
from ivr.report.reading import read
from ivr.report.tables import heading, notes, table_of
from ivr.settings import Problem
from ivr.settings.secrets import JOURNAL_KEY
from ivr.storage.filters import NONE


class By(StrEnum):
    """What calls are grouped by."""

    DISCOM = "discom"
    REASON = "reason"
    LANGUAGE = "language"
    TRUNK = "trunk"
    HOUR = "hour"
    DAY = "day"


Folder = Annotated[Path | None, typer.Argument(help="A journal; without it, this helpline's.")]
Day = Annotated[str | None, typer.Option(help="Only this day, as 2026-11-22.")]
From = Annotated[str | None, typer.Option("--from", "--since", help=f"Offered since: {FORMS}.")]
To = Annotated[
    str | None,
    typer.Option(
        "--to", "--until", help="Offered before, in the same forms; a day named here is not in it."
    ),
]
Group = Annotated[
    list[By] | None, typer.Option(help="A row for each; given again, for each of both together.")
]
Only = Annotated[str | None, typer.Option(help="Only calls with this; none: not known.")]
Short = Annotated[str | None, typer.Option(help="Leaving the line within this is short.")]
Level = Annotated[str, typer.Option(help="An answer within this is in time: 20s, 1m.")]
Redial = Annotated[str, typer.Option(help="A new call within this of one in vain is a redial.")]
Zone = Annotated[str, typer.Option(help="Of times on the command line and of hours and days.")]
Calls = Annotated[Mark | None, typer.Option(help="List the calls that this number counts.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON; seconds, and shares of 1.")]
Csv = Annotated[Path | None, typer.Option("--csv", help="Write a row for each group.")]
Html = Annotated[Path | None, typer.Option("--html", help="Write one page with pictures.")]


def report(
    ctx: typer.Context,
    journal: Folder = None,
    *,
    day: Day = None,
    since: From = None,
    until: To = None,
    by: Group = None,
    discom: Only = None,
    reason: Only = None,
    language: Only = None,
    trunk: Only = None,
    short_abandon: Short = None,
    service_level: Level = "20s",
    redial: Redial = "30m",
    zone: Zone = "Asia/Kolkata",
    calls: Calls = None,
    as_json: AsJson = False,
    csv: Csv = None,
    html: Html = None,
) -> None:
    """Count and time the calls of a period, whether or not service and database run."""
    limits = (short_abandon or str(ctx.obj.settings.waiting.short_abandon), service_level, redial)
    now = datetime.now(UTC).replace(microsecond=0)  # so that commands name the same time
    only = {"discom": discom, "reason": reason, "language": language, "trunk": trunk}
    try:
        asked = Asked(
            period=period_of(since, until, day, find_zone(zone), now),
            thresholds=Thresholds(*map(parse_seconds, limits)),
            by=tuple(dict.fromkeys(by or ())),
            only={name: None if value == NONE else value for name, value in only.items() if value},
        )
    except ValueError as error:
        give_up(Problem("helpline report", str(error), "See helpline report --help"))
    source = _source(ctx.obj, journal)
    made = source.report(asked)
    if calls:
        _list_calls(source, made, calls, as_json=as_json)
        return
    groups = made.groups(asked.by) if asked.by else []
    _write(csv, lambda path: write_csv(path, made, groups))
    _write(html, lambda path: write_page(path, made, groups, Commands(made, journal)))
    if as_json:
        print_json(tree_of(made, groups))
    elif not (csv or html):
        console = wide_console()
        console.print(heading(made), "", style="bold", markup=False)
        console.print(table_of(made, groups))
        console.print("", *notes(made), sep="\n", style="dim", markup=False)


@dataclass(frozen=True, slots=True)
class _Source:
    """A journal, with what is needed to read it."""

    folder: Path
    keys: Keys
    log_in: bool
    own: bool

    def report(self, asked: Asked) -> Report:
        """Read what is asked for; says so if there is nothing."""
        limits = asked.thresholds
        with _told_if_unreadable():
            kept = read(
                self.folder,
                since=asked.period.since,
                until=asked.period.until if self.own else None,
                redial=limits.redial,
                keys=self.keys,
                log_in=self.log_in,
            )
        made = Report(kept, asked, datetime.now(UTC))
        if not made.wanted.any():
            self._tell_of_nothing(asked.period.zone)
        return made

    def _tell_of_nothing(self, zone: tzinfo) -> None:
        """Say what a journal has, to somebody who asked for what it has not."""
        days = sorted({call.offered.astimezone(zone).date() for call in logged_calls(self.folder)})
        has = f"its calls are from {days[0]} to {days[-1]}" if days else "it has no calls at all"
        errors.print(f"{self.folder}: no such call was offered; {has}.", markup=False)


def _source(context: Context, journal: Path | None) -> _Source:
    settings = context.settings
    folder = journal or settings.run.folder / "journal"
    if not folder.is_dir():
        give_up(Problem(str(folder), "there is no journal", "Name the folder of one"))
    keys = Keys(context.secrets.find(JOURNAL_KEY) or "")
    return _Source(folder, keys, settings.duty.log_in, own=journal is None)


def _list_calls(source: _Source, made: Report, mark: Mark, *, as_json: bool) -> None:
    """List the calls that a number counts, newest first."""
    ids = {made.book.ids[place] for place in np.flatnonzero(made.wanted & made.marks[mark])}
    with _told_if_unreadable():
        found = sorted(
            records_of(source.folder, ids, source.keys, since=made.asked.period.since),
            key=lambda record: record.offered_at,
            reverse=True,
        )
    if as_json:
        print_json(CallList(found))
    else:
        wide_console().print(call_table(found))


def _write(path: Path | None, write: Callable[[Path], None]) -> None:
    if path is None:
        return
    try:
        write(path)
    except OSError as error:
        give_up(Problem(str(path), f"cannot be written: {error.strerror}", "Choose another file"))
    errors.print(f"{path} is written.", markup=False)


@contextmanager
def _told_if_unreadable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        remedy = "Use the helpline's own user, or look at the disk"
        give_up(Problem(str(error.filename), f"cannot be read: {error.strerror}", remedy))
