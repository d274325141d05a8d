"""``helpline lines``: shows the line pools and changes their sizes while calls go on."""

import getpass
from dataclasses import replace
from http.client import BAD_REQUEST
from typing import Annotated, Final

import typer
from rich.table import Table

from capacity.lines import Direction
from capacity.schedule import BadAssignment, parse_assignments
from ivr.cli.api import Api, HelplineAway, Refused
from ivr.cli.context import give_up
from ivr.cli.tables import wide_console
from ivr.http.lines import LinesView
from ivr.instants import in_ist
from ivr.settings import Problem

EXAMPLE: Final = 'For example: helpline lines set incoming=650 --reason "new trunk"'

lines_app = typer.Typer(
    invoke_without_command=True, help="The line pools: how many calls may be on the trunk at once."
)


@lines_app.callback(invoke_without_command=True)
def show(ctx: typer.Context) -> None:
    """Show how many lines are held and allowed, and what is going to change."""
    if ctx.invoked_subcommand is None:
        api = Api.of(ctx.obj)
        try:
            _print(api.get(LinesView, "lines"))
        except HelplineAway as away:
            give_up(Problem("helpline lines", str(away), "Lines exist only while it runs"))
        except Refused as refused:
            give_up(*refused.problems)


@lines_app.command(name="set")
def set_lines(
    ctx: typer.Context,
    sizes: Annotated[list[str], typer.Argument(help="incoming=NUMBER, outgoing=NUMBER, or both.")],
    reason: Annotated[str, typer.Option(help="Why; it is kept with the change.")],
) -> None:
    """Change sizes at once. Nobody is cut off; the change is kept with its reason."""
    api = Api.of(ctx.obj)
    try:
        asked = {str(direction): size for direction, size in parse_assignments(sizes).items()}
        wish = {**asked, "reason": reason, "who": getpass.getuser()}
        _print(api.post(LinesView, "lines", body=wish))
    except BadAssignment as error:
        give_up(Problem("helpline lines set", str(error), "For example: incoming=650"))
    except HelplineAway as away:
        remedy = "To change the size of the next start, edit [lines] in helpline.toml"
        give_up(Problem("helpline lines set", str(away), remedy))
    except Refused as refused:
        if refused.status == BAD_REQUEST:  # whose remedy is for who sends JSON
            give_up(*(replace(problem, remedy=EXAMPLE) for problem in refused.problems))
        give_up(*refused.problems)


def _print(view: LinesView) -> None:
    console = wide_console()
    table = Table("Lines", "Held", "Allowed", "Free", box=None, pad_edge=False)
    for direction in Direction:
        held, allowed = view.levels.of(direction), view.sizes.of(direction)
        over = f" ({held - allowed} over, draining)" if held > allowed else ""
        table.add_row(direction, f"{held}{over}", str(allowed), str(max(0, allowed - held)))
    console.print(table)
    if view.override:
        set_by = view.override
        sizes = _sizes(set_by.incoming, set_by.outgoing)
        console.print(f"Set by hand {in_ist(set_by.at)} by {set_by.who}: {sizes}", markup=False)
        console.print(f"  Reason: {set_by.reason}", markup=False)
        console.print("  Holds until a later dated change or an edit of that size in helpline.toml")
    if view.next_change:
        change = view.next_change
        sizes = _sizes(change.incoming, change.outgoing)
        console.print(f"Next change {in_ist(change.at)}: {sizes}", markup=False)
    if view.refused_edit:
        console.print("An edit of helpline.toml was refused and changes nothing:", style="red")
        console.print(view.refused_edit, markup=False)


def _sizes(incoming: int | None, outgoing: int | None) -> str:
    both = {"incoming": incoming, "outgoing": outgoing}
    return ", ".join(f"{name}={size}" for name, size in both.items() if size is not None)
