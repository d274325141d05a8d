"""All sounds with their words, what is used for each, and what there is to say against it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase

from ivr.sound_checkup import broken_recordings
from ivr.spoken_keys import is_spoken
from prompts import wording
from prompts.library import SoundLibrary
from prompts.prompt import Prompt


@dataclass(frozen=True, slots=True)
class ListedSound:
    """One sound, ``LANGUAGE/KEY``: ``days`` is its age, ``remarks`` say what is out of order."""

    sound: str
    used: str
    days: int | None
    words: str
    remarks: tuple[str, ...]


def listed(library: SoundLibrary, *, today: date | None = None) -> list[ListedSound]:
    """List all sounds; raises `wording.WordingError`."""
    today = today or datetime.now(UTC).date()
    faults = library.faults()
    broken, old = broken_recordings(library, faults), library.of_other_words()
    remarks = {sound: list(_flow_remarks(prompt)) for sound, prompt in _prompts().items()}
    for sound, words in old.items():
        remarks[sound].append(f'recording of other words than now: "{words}"')
    for sound, fault in faults.items():
        wrong = f"{fault.file.name} {fault.wrong}"
        wrong = "recording cannot be read" if sound in broken else wrong
        remarks.setdefault(sound, []).append(wrong)
    rows = []
    for sound, source in sorted(library.sources.items()):
        recipe = library.recipes.get(sound)
        days = None if source.made is None else max(0, (today - source.made).days)
        words = recipe.text if recipe else ""
        rows.append(ListedSound(sound, source.used, days, words, tuple(remarks.get(sound, ()))))
    return rows


def matches(row: ListedSound, pattern: str, language: str | None, used: str | None) -> bool:
    """Tell whether a sound is asked for; ``pattern`` is any part of it, with ``*`` and ``?``."""
    return (
        fnmatchcase(row.sound, f"*{pattern}*")
        and (language is None or row.sound.startswith(f"{language}/"))
        and (used is None or row.used == used)
    )


def _prompts() -> dict[str, Prompt]:
    """Give the prompt to which each sound belongs."""
    return {
        f"{language}/{sound}": prompt
        for language in wording.languages()
        for prompt in wording.read(language).prompts.values()
        for sound in prompt.sounds
    }


def _flow_remarks(prompt: Prompt) -> Iterator[str]:
    if prompt.later:
        yield "for later: the call flow does not say it yet"
    elif not is_spoken(prompt.key):
        yield "said by nothing"
