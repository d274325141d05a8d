"""``helpline measures``: recomputes the measures of any period from a journal alone."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import typer
from rich.table import Table

from capacity.logged import LoggedCall
from capacity.measures import Measures, Thresholds, measure_by, together
from capacity.outcomes import Outcome
from ivr.cli.context import errors, give_up
from ivr.cli.tables import wide_console
from ivr.instants import FORMS, find_zone, parse_seconds
from ivr.logged_calls import logged_calls
from ivr.period import period_of
from ivr.settings import Problem

PERCENTS: Final = (50, 90, 99)
ALL: Final = "all"
BRIEFLY: Final[Mapping[Outcome, str]] = {
    Outcome.SELF_SERVED: "served",
    Outcome.SHORT_ABANDONED: "short",
    Outcome.CALL_BACK: "back",
}
"""Outcomes whose names are too long for the head of a column."""


class By(StrEnum):
    """What calls are grouped by."""

    HOUR = "hour"
    DAY = "day"
    DISCOM = "discom"


Folder = Annotated[Path | None, typer.Argument(help="A journal; without it, this helpline's.")]
Day = Annotated[str | None, typer.Option(help="Only this day, as 2026-11-22.")]
From = Annotated[str | None, typer.Option("--from", "--since", help=f"Offered since: {FORMS}.")]
To = Annotated[
    str | None,
    typer.Option(
        "--to", "--until", help="Offered before, in the same forms; a day named here is not in it."
    ),
]
Short = Annotated[str | None, typer.Option(help="Leaving the line within this is short.")]
Level = Annotated[str, typer.Option(help="An answer within this is in time: 20s, 1m.")]
Group = Annotated[By | None, typer.Option(help="A row for each, besides all together.")]
Zone = Annotated[str, typer.Option(help="Of times on the command line and of hours and days.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON; times are in seconds.")]


def measures(
    ctx: typer.Context,
    journal: Folder = None,
    *,
    day: Day = None,
    since: From = None,
    until: To = None,
    short_abandon: Short = None,
    service_level: Level = "20s",
    by: Group = None,
    zone: Zone = "Asia/Kolkata",
    as_json: AsJson = False,
) -> None:
    """Count and time the calls of a period, with whatever thresholds."""
    folder = journal or ctx.obj.settings.run.folder / "journal"
    if not folder.is_dir():
        give_up(Problem(str(folder), "there is no journal", "Name the folder of one"))
    try:
        local = find_zone(zone)
        period = period_of(since, until, day, local, datetime.now(UTC))
        short = short_abandon or str(ctx.obj.settings.waiting.short_abandon)
        thresholds = Thresholds(parse_seconds(short), parse_seconds(service_level))
    except ValueError as error:
        give_up(Problem("helpline measures", str(error), "See helpline measures --help"))
    calls = logged_calls(folder, since=period.since, until=period.until)
    found = measure_by(calls, thresholds, _grouping(by, local))
    if not found:
        _tell_of_nothing(folder, local)
    groups = {
        **(dict(sorted(found.items())) if by else {}),
        ALL: together(found.values(), thresholds),
    }
    if as_json:
        told = {name: _told(group) for name, group in groups.items()}
        typer.echo(msgspec.json.format(msgspec.json.encode(told)).decode())
    else:
        _print(groups)


def _tell_of_nothing(folder: Path, zone: tzinfo) -> None:
    """Say what a journal has, to somebody who asked for what it has not."""
    days = sorted({call.offered.astimezone(zone).date() for call in logged_calls(folder)})
    has = f"its calls are from {days[0]} to {days[-1]}" if days else "it has no calls at all"
    errors.print(f"{folder}: no call was offered in this period; {has}.", markup=False)


def _grouping(by: By | None, zone: tzinfo) -> Callable[[LoggedCall], str]:
    if by is None:
        return lambda _call: ALL
    if by is By.DISCOM:
        return lambda call: call.queue or "none"
    form = "%Y-%m-%d %H:00" if by is By.HOUR else "%Y-%m-%d"
    return lambda call: call.offered.astimezone(zone).strftime(form)


def _told(found: Measures) -> dict[str, Any]:
    """Give all that is measured, under the names that JSON has."""
    return {
        "offered": found.offered,
        "landed": found.landed,
        **{outcome.replace("-", "_"): found.outcomes[outcome] for outcome in Outcome},
        "queued": found.queued,
        "reached": found.reached,
        "abandonment": found.abandonment,
        "service_level": {
            "within": found.thresholds.service_level,
            "met_or_abandoned_early": found.service_level,
            "of_answered": found.service_level_of_answered,
            "without_early_abandons": found.service_level_without_early,
            "of_all": found.service_level_of_all,
        },
        "short_abandon": found.thresholds.short_abandon,
        "asa": found.asa,
        "aht": found.aht,
        "waits": {f"p{percent}": found.wait(percent) for percent in (*PERCENTS, 100)},
    }


def _print(groups: Mapping[str, Measures]) -> None:
    """Print a row for each of several groups; a single one gets a line for each measure."""
    rows = {name: _shown(found) for name, found in groups.items()}
    table = Table(box=None, pad_edge=False, show_header=len(rows) > 1)
    if len(rows) == 1:
        for name, text in rows[ALL].items():
            table.add_row(name, text)
    else:
        table.add_column(no_wrap=True)
        for name in rows[ALL]:
            table.add_column(name, justify="right")
        for group, texts in rows.items():
            table.add_row(group, *texts.values(), style="bold" if group == ALL else None)
    console = wide_console()
    console.print(table)
    console.print("", _legend(groups[ALL].thresholds), sep="\n", style="dim", markup=False)


def _legend(thresholds: Thresholds) -> str:
    """Explain the names of the measures; whole in capacity.measures."""
    short, level = f"{thresholds.short_abandon:g} s", f"{thresholds.service_level:g} s"
    return (
        f"short: gave up within {short} in line; lost: of those in line, short ones aside, who "
        f"gave up; in {level}: of those in line, who was answered or gave up within {level}.\n"
        "ASA: mean wait of the answered, and p50, p90, p99: what so many percent of them waited "
        "at most; AHT: mean conversation."
    )


def _shown(found: Measures) -> dict[str, str]:
    """Write the measures as people read them; shares are in percent, waits in seconds."""
    counts = {BRIEFLY.get(each, each): str(found.outcomes[each]) for each in Outcome}
    return {
        "offered": str(found.offered),
        **counts,
        "queued": str(found.queued),
        "lost %": _number(found.abandonment, 100),
        f"in {found.thresholds.service_level:g} s %": _number(found.service_level, 100),
        "ASA s": _number(found.asa),
        "AHT s": _number(found.aht),
        **{f"p{percent} s": _number(found.wait(percent)) for percent in PERCENTS},
    }


def _number(value: float | None, times: int = 1) -> str:
    return "" if value is None else f"{times * value:.1f}"
