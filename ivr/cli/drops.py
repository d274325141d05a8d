"""``helpline drops``: calls that dropped, counted, and for each number how to see its calls."""

import shlex
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

import typer
from rich.console import Console

from capacity.outcomes import Outcome
from ivr.cli.asking import AsJson, ask, print_json
from ivr.cli.context import give_up
from ivr.http.call_query import MOST, BadQuery, read_drops_query
from ivr.http.drops import DropReport, count_drops
from ivr.instants import FORMS, IST, in_ist
from ivr.lengths import counted, percent
from ivr.q850 import cause_in_words
from ivr.storage import By, CallQueries, Group
from ivr.storage.filters import NONE
from ivr.storage.grouping import HOUR
from ivr.verdicts import WHY_DROPPED

SHOWN: Final = 100
"""Calls that ``helpline calls`` lists without being told how many."""

EXACT: Final = "%Y-%m-%dT%H:%M:%S"


def drops(
    ctx: typer.Context,
    *,
    since: Annotated[str, typer.Option(help=f"Offered since: {FORMS} (IST).")] = "1d",
    until: Annotated[str | None, typer.Option(help="Offered before this time.")] = None,
    by: Annotated[list[By] | None, typer.Option(help="Group by this; may be repeated.")] = None,
    blocked: Annotated[bool, typer.Option("--blocked", help="Count refused calls too.")] = False,
    abandoned: Annotated[
        bool, typer.Option("--abandoned", help="Count calls that waited in vain too.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Count dropped calls by verdict, discom, hour and trunk, or by what is asked."""
    outcomes = [Outcome.DROPPED]
    outcomes += [Outcome.BLOCKED] if blocked else []
    gave_up = [Outcome.ABANDONED, Outcome.SHORT_ABANDONED, Outcome.TICKET]
    outcomes += gave_up if abandoned else []
    query = {"since": since, "outcome": ",".join(outcomes)}
    query |= {"until": until} if until else {}
    query |= {"by": ",".join(by)} if by else {}
    try:
        groupings, wanted = read_drops_query(query, datetime.now(UTC))
    except BadQuery as error:
        give_up(error.problem)

    async def from_database(queries: CallQueries) -> DropReport:
        return await count_drops(queries, groupings, wanted)

    found = ask(ctx.obj, lambda api: api.get(DropReport, "drops", query=query), from_database)
    if as_json:
        print_json(found)
    else:
        print_drops(found, Console(highlight=False, soft_wrap=True))


def print_drops(report: DropReport, console: Console) -> None:
    """Print each grouping: a number, what it counts, and the command that lists those calls."""
    *some, last = report.outcomes
    what = f"{', '.join(some)} or {last}" if some else last
    period = f"{in_ist(report.since)} to {in_ist(report.until)}"
    console.print(f"{counted(report.calls, 'call')} {what}, offered from {period}", style="bold")
    for by, groups in report.groupings.items() if report.calls else ():
        console.print(f"\nby {by}", style="bold")
        for group in groups:
            share = percent(group.calls / report.calls)
            console.print(f"{group.calls:6} {share:>6}  {_name(by, group)}", markup=False)
            console.print(f"               {command(report, group)}", markup=False, style="dim")


def command(report: DropReport, group: Group) -> str:
    """Write the command that lists the calls of a group."""
    asked = {name: value for name, value in group.values.items() if name != "hour"}
    since, until = _period(report, group.values.get("hour"))
    outcomes = [asked.pop("outcome")] if "outcome" in asked else list(report.outcomes)
    words = ["helpline", "calls"]
    for outcome in outcomes:
        words += ["--outcome", outcome]
    for name, value in asked.items():
        words += [f"--{name}", value]
    words += ["--since", in_ist(since, EXACT), "--until", in_ist(until, EXACT)]
    if group.calls > SHOWN:
        words += ["--limit", str(min(group.calls, MOST))]
    return shlex.join(words)


def _period(report: DropReport, hour: str | None) -> tuple[datetime, datetime]:
    if hour is None:
        return report.since, report.until
    begin = datetime.strptime(hour, HOUR).replace(tzinfo=IST)
    return max(report.since, begin), min(report.until, begin + timedelta(hours=1))


def _name(by: By, group: Group) -> str:
    values: Mapping[str, str] = group.values
    match by:
        case By.VERDICT:
            drop = values["drop"]
            return values["outcome"] if drop == NONE else f"{drop}: {WHY_DROPPED.get(drop, '')}"
        case By.HOUR:
            return f"{values['hour'].replace('T', ' ')}:00 IST"
        case By.CAUSE if values["cause"] != NONE:
            return cause_in_words(int(values["cause"]))
        case By.CAUSE:
            return "none: our side ended it, or nobody told"
        case _:
            return "not known" if values[by] == NONE else values[by]
