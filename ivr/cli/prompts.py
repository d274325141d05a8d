"""``helpline prompts``: renders the sounds and says what is wrong with them."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ivr.checkup import sound_problems
from ivr.cli.context import give_up
from ivr.settings import Problem
from prompts import wording
from prompts.library import all_sounds

prompts_app = typer.Typer(no_args_is_help=True, help="The sounds that callers hear.")

Sounds = Annotated[
    Path | None, typer.Option(help="Folder of the rendered sounds; run.sounds if left out.")
]
Tools = Annotated[
    Path | None,
    typer.Option(help="Folder of what `make setup` installs; run.tools if left out."),
]


@prompts_app.command()
def build(ctx: typer.Context, sounds: Sounds = None, tools: Tools = None) -> None:
    """Render what is missing or whose wording has changed."""
    from prompts import render  # with pydub, which only this command needs

    worded = wording.problems()
    if worded:
        give_up(*(Problem(each.place, each.wrong, each.remedy) for each in worded))
    sounds = sounds or ctx.obj.settings.run.sounds
    speech = (tools or ctx.obj.settings.run.tools) / "bin" / "espeak-ng"
    console = Console(highlight=False, soft_wrap=True)
    try:
        with _progress(console) as bar:
            task = bar.add_task("Rendering sounds", total=None)
            rendered = render.build(
                sounds,
                speech,
                progress=lambda done, of: bar.update(task, completed=done, total=of),
            )
    except render.RenderError as error:
        remedy = "Then run `helpline prompts build` again"
        give_up(Problem("prompts", str(error), remedy))
    console.print(f"{len(all_sounds())} sounds in {sounds}, {len(rendered)} of them new")


@prompts_app.command()
def check(ctx: typer.Context, sounds: Sounds = None) -> None:
    """Tell what is wrong with the wordings and which sounds are missing."""
    problems = sound_problems(sounds or ctx.obj.settings.run.sounds)
    if problems:
        give_up(*problems)
    Console().print(f"{len(all_sounds())} sounds, all there and up to date")


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
