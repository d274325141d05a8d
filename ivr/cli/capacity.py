"""``helpline capacity``: how many calls lines and agents take, and what more would need."""

from typing import Final

import typer

from ivr.cli.plan import plan

capacity_app: Final = typer.Typer(help="Plan lines and agents.", no_args_is_help=True)
capacity_app.command()(plan)
