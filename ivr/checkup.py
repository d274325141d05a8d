"""Looks over everything that a helpline needs before it starts, without starting it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dialplan.menus import MENUS
from ivr.asterisk.checks import value_problems
from ivr.settings import Problem, Settings
from prompts import recordings
from prompts.library import SoundLibrary, all_sounds
from prompts.wording import problems as wording_problems
from routing.discoms import DISCOMS

SHOWN: Final = 5
"""How many missing or stood-in sounds are named."""


def find_problems(settings: Settings) -> list[Problem]:
    """List what would go wrong, in the order in which it is best mended."""
    return [
        *value_problems(settings),
        *_folders(settings),
        *_tools(settings),
        *(sound_problems(settings.run.sounds, settings.prompts.recordings) or _menus(settings)),
    ]


def find_warnings(settings: Settings) -> list[Problem]:
    """List what may be meant so, but is not as good for callers as it could be."""
    unanswered = [
        Problem(
            "agents",
            f"nobody answers for {code} in {', '.join(unserved)}",
            "Add an agent to [[agents]], or a discom or language to one who is there",
        )
        for code, discom in DISCOMS.items()
        if discom.served and (unserved := _unserved(settings, code))
    ]
    return [*unanswered, *stand_in_warnings(settings.run.sounds, settings.prompts.recordings)]


def sound_problems(folder: Path, recorded: Path | None = None) -> list[Problem]:
    """List what would keep a caller from hearing a prompt out of this folder.

    ``recorded`` is the folder of people's recordings.
    """
    worded = [Problem(each.place, each.wrong, each.remedy) for each in wording_problems()]
    if worded:
        return worded
    try:
        library = SoundLibrary(folder, recordings=recorded)
        missing = library.missing()
    except ValueError as error:
        return [Problem("run.sounds", str(error), "Choose another folder")]
    broken = [*library.shipped.problems(), *recordings.problems(recorded, library.recipes)]
    found = [Problem(each.place, each.wrong, each.remedy) for each in broken]
    return found + ([_missing(folder, missing)] if missing else [])


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


def _missing(folder: Path, missing: list[str]) -> Problem:
    wrong = f"{len(missing)} of {len(all_sounds())} sounds are missing or older than their wording"
    remedy = "Run `make setup`, or `helpline prompts build` to make only them"
    return Problem(f"run.sounds {folder}", f"{wrong}: {_first(missing)}", remedy)


def _first(names: list[str]) -> str:
    return ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")


def _folders(settings: Settings) -> Iterator[Problem]:
    folder = settings.run.folder
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        yield Problem(f"run.folder {folder}", "cannot be written", "Give it to this user")


def _tools(settings: Settings) -> Iterator[Problem]:
    asterisk = settings.run.tools / "bin" / "asterisk"
    if not os.access(asterisk, os.X_OK):
        yield Problem(f"run.tools {asterisk}", "there is no Asterisk", "Run `make setup`")


def _menus(settings: Settings) -> Iterator[Problem]:
    known = set(all_sounds())
    spoken = {sound for name, menu in MENUS.items() if name != "discom" for sound in menu.sounds()}
    for language in settings.call.languages:
        for sound in sorted({*spoken, "language.choice"}):
            if f"{language}/{sound}" not in known:
                remedy = f"Word {sound} in prompts/wording/{language}.toml"
                yield Problem(f"language {language}", f"nothing is worded for {sound}", remedy)


def _unserved(settings: Settings, code: str) -> list[str]:
    serving = [agent for agent in settings.agents if not agent.discoms or code in agent.discoms]
    spoken = {language for agent in serving for language in agent.languages}
    return [language for language in settings.call.languages if language not in spoken]
