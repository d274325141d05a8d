"""Looks over everything that a helpline needs before it starts, without starting it."""

import os
from collections.abc import Iterator

from dialplan.menus import MENUS
from ivr.settings import Problem, Settings
from prompts.library import SoundLibrary
from prompts.wording import WordingError
from prompts.wording import problems as wording_problems
from routing.discoms import DISCOMS


def find_problems(settings: Settings) -> list[Problem]:
    """List what would go wrong, in the order in which it is best mended."""
    return [
        *_folders(settings),
        *_tools(settings),
        *_sounds(settings),
        *_menus(settings),
        *_people(settings),
    ]


def _folders(settings: Settings) -> Iterator[Problem]:
    folder = settings.run.folder
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if not os.access(existing, os.W_OK):
        yield Problem(f"run.folder {folder}", "cannot be written", "Give it to this user")


def _tools(settings: Settings) -> Iterator[Problem]:
    asterisk = settings.run.tools / "bin" / "asterisk"
    if not os.access(asterisk, os.X_OK):
        yield Problem(str(asterisk), "there is no Asterisk", "Run `make setup`")


def _sounds(settings: Settings) -> Iterator[Problem]:
    worded = wording_problems()
    yield from (Problem(p.place, p.wrong, p.remedy) for p in worded)
    if worded:
        return
    try:
        missing = SoundLibrary(settings.run.sounds).missing()
    except (ValueError, WordingError) as error:
        yield Problem("run.sounds", str(error), "Choose another folder")
        return
    for sound in missing:
        place = f"{settings.run.sounds}/{sound}"
        yield Problem(place, "is missing or older than its wording", "Run `helpline prompts build`")


def _menus(settings: Settings) -> Iterator[Problem]:
    library = SoundLibrary(settings.run.sounds)
    spoken = {sound for name, menu in MENUS.items() if name != "discom" for sound in menu.sounds()}
    for language in settings.call.languages:
        for sound in sorted({*spoken, "language.choice"}):
            if f"{language}/{sound}" not in library.fingerprints:
                remedy = f"Word {sound} in prompts/wording/{language}.toml"
                yield Problem(f"language {language}", f"nothing is worded for {sound}", remedy)


def _people(settings: Settings) -> Iterator[Problem]:
    for code, discom in DISCOMS.items():
        serving = [a for a in settings.agents if not a.discoms or code in a.discoms]
        if discom.served and not serving:
            remedy = "Add one to [[agents]]; until then its callers wait in vain"
            yield Problem("agents", f"nobody answers for {code}", remedy)
