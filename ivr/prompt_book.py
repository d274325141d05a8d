"""All prompts with their words and sounds, as the person who approves them wants to see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from prompts import wording
from prompts.library import SoundLibrary
from prompts.prompt import Prompt
from prompts.spoken.contour import rising
from prompts.wav import RATE, wav
from prompts.wording import Wording

MISSING: Final = "missing"
OTHER_WORDS: Final = "recording of other words"


@dataclass(frozen=True, slots=True)
class ShownSound:
    """One sound of a prompt: ``LANGUAGE/SOUND``, what is used for it, its length in seconds.

    ``part`` tells it from the other sounds of the prompt; empty if it is the prompt.
    """

    name: str
    used: str
    seconds: float
    part: str = ""


@dataclass(frozen=True, slots=True)
class ShownWords:
    """A prompt in one language."""

    language: str
    text: str
    sounds: Sequence[ShownSound]


@dataclass(frozen=True, slots=True)
class ShownPrompt:
    """A prompt in all its languages; ``where`` tells where callers hear it."""

    key: str
    where: str
    words: Sequence[ShownWords]


class PromptBook:
    """Reads wordings and sounds anew each time, since people change them while it is open."""

    def __init__(
        self, folder: Path, *, recordings: Path | None = None, words: Path = wording.FOLDER
    ) -> None:
        self._folder, self._recordings, self._words = folder, recordings, words

    def languages(self) -> Mapping[str, str]:
        """Give the languages' own names by code, Hindi first; raises `WordingError`."""
        return {of.language: of.name for of in self._wordings()}

    def prompts(self) -> list[ShownPrompt]:
        """List all prompts in the order of the first wording; raises `WordingError`."""
        library = self._library()
        used = _used(library)
        wordings = self._wordings()
        first = {key: prompt for of in reversed(wordings) for key, prompt in of.prompts.items()}
        keys = dict.fromkeys(key for of in wordings for key in of.prompts)
        return [
            ShownPrompt(
                key,
                first[key].where,
                [
                    ShownWords(of.language, prompt.text, _sounds(library, used, of, prompt))
                    for of in wordings
                    if (prompt := of.prompts.get(key))
                ],
            )
            for key in keys
        ]

    def wav(self, sound: str) -> bytes:
        """Give a sound as `prompts.wav.wav` does, with its errors; raises `WordingError`."""
        return wav(self._library(), sound)

    def _library(self) -> SoundLibrary:
        return SoundLibrary(self._folder, recordings=self._recordings, words=self._words)

    def _wordings(self) -> list[Wording]:
        """Read all languages, that of most callers first."""
        codes = sorted(wording.languages(self._words), key=lambda code: (code != "hi", code))
        return [wording.read(code, self._words) for code in codes]


def _used(library: SoundLibrary) -> Mapping[str, str]:
    """Say for each sound what callers hear of it."""
    used: dict[str, str] = {sound: source.used for sound, source in library.sources.items()}
    old = dict.fromkeys(library.of_other_words(), OTHER_WORDS)
    return used | old | dict.fromkeys(library.missing(), MISSING)


def _sounds(
    library: SoundLibrary, used: Mapping[str, str], of: Wording, prompt: Prompt
) -> list[ShownSound]:
    sounds = {key: f"{of.language}/{key}" for key in prompt.sounds}
    return [
        ShownSound(name, used[name], _seconds(library, name), _part(key, prompt))
        for key, name in sounds.items()
    ]


def _part(sound: str, prompt: Prompt) -> str:
    if sound == rising(prompt.key):
        return "rising"
    return sound.removeprefix(prompt.key).removeprefix(".").replace("-", " ")


def _seconds(library: SoundLibrary, sound: str) -> float:
    file = library.files(sound)[-1]
    return file.stat().st_size / (2 * RATE) if file.is_file() else 0.0
