"""Looks over everything that a helpline needs before it starts, without starting it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dialplan.menus import MENUS
from ivr.asterisk.checks import value_problems
from ivr.settings import Problem, Settings
from ivr.spoken_keys import idle_prompts
from prompts import wording
from prompts.library import SoundLibrary, all_sounds
from prompts.wording import problems as wording_problems
from routing.discoms import DISCOMS

SHOWN: Final = 5
"""How many missing sounds are named."""


def find_problems(settings: Settings) -> list[Problem]:
    """List what would go wrong, in the order in which it is best mended."""
    return [
        *value_problems(settings),
        *_folders(settings),
        *_tools(settings),
        *_languages(settings),
        *(sound_problems(settings.run.sounds) or _menus(settings)),
    ]


def find_warnings(settings: Settings) -> list[Problem]:
    """List what may be meant so, but keeps callers waiting in vain or a prompt from being said."""
    unserved = [
        Problem(
            "agents",
            f"nobody answers for {code} in {', '.join(languages)}",
            "Add an agent to [[agents]], or a discom or language to one who is there",
        )
        for code, discom in DISCOMS.items()
        if discom.served and (languages := _unserved(settings, code))
    ]
    return [*unserved, *_idle()]


def sound_problems(folder: Path) -> list[Problem]:
    """List what would keep a caller from hearing a prompt out of this folder."""
    worded = [Problem(each.place, each.wrong, each.remedy) for each in wording_problems()]
    if worded:
        return worded
    try:
        missing = SoundLibrary(folder).missing()
    except ValueError as error:
        return [Problem("run.sounds", str(error), "Choose another folder")]
    if not missing:
        return []
    names = ", ".join(missing[:SHOWN]) + (", …" if len(missing) > SHOWN else "")
    wrong = f"{len(missing)} of {len(all_sounds())} sounds are missing or older than their wording"
    remedy = "Run `make setup`, or `helpline prompts build` to render only them"
    return [Problem(f"run.sounds {folder}", f"{wrong}: {names}", remedy)]


def _folders(settings: Settings) -> Iterator[Problem]:
    folder = settings.run.folder
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        yield Problem(f"run.folder {folder}", "cannot be written", "Give it to this user")


def _tools(settings: Settings) -> Iterator[Problem]:
    asterisk = settings.run.tools / "bin" / "asterisk"
    if not os.access(asterisk, os.X_OK):
        yield Problem(f"run.tools {asterisk}", "there is no Asterisk", "Run `make setup`")


def _languages(settings: Settings) -> Iterator[Problem]:
    worded = wording.languages()
    for language in settings.call.languages:
        if language not in worded:
            wrong = f"{language} has no wording file, only {', '.join(worded)} have"
            remedy = f"Write prompts/wording/{language}.toml, or take {language} out"
            yield Problem("call.languages", wrong, remedy)


def _idle() -> Iterator[Problem]:
    if not wording_problems():
        yield from idle_prompts(
            {language: wording.read(language).prompts for language in wording.languages()}
        )


def _menus(settings: Settings) -> Iterator[Problem]:
    known = set(all_sounds())
    spoken = {sound for name, menu in MENUS.items() if name != "discom" for sound in menu.sounds()}
    for language in set(settings.call.languages) & set(wording.languages()):
        for sound in sorted({*spoken, "language.choice"}):
            if f"{language}/{sound}" not in known:
                remedy = f"Word {sound} in prompts/wording/{language}.toml"
                yield Problem(f"language {language}", f"nothing is worded for {sound}", remedy)


def _unserved(settings: Settings, code: str) -> list[str]:
    serving = [agent for agent in settings.agents if not agent.discoms or code in agent.discoms]
    spoken = {language for agent in serving for language in agent.languages}
    return [language for language in settings.call.languages if language not in spoken]
