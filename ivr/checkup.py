"""Looks over everything that a helpline needs before it starts, without starting it."""

import os
from collections.abc import Iterator

from ivr.asterisk.checks import value_problems
from ivr.settings import Problem, Settings
from ivr.sound_checkup import prompt_warnings, sound_problems
from ivr.spoken_keys import idle_prompts, unworded
from prompts import wording
from prompts.completeness import Prompts
from routing.discoms import DISCOMS


def find_problems(settings: Settings) -> list[Problem]:
    """List what would go wrong, in the order in which it is best mended."""
    return [
        *value_problems(settings),
        *_folders(settings),
        *_tools(settings),
        *_languages(settings),
        *sound_problems(settings.run.sounds, settings.prompts.recordings),
        *unworded(_prompts()),
    ]


def find_warnings(settings: Settings) -> list[Problem]:
    """List what may be meant so, but is not as good for callers as it could be."""
    unserved = [
        Problem(
            "agents",
            f"nobody answers for {code} in {', '.join(languages)}",
            "Add an agent to [[agents]], or a discom or language to one who is there",
        )
        for code, discom in DISCOMS.items()
        if discom.served and (languages := _unserved(settings, code))
    ]
    heard = prompt_warnings(settings.run.sounds, settings.prompts.recordings)
    return [*unserved, *idle_prompts(_prompts()), *heard]


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


def _prompts() -> dict[str, Prompts]:
    """Give the prompts of all languages; none if a wording is broken, which was told already."""
    if wording.problems():
        return {}
    return {language: wording.read(language).prompts for language in wording.languages()}


def _unserved(settings: Settings, code: str) -> list[str]:
    serving = [agent for agent in settings.agents if not agent.discoms or code in agent.discoms]
    spoken = {language for agent in serving for language in agent.languages}
    return [language for language in settings.call.languages if language not in spoken]
