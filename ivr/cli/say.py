"""``helpline prompts say``: which sounds make a sentence or a number, and how they come out."""

import shlex
import wave
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table

from ivr.cli.context import give_up
from ivr.cli.opening import open_library, warn_of_faults
from ivr.cli.tables import wide_console
from ivr.settings import Problem
from ivr.sound_checkup import ours
from prompts import wording
from prompts.kinds import KINDS
from prompts.sentences import assemble, speak
from prompts.wording import Wording, WordingError

EXAMPLES: Final = ", ".join(f"'{name} {kind.example}'" for name, kind in KINDS.items())

_RATE: Final = 16_000  # samples per second of the files with this ending
_ENDING: Final = ".sln16"


def say(
    ctx: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            help=f"A type and a value: {EXAMPLES}. Or a prompt, with its variables if it has any: "
            "'thanks', 'wait.position place=3'."
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
        give_up(*ours(error.problems))
    except ValueError as error:
        give_up(Problem("say", str(error), _remedy(of, what)))
    table = Table("sound", "words", box=None)
    for key in spoken:
        table.add_row(f"{language}/{key}", of.texts[key])
    wide_console().print(table)
    if to is not None:
        library, names = open_library(ctx, sounds), [f"{language}/{key}" for key in spoken]
        _write(to, [Path(library.path(name) + _ENDING) for name in names])
        warn_of_faults(library, *names)


def sounds_for(of: Wording, what: str) -> tuple[str, ...]:
    """Name the sounds for what a person typed; raises ValueError that says what is possible."""
    name, *given = shlex.split(what) or [""]
    if name in KINDS:
        return speak(of, name, _read(name, " ".join(given)))
    prompt = of.prompts.get(name)
    if prompt is None:
        types = ", ".join(KINDS)
        raise ValueError(f'"{name}" is neither a prompt nor one of the types {types}')
    typed = dict(each.split("=", 1) for each in given if "=" in each)
    if typed.keys() != prompt.variables.keys() or len(typed) != len(given):
        wanted = ", ".join(prompt.variables) or "no variables"
        raise ValueError(f"{name} takes {wanted}, not {', '.join(given) or 'none'}")
    return assemble(of, name, {n: _read(prompt.variables[n], text) for n, text in typed.items()})


def _read(kind: str, typed: str) -> Any:
    try:
        return KINDS[kind].read(typed)
    except ValueError as error:
        raise ValueError(f'"{typed}" cannot be read as {kind}') from error


def example(of: Wording, name: str) -> str:
    """Write how a type or a prompt is given to this command."""
    if name in KINDS:
        return f"{name} {KINDS[name].example}"
    variables = of.prompts[name].variables.items()
    return " ".join(
        [name, *(f"{each}={shlex.quote(KINDS[kind].example)}" for each, kind in variables)]
    )


def _remedy(of: Wording, what: str) -> str:
    name = what.partition(" ")[0]
    if name in KINDS or name in of.prompts:
        return f'For example: `helpline prompts say "{example(of, name)}"`'
    like = get_close_matches(name, [*of.prompts, *KINDS], 1)
    return f"Did you mean {like[0]}?" if like else "`helpline prompts say --help` has examples"


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
