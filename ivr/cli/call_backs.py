"""``helpline call-backs``: who is to be called back, and how it stands with them."""

import getpass
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from ivr.cli.api import Api, HelplineAway, Refused
from ivr.cli.asking import AsJson, print_json
from ivr.cli.context import give_up
from ivr.cli.tables import wide_console
from ivr.http.call_backs import CallBackList, ShownCallBack
from ivr.instants import in_ist
from ivr.lengths import between
from ivr.settings import Problem

call_backs_app = typer.Typer(
    invoke_without_command=True, help="People who asked to be called back at their turn."
)


@call_backs_app.callback(invoke_without_command=True)
def show(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """List those who are to be called back, who waits longest first."""
    if ctx.invoked_subcommand is not None:
        return
    try:
        found = Api.of(ctx.obj).get(CallBackList, "call-backs")
    except (HelplineAway, Refused) as error:
        _give_up(error)
    if as_json:
        print_json(found)
    elif found.call_backs:
        wide_console().print(_table(found, datetime.now(UTC)))
    else:
        typer.echo("Nobody is to be called back")


@call_backs_app.command()
def cancel(
    ctx: typer.Context, call_back: Annotated[str, typer.Argument(metavar="ID", help="Which one.")]
) -> None:
    """Call somebody no more."""
    try:
        body = {"who": getpass.getuser()}
        Api.of(ctx.obj).post(ShownCallBack, "call-backs", call_back, "cancel", body=body)
    except (HelplineAway, Refused) as error:
        _give_up(error)
    typer.echo(f"Call-back {call_back} is cancelled")


def _table(found: CallBackList, now: datetime) -> Table:
    table = Table("Number", "Discom", "Reason", "Waits", "Tried", "State", "ID", box=None)
    for each in found.call_backs:
        cells = (
            each.number,
            each.discom or "–",
            each.reason or "–",
            between(each.waits_since, now) if each.waits_since else "–",
            str(each.tried),
            _state(each),
            each.id,
        )
        table.add_row(*map(escape, cells))
    return table


def _state(each: ShownCallBack) -> str:
    state = each.state.replace("-", " ")
    if each.until:
        return f"{state} until {in_ist(each.until, '%d %b %H:%M')}"
    if each.why:
        return f"{state}: {each.why}"
    return f"{state}, {each.agent} is kept" if each.agent else state


def _give_up(error: HelplineAway | Refused) -> None:
    if isinstance(error, Refused):
        give_up(*error.problems)
    give_up(Problem("helpline call-backs", str(error), "People are called only while it runs"))
