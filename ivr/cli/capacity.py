"""``helpline capacity``: how many calls lines and agents take, and what more would need."""

from typing import Final

import typer

from ivr.cli.measure import measure
from ivr.cli.plan import plan

capacity_app: Final = typer.Typer(
    help="Plan lines and agents, and measure what they land.", no_args_is_help=True
)
capacity_app.command()(plan)
capacity_app.command()(measure)
