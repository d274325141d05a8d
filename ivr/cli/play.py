"""``helpline prompts play``: a prompt to hear, without a call."""

import shutil
import subprocess
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from ivr.cli.context import give_up
from ivr.settings import Problem
from prompts.library import SoundLibrary
from prompts.wav import wav
from prompts.wording import WordingError

PLAYER: Final = "aplay"
LONGEST: Final = 120.0
"""Seconds after which a player that does not end is stopped."""


def play(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(help="The key of a prompt, such as pin.ask.")],
    language: Annotated[str, typer.Option(help="The language's code.")] = "hi",
    to: Annotated[
        Path | None, typer.Option(help="The WAV file to write; LANGUAGE-KEY.wav if left out.")
    ] = None,
    sounds: Annotated[
        Path | None, typer.Option(help="Folder of the sounds; run.sounds if left out.")
    ] = None,
) -> None:
    """Write a prompt to a WAV file, and play it if this machine can (with aplay)."""
    content = _sound(sounds or ctx.obj.settings.run.sounds, language, key)
    file = to or Path(f"{language}-{key}.wav")
    try:
        file.write_bytes(content)
    except OSError as error:
        give_up(
            Problem(str(file), f"cannot be written: {error.strerror}", "Name another with --to")
        )
    Console(highlight=False, soft_wrap=True).print(str(file), markup=False)
    if player := shutil.which(PLAYER):
        _play(player, file)


def _sound(folder: Path, language: str, key: str) -> bytes:
    sound = f"{language}/{key}"
    try:
        return wav(SoundLibrary(folder), sound)
    except WordingError as error:
        give_up(*(Problem(each.place, each.wrong, each.remedy) for each in error.problems))
    except ValueError as error:
        give_up(Problem("run.sounds", str(error), "Choose another folder"))
    except LookupError:
        remedy = "`helpline prompts check` and the page /prompts name them"
        give_up(Problem(sound, "there is no such prompt", remedy))
    except OSError as error:
        give_up(
            Problem(sound, f"{error.strerror}: {error.filename}", "Run `helpline prompts build`")
        )


def _play(player: str, file: Path) -> None:
    """Let a machine without a loudspeaker be: the file is there all the same."""
    try:
        command = [player, "-q", str(file)]
        subprocess.run(command, check=False, capture_output=True, timeout=LONGEST)  # noqa: S603
    except subprocess.TimeoutExpired:
        give_up(Problem(PLAYER, f"did not end within {LONGEST:.0f} s", f"Play {file} yourself"))
