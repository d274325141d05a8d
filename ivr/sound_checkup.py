"""Looks over the sounds: what a caller could not hear, and what could sound better."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from ivr.settings import Problem
from prompts import recordings, wording
from prompts.library import SoundLibrary, all_sounds
from prompts.wording import WordingError

SHOWN: Final = 5
"""How many missing or stood-in sounds are named."""


def sound_problems(folder: Path, recorded: Path | None = None) -> list[Problem]:
    """List what would keep a caller from hearing a prompt out of this folder.

    ``recorded`` is the folder of people's recordings.
    """
    worded = wording.problems()
    if worded:
        return _ours(worded)
    try:
        library = SoundLibrary(folder, recordings=recorded)
        missing = library.missing()
    except WordingError as error:
        return _ours(error.problems)
    except ValueError as error:
        return [Problem("run.sounds", str(error), "Choose another folder")]
    broken = [*library.shipped.problems(), *recordings.problems(recorded, library.recipes)]
    return _ours(broken) + ([_missing(folder, missing)] if missing else [])


def stand_in_warnings(folder: Path, recorded: Path | None = None) -> list[Problem]:
    """List for each wording file what espeak-ng speaks in place of a better voice."""
    try:
        stood_in_for = SoundLibrary(folder, recordings=recorded).stood_in_for()
    except ValueError:  # a problem, and told as one
        return []
    keys: dict[str, list[str]] = {}
    for sound in stood_in_for:
        language, _, key = sound.partition("/")
        keys.setdefault(language, []).append(key)
    return [
        Problem(
            f"prompts/wording/{language}.toml",
            f"espeak-ng stands in for the natural voice in {len(of)} prompts: {_first(of)}",
            "Run `make voices` and `helpline prompts build`, or give recordings of them",
        )
        for language, of in keys.items()
    ]


def _ours(problems: Iterable[wording.Problem]) -> list[Problem]:
    return [Problem(each.place, each.wrong, each.remedy) for each in problems]


def _missing(folder: Path, missing: list[str]) -> Problem:
    wrong = f"{len(missing)} of {len(all_sounds())} sounds are missing or older than their wording"
    remedy = "Run `make setup`, or `helpline prompts build` to make only them"
    return Problem(f"run.sounds {folder}", f"{wrong}: {_first(missing)}", remedy)


def _first(names: list[str]) -> str:
    return ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")
