"""Looks over the sounds: what a caller could not hear, and what could sound better."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from ivr.lengths import counted
from ivr.settings import Problem
from prompts import completeness, recordings, wording
from prompts.library import Fault, SoundLibrary
from prompts.prompt import worded_in
from prompts.wording import WordingError

SHOWN: Final = 5
"""How many sounds are named."""

BUILD: Final = "Run `helpline prompts build`"


def sound_problems(folder: Path, recorded: Path | None = None) -> list[Problem]:
    """List what would keep a caller from hearing a prompt out of this folder.

    ``recorded`` is the folder of people's recordings.
    """
    worded = wording.problems()
    if worded:
        return ours(worded)
    try:
        library = SoundLibrary(folder, recordings=recorded)
    except WordingError as error:
        return ours(error.problems)
    except ValueError as error:
        return [Problem("run.sounds", str(error), "Choose another folder")]
    faults = library.faults()
    unreadable = broken_recordings(library, faults)
    faults = {sound: fault for sound, fault in faults.items() if sound not in unreadable}
    broken = [*library.shipped.problems(), *recordings.problems(recorded, library.recipes)]
    return [*ours(broken), *unreadable.values(), *_told(library, faults)]


def prompt_warnings(folder: Path, recorded: Path | None = None) -> list[Problem]:
    """List what is heard, but could be better: stand-ins, old recordings, copied sentences."""
    try:
        library = SoundLibrary(folder, recordings=recorded)
    except ValueError:  # a problem, and told as one
        return []
    return [
        *_alike(),
        *_stand_ins(library),
        *_of_other_words(library),
        *ours(recordings.unheard(recorded)),
    ]


def broken_recordings(library: SoundLibrary, among: Iterable[str]) -> dict[str, Problem]:
    """Find the recordings that cannot be read, among sounds that are not unpacked as they are."""
    files = {
        sound: source
        for sound, source in library.sources.items()
        if source.used == "recording" and sound in among
    }
    if not files:
        return {}
    from prompts import espeak, unpacking  # noqa: PLC0415 - with audio libraries

    found = {}
    for sound, source in files.items():
        try:
            unpacking.heard(source, sound)
        except espeak.RenderError as error:
            wrong = str(error).removeprefix(f"{sound}: ")
            remedy = "Record it again, or take it out and run `helpline prompts build`"
            found[sound] = Problem(sound, wrong, remedy)
    return found


def ours(problems: Iterable[wording.Problem]) -> list[Problem]:
    """Make problems of the prompts those that commands show."""
    return [Problem(each.place, each.wrong, each.remedy) for each in problems]


def first(names: list[str]) -> str:
    """Name the first of many."""
    return ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")


def _told(library: SoundLibrary, faults: Mapping[str, Fault]) -> list[Problem]:
    """Tell of each faulty sound, or of many at once."""
    if len(faults) <= SHOWN:
        return [
            Problem(sound, f"{fault.file} {fault.wrong}", BUILD) for sound, fault in faults.items()
        ]
    what = f"{len(faults)} of {len(library.sources)} sounds are missing, broken or out of date"
    remedy = "Run `make setup`, or `helpline prompts build` to make only them"
    return [Problem(f"run.sounds {library.folder}", f"{what}: {first(list(faults))}", remedy)]


def _alike() -> Iterator[Problem]:
    if wording.problems():
        return
    prompts = {language: wording.read(language).prompts for language in wording.languages()}
    for language, wrong, remedy in completeness.alike(prompts):
        yield Problem(worded_in(language), wrong, remedy)


def _stand_ins(library: SoundLibrary) -> Iterator[Problem]:
    keys: dict[str, list[str]] = {}
    for sound in library.stood_in_for():
        language, _, key = sound.partition("/")
        keys.setdefault(language, []).append(key)
    for language, of in keys.items():
        many = counted(len(of), "prompt")
        yield Problem(
            worded_in(language),
            f"espeak-ng stands in for the natural voice in {many}: {first(of)}",
            "Run `make voices` and `helpline prompts build`, or give recordings of them",
        )


def _of_other_words(library: SoundLibrary) -> Iterator[Problem]:
    sources = library.sources
    for sound, words in library.of_other_words().items():
        yield Problem(
            sound,
            f'{sources[sound].file} is a recording of other words than now: "{words}"',
            "Record it again; if it says the new words, `touch` it and `helpline prompts build`",
        )
