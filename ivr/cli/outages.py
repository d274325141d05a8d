"""``helpline outages``: tells callers of an area that its supply is off, and until when."""

import getpass
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ivr.cli.api import Api, HelplineAway, Refused
from ivr.cli.asking import AsJson, print_json
from ivr.cli.context import give_up
from ivr.cli.tables import wide_console
from ivr.http.outages import OutageList, ShownOutage
from ivr.instants import in_ist, parse_until
from ivr.settings import Problem

outages_app = typer.Typer(
    invoke_without_command=True,
    help="Outages that callers of an area are told of before anything else.",
)

MINUTE = "%Y-%m-%d %H:%M IST"


@outages_app.callback(invoke_without_command=True)
def show(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """List the outages that callers are told of now."""
    if ctx.invoked_subcommand is not None:
        return
    try:
        found = Api.of(ctx.obj).get(OutageList, "outages")
    except (HelplineAway, Refused) as error:
        _give_up(error)
    if as_json:
        print_json(found)
    elif found.outages:
        _print(found)
    else:
        typer.echo("Callers are told of no outage")


@outages_app.command()
def add(
    ctx: typer.Context,
    district: Annotated[str, typer.Option(help="Where supply is off.")],
    until: Annotated[
        str | None,
        typer.Option(
            help="When it should be back: 19:00, or 2026-11-22T19:00. "
            "Left out: nobody can tell, and the notice ends after 12 hours."
        ),
    ] = None,
    discom: Annotated[
        str | None, typer.Option(help="Whose supply, where two share the district.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; for your colleagues, not for callers.")] = "",
) -> None:
    """Tell callers of an outage from now on, until supply is back."""
    try:
        moment = parse_until(until, datetime.now(UTC)) if until else None
        wish = {"district": district, "discom": discom, "until": moment, "reason": reason}
        api = Api.of(ctx.obj)
        added = api.post(ShownOutage, "outages", body={**wish, "who": getpass.getuser()})
    except ValueError as error:
        give_up(Problem("--until", str(error), "For example: --until 19:00"))
    except (HelplineAway, Refused) as error:
        _give_up(error)
    console = Console(highlight=False, soft_wrap=True)
    told = f"Outage {added.id}: callers in {added.district} hear until {_time(added.over_at)}:"
    console.print(told, markup=False)
    for language, words in added.words.items():
        console.print(f"  {language}  {words}", markup=False)


@outages_app.command()
def end(
    ctx: typer.Context, outage: Annotated[str, typer.Argument(metavar="ID", help="Which one.")]
) -> None:
    """Tell callers no more of an outage."""
    try:
        body = {"who": getpass.getuser()}
        ended = Api.of(ctx.obj).post(ShownOutage, "outages", outage, "end", body=body)
    except (HelplineAway, Refused) as error:
        _give_up(error)
    typer.echo(f"Callers in {ended.district} are told of outage {ended.id} no more")


def _print(found: OutageList) -> None:
    table = Table("ID", "District", "Discom", "Until", "Told since", "By", "Reason", box=None)
    for each in found.outages:
        until = _time(each.until) if each.until else "nobody can tell"
        cells = (each.id, each.district, each.discom or "all", until, _time(each.since))
        table.add_row(*map(escape, (*cells, each.who, each.reason)))
    wide_console().print(table)


def _time(moment: datetime) -> str:
    return in_ist(moment, MINUTE)


def _give_up(error: HelplineAway | Refused) -> None:
    if isinstance(error, Refused):
        give_up(*error.problems)
    give_up(Problem("helpline outages", str(error), "Outages are told of only while it runs"))
