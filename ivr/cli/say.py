"""``helpline prompts say``: which sounds make a sentence or a number, and how they come out."""

import shlex
import wave
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table

from ivr.cli.context import give_up
from ivr.settings import Problem
from prompts import wording
from prompts.kinds import KINDS
from prompts.library import SoundLibrary
from prompts.sentences import assemble, speak
from prompts.wording import Wording, WordingError

_RATE: Final = 16_000  # samples per second of the files with this ending
_ENDING: Final = ".sln16"


def say(
    ctx: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            help='A type and a value ("rupees 123456", "time 19:30", "complaint MV01012612345"), '
            'or a prompt with its variables ("wait.position place=3").'
        ),
    ],
    language: Annotated[str, typer.Option("--language", "-l", help="As in call.languages.")] = "hi",
    to: Annotated[Path | None, typer.Option(help="Write it to this WAV file.")] = None,
    sounds: Annotated[
        Path | None, typer.Option(help="Folder of the rendered sounds; run.sounds if left out.")
    ] = None,
) -> None:
    """Show of which sounds a sentence or number is made, and join them to hear it."""
    try:
        of = wording.read(language)
        spoken = sounds_for(of, what)
    except WordingError as error:
        give_up(*(Problem(each.place, each.wrong, each.remedy) for each in error.problems))
    except ValueError as error:
        give_up(Problem("say", str(error), "`helpline prompts say --help` has examples"))
    table = Table("sound", "words", box=None)
    for key in spoken:
        table.add_row(f"{language}/{key}", of.texts[key])
    Console().print(table)
    if to is not None:
        library = SoundLibrary(sounds or ctx.obj.settings.run.sounds)
        _write(to, [Path(library.path(f"{language}/{key}") + _ENDING) for key in spoken])


def sounds_for(of: Wording, what: str) -> tuple[str, ...]:
    """Name the sounds for what a person typed; raises ValueError that says what is possible."""
    name, *given = shlex.split(what) or [""]
    if name in KINDS:
        return speak(of, name, _read(name, " ".join(given)))
    prompt = of.prompts.get(name)
    if prompt is None:
        raise ValueError(f"{name!r} is neither a prompt of {of.language}.toml nor {_types()}")
    typed = dict(each.split("=", 1) for each in given if "=" in each)
    if typed.keys() != prompt.variables.keys() or len(typed) != len(given):
        wanted = " ".join(f"{n}={KINDS[k].example}" for n, k in prompt.variables.items())
        raise ValueError(f"{name} is to be given as: {name} {wanted}".rstrip())
    return assemble(of, name, {n: _read(prompt.variables[n], text) for n, text in typed.items()})


def _read(kind: str, typed: str) -> Any:
    try:
        return KINDS[kind].read(typed)
    except ValueError as error:
        raise ValueError(f"{kind} is written like {KINDS[kind].example}") from error


def _types() -> str:
    return "one of the types " + ", ".join(KINDS)


def _write(to: Path, files: list[Path]) -> None:
    try:
        samples = b"".join(file.read_bytes() for file in files)
        with wave.open(str(to), "wb") as wav:
            wav.setnchannels(1)
            wav.setsampwidth(2)
            wav.setframerate(_RATE)
            wav.writeframes(samples)
    except OSError as error:
        remedy = "Run `helpline prompts build`, or choose another place for --to"
        give_up(Problem(str(error.filename or to), str(error.strerror), remedy))
    Console(soft_wrap=True).print(f"{to}: {len(samples) / 2 / _RATE:.1f} s", highlight=False)
