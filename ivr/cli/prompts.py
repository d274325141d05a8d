"""``helpline prompts``: makes the sounds, measures them, and says where each comes from."""

from collections.abc import Iterator
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from ivr.cli.context import errors, give_up, tell
from ivr.cli.nearby import prompts_page
from ivr.cli.opening import open_library
from ivr.cli.steps import Steps
from ivr.cli.tables import measure_table, source_table, wide_console
from ivr.lengths import counted
from ivr.settings import Problem, Settings
from ivr.sound_checkup import SHOWN, first, ours, prompt_warnings, sound_problems
from ivr.sound_list import listed, matches
from prompts import wording
from prompts.library import SoundLibrary, all_sounds

if TYPE_CHECKING:
    from prompts.measures import Measure

prompts_app = typer.Typer(no_args_is_help=True, help="The sounds that callers hear.")


class Voice(StrEnum):
    """What can be used for a sound."""

    RECORDING = "recording"
    NATURAL = "voice"
    STAND_IN = "stand-in"
    MUSIC = "music"


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
        give_up(*_unmade(str(error).splitlines()))
    tell(*_build_warnings(library), style="yellow")
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
    console = wide_console()
    console.print(measure_table(found))
    tell(*prompt_warnings(library.folder, library.recordings), style="yellow")
    faults = [_fault(library, each) for each in found if each.faults()]
    if faults:
        give_up(*faults)
    console.print(f"{len(found)} sounds, all there, up to date and within their limits")


@prompts_app.command("list")
def list_sounds(
    ctx: typer.Context,
    pattern: Annotated[
        str, typer.Argument(help='Part of LANGUAGE/KEY, such as "outage" or "hi/press.?".')
    ] = "",
    *,
    language: Annotated[
        str | None, typer.Option("--language", "-l", help="One language only, by its code.")
    ] = None,
    voice: Annotated[Voice | None, typer.Option(help="Only what is spoken so.")] = None,
    sounds: Sounds = None,
    recordings: Recordings = None,
) -> None:
    """Show for each sound what is used, how old it is, its words, and what is out of order."""
    library = _library(ctx, sounds, recordings)
    every = listed(library)
    rows = [row for row in every if matches(row, pattern, language, voice)]
    wide_console().print(source_table(rows))
    settings = ctx.obj.settings if ctx.obj else Settings()
    page = prompts_page(settings)
    errors.print(f"{len(rows)} of {len(every)} sounds. While the helpline runs, hear them: {page}")


def _unmade(faults: list[str]) -> Iterator[Problem]:
    """Show the first of what could not be rendered or unpacked; many are likely to have one cause.

    A fault begins with the sound or file that has it, or is of all.
    """
    for fault in faults[:SHOWN]:
        place, colon, wrong = fault.partition(": ")
        place, wrong = (place, wrong) if colon else ("prompts build", fault)
        yield Problem(place, wrong, "Mend it, and run `helpline prompts build` again")
    if len(faults) > SHOWN:
        wrong = f"{counted(len(faults) - SHOWN, 'more sound')} could not be made"
        yield Problem("prompts build", wrong, "Mend the first, and it will name the rest")


def _build_warnings(library: SoundLibrary) -> list[Problem]:
    """Say what the build could not make as good as it should be, or left lying about."""
    return [
        *ours(library.shipped.problems()),
        *prompt_warnings(library.folder, library.recordings),
        *_strays(library),
    ]


def _strays(library: SoundLibrary) -> list[Problem]:
    """Name sounds of words that are gone; a helpline that runs may still say them."""
    keys = [f"{path.parent.name}/{path.stem}" for path in library.strays()]
    if not keys:
        return []
    wrong = f"{counted(len(keys), 'sound')} of words that are gone: {first(keys)}"
    remedy = "Once the helpline was started again, nobody says them: delete them"
    return [Problem(str(library.folder), wrong, remedy)]


def _library(ctx: typer.Context, sounds: Path | None, recordings: Path | None) -> SoundLibrary:
    """Open the library; ends the command if any wording is broken."""
    if worded := wording.problems():
        give_up(*ours(worded))
    return open_library(ctx, sounds, recordings)


def _fault(library: SoundLibrary, measure: "Measure") -> Problem:
    file = library.files(measure.sound)[0]
    remedy = "Record or word it otherwise, then run `helpline prompts build`"
    return Problem(measure.sound, f"{file} has {'; '.join(measure.faults())}", remedy)
