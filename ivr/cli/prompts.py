"""``helpline prompts``: makes the sounds, measures them, and says where each comes from."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console

from ivr.cli.context import give_up, tell
from ivr.cli.steps import Steps
from ivr.cli.tables import measure_table, source_table
from ivr.settings import Problem
from ivr.sound_checkup import sound_problems, stand_in_warnings
from prompts import wording
from prompts.library import SoundLibrary, all_sounds

if TYPE_CHECKING:
    from prompts.measures import Measure

_WIDTH: Final = 110

prompts_app = typer.Typer(no_args_is_help=True, help="The sounds that callers hear.")

Sounds = Annotated[
    Path | None, typer.Option(help="Folder of the unpacked sounds; run.sounds if left out.")
]
Tools = Annotated[
    Path | None,
    typer.Option(help="Folder of what `make setup` installs; run.tools if left out."),
]
Recordings = Annotated[
    Path | None,
    typer.Option(help="Folder of people's recordings; prompts.recordings if left out."),
]


@prompts_app.command()
def build(
    ctx: typer.Context, sounds: Sounds = None, tools: Tools = None, recordings: Recordings = None
) -> None:
    """Render what has changed with the natural voice, if it is there, and unpack all sounds."""
    from prompts import (
        espeak,
        kokoro,
        render,
    )  # with audio libraries, which only this command needs

    library = _library(ctx, sounds, recordings)
    tools = tools or ctx.obj.settings.run.tools
    engine, voices = tools / "bin" / "espeak-ng", tools.parent / "voices"
    can_speak = kokoro.installed() and voices.is_dir()
    voice = partial(kokoro.Kokoro, voices, engine) if can_speak else None
    console = Console(highlight=False, soft_wrap=True)
    try:
        with Steps(console) as steps:
            built = render.build(library, engine, voice=voice, progress=steps.show)
    except espeak.RenderError as error:
        give_up(Problem("prompts", str(error), "Then run `helpline prompts build` again"))
    tell(*stand_in_warnings(library.folder, library.recordings), style="yellow")
    rendered = f", {len(built.voiced)} newly rendered" if built.voiced else ""
    console.print(
        f"{len(all_sounds())} sounds in {library.folder}, "
        f"{len(built.unpacked)} of them new{rendered}"
    )


@prompts_app.command()
def check(ctx: typer.Context, sounds: Sounds = None, recordings: Recordings = None) -> None:
    """Measure all sounds, and say what is missing, wrong or outside its limits."""
    from prompts import measures

    library = _library(ctx, sounds, recordings)
    problems = sound_problems(library.folder, library.recordings)
    if problems:
        give_up(*problems)
    found = [measures.measure(library, sound) for sound in all_sounds()]
    console = _wide_console()
    console.print(measure_table(found))
    tell(*stand_in_warnings(library.folder, library.recordings), style="yellow")
    faults = [_fault(library, each) for each in found if each.faults()]
    if faults:
        give_up(*faults)
    console.print(f"{len(found)} sounds, all there, up to date and within their limits")


@prompts_app.command("list")
def list_sounds(ctx: typer.Context, recordings: Recordings = None) -> None:
    """Show where each sound comes from (recording, voice, stand-in), and how old that is."""
    library = _library(ctx, None, recordings)
    _wide_console().print(source_table(library))


def _wide_console() -> Console:
    """Give a console that cuts no name of a sound short, also where no terminal is."""
    return Console(highlight=False, width=max(Console().width, _WIDTH))


def _library(ctx: typer.Context, sounds: Path | None, recordings: Path | None) -> SoundLibrary:
    """Open the library by the options, else by the settings; ends the command if it cannot."""
    worded = wording.problems()
    if worded:
        give_up(*(Problem(each.place, each.wrong, each.remedy) for each in worded))
    if ctx.obj is not None:
        recordings = recordings or ctx.obj.settings.prompts.recordings
        sounds = sounds or ctx.obj.settings.run.sounds
    try:
        return SoundLibrary(sounds or Path(".helpline/sounds"), recordings=recordings)
    except wording.WordingError as error:
        give_up(*(Problem(each.place, each.wrong, each.remedy) for each in error.problems))
    except ValueError as error:
        give_up(Problem("run.sounds", str(error), "Choose another folder"))


def _fault(library: SoundLibrary, measure: "Measure") -> Problem:
    file = library.files(measure.sound)[0]
    remedy = "Record or word it otherwise, then run `helpline prompts build`"
    return Problem(f"{file}: {measure.sound}", "; ".join(measure.faults()), remedy)
