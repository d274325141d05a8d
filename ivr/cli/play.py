"""``helpline prompts play``: a prompt to hear, without a call."""

import shutil
import subprocess
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from ivr.cli.context import give_up
from ivr.cli.opening import open_library, warn_of_faults
from ivr.cli.say import example
from ivr.settings import Problem
from ivr.sound_checkup import BUILD
from prompts import wording
from prompts.library import SoundLibrary
from prompts.recipe import WAITING_MUSIC
from prompts.wav import wav

PLAYER: Final = "aplay"
LONGEST: Final = 120.0
"""Seconds after which a player that does not end is stopped."""


def play(
    ctx: typer.Context,
    key: Annotated[
        str, typer.Argument(help="A key such as pin.ask or en/pin.ask, or music.", metavar="KEY")
    ],
    language: Annotated[str, typer.Option("--language", "-l", help="The language's code.")] = "hi",
    to: Annotated[
        Path | None, typer.Option(help="The WAV file to write; LANGUAGE-KEY.wav if left out.")
    ] = None,
    sounds: Annotated[
        Path | None, typer.Option(help="Folder of the sounds; run.sounds if left out.")
    ] = None,
) -> None:
    """Write a prompt to a WAV file, and play it if this machine can (with aplay)."""
    sound = _named(key, language)
    content = _sound(open_library(ctx, sounds), sound)
    file = to or Path(f"{sound.replace('/', '-')}.wav")
    try:
        file.write_bytes(content)
    except OSError as error:
        give_up(
            Problem(str(file), f"cannot be written: {error.strerror}", "Name another with --to")
        )
    Console(highlight=False, soft_wrap=True).print(str(file), markup=False)
    if player := shutil.which(PLAYER):
        _play(player, file)


def _named(key: str, language: str) -> str:
    if key == "music":
        return WAITING_MUSIC
    return key if "/" in key else f"{language}/{key}"


def _sound(library: SoundLibrary, sound: str) -> bytes:
    try:
        content = wav(library, sound)
    except LookupError:
        give_up(_unknown(library, sound))
    except OSError as error:
        give_up(Problem(sound, f"{error.filename}: {error.strerror}", BUILD))
    warn_of_faults(library, sound)
    return content


def _unknown(library: SoundLibrary, sound: str) -> Problem:
    """Say what there is in place of a sound that is not there; of most, nothing."""
    language, _, key = sound.partition("/")
    parts = [each for each in library.recipes if each.startswith(f"{sound}.part-")]
    if parts:
        whole = example(wording.read(language), key)
        remedy = f'Hear it whole: `helpline prompts say "{whole}" -l {language} --to FILE`'
        return Problem(sound, f"has variables, and so the sounds {', '.join(parts)}", remedy)
    prompts = {each.partition(".part-")[0] for each in library.recipes}
    like = get_close_matches(sound, prompts, 1)
    remedy = f"Did you mean {like[0]}?" if like else "`helpline prompts list` names them"
    return Problem(sound, "there is no such prompt", remedy)


def _play(player: str, file: Path) -> None:
    """Let a machine without a loudspeaker be: the file is there all the same."""
    try:
        command = [player, "-q", str(file)]
        subprocess.run(command, check=False, capture_output=True, timeout=LONGEST)  # noqa: S603
    except subprocess.TimeoutExpired:
        give_up(Problem(PLAYER, f"did not end within {LONGEST:.0f} s", f"Play {file} yourself"))
