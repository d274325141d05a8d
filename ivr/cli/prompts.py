"""``helpline prompts``: renders the sounds and says what is wrong with them."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from prompts import wording
from prompts.library import SoundLibrary, all_sounds
from prompts.wording import Problem, WordingError

prompts_app = typer.Typer(no_args_is_help=True, help="The sounds that callers hear.")

Sounds = Annotated[Path, typer.Option(help="Folder of the rendered sounds.")]
Tools = Annotated[Path, typer.Option(help="Folder of the tools that `make setup` installs.")]

DEFAULT_SOUNDS = Path(".helpline/sounds")
DEFAULT_TOOLS = Path(".helpline/tools")


@prompts_app.command()
def build(sounds: Sounds = DEFAULT_SOUNDS, tools: Tools = DEFAULT_TOOLS) -> None:
    """Render what is missing or whose wording has changed."""
    from prompts import render  # with pydub, which only this command needs

    console = Console()
    _stop_at(wording.problems(), console)
    try:
        with _progress(console) as bar:
            task = bar.add_task("Rendering sounds", total=None)
            rendered = render.build(
                sounds,
                tools / "bin" / "espeak-ng",
                progress=lambda done, of: bar.update(task, completed=done, total=of),
            )
    except render.RenderError as error:
        console.print(str(error), markup=False, soft_wrap=True)
        raise typer.Exit(1) from error
    console.print(f"{len(rendered)} of {len(all_sounds())} sounds rendered into {sounds}")


@prompts_app.command()
def check(sounds: Sounds = DEFAULT_SOUNDS) -> None:
    """Tell what is wrong with the wordings and which sounds are missing; exit 1 if any."""
    console = Console()
    found = problems(sounds)
    _stop_at(found, console)
    console.print(f"{len(all_sounds())} sounds, all there and up to date")


def problems(sounds: Path) -> list[Problem]:
    """List everything that would keep a caller from hearing a prompt."""
    try:
        missing = SoundLibrary(sounds).missing()
    except WordingError:
        missing = []
    return wording.problems() + [
        Problem(sound, f"no sound of its present wording is in {sounds}", "helpline prompts build")
        for sound in missing
    ]


def _stop_at(found: list[Problem], console: Console) -> None:
    if not found:
        return
    table = Table("Where", "What is wrong", "What to do", title="Prompts")
    for each in found:
        table.add_row(*map(escape, (each.place, each.wrong, each.remedy)))
    console.print(table)
    raise typer.Exit(1)


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
