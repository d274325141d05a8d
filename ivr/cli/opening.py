"""Opens the library of sounds that options and settings mean, for commands that show or play it."""

from pathlib import Path
from typing import Final

import typer

from ivr.cli.context import give_up, tell
from ivr.settings import Problem
from ivr.sound_checkup import BUILD, ours
from prompts.library import SoundLibrary
from prompts.wording import WordingError

USUAL: Final = Path(".helpline/sounds")


def open_library(
    ctx: typer.Context, sounds: Path | None, recordings: Path | None = None
) -> SoundLibrary:
    """Open the library by the options, else by the settings; ends the command if it cannot."""
    if ctx.obj is not None:
        recordings = recordings or ctx.obj.settings.prompts.recordings
        sounds = sounds or ctx.obj.settings.run.sounds
    try:
        return SoundLibrary(sounds or USUAL, recordings=recordings)
    except WordingError as error:
        give_up(*ours(error.problems))
    except ValueError as error:
        give_up(Problem("run.sounds", str(error), "Choose another folder"))


def warn_of_faults(library: SoundLibrary, *sounds: str) -> None:
    """Tell which of these sounds are not what would be heard after a build."""
    tell(
        *(
            Problem(sound, f"{fault.file} {fault.wrong}, so this is not what it will be", BUILD)
            for sound, fault in library.faults(sounds).items()
        ),
        style="yellow",
    )
