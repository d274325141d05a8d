"""`helpline check`: what is wrong with settings, sounds and tools, where, and the remedy."""

from pathlib import Path
from typing import Annotated

import tomlkit
import typer
from rich.console import Console

from ivr.checkup import find_problems, find_warnings
from ivr.cli.context import Context, give_up, tell
from ivr.settings.loading import located
from ivr.settings.secrets import DATABASE_PASSWORD, REDIS_PASSWORD, owned_by

console = Console(highlight=False, soft_wrap=True)


def check(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="The settings file to check.")] = None,
    show: Annotated[bool, typer.Option("--show", help="Print the settings in force.")] = False,
) -> None:
    """Say what is wrong with the settings, the sounds and the tools, and how to mend it."""
    context = ctx.obj if file is None else Context(file)
    settings = context.settings
    if show:
        _show(context)
    tell(*find_warnings(settings), style="yellow")
    problems = find_problems(settings)
    if problems:
        give_up(*(located(problem, context.file) for problem in problems))
    shown = context.file if context.file.exists() else "the defaults"
    console.print(f"{shown}: all is well", markup=False, style="green")


def _show(context: Context) -> None:
    tree = context.settings.model_dump(mode="json", exclude_none=True)
    console.print(tomlkit.dumps(tree), markup=False, end="")
    console.print("# Secrets, and where they come from")
    for name in (*owned_by(context.settings), DATABASE_PASSWORD, REDIS_PASSWORD):
        place = context.secrets.place(name)
        value = "" if place == "not set" else "********  "
        console.print(f"# {name} = {value}({place})", markup=False)
