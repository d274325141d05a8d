"""What each sound is made from, condensed to fingerprints: change it, and it is made anew.

Nothing here needs an audio library, so that the running service can check its sounds.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Final

from prompts import music, speaking, wording
from prompts.speaking import PRONUNCIATION, Pronunciation

WAITING_MUSIC: Final = "music/waiting"

ENDS: Final = ("।", ".", "?", "!")
"""Marks that end a sentence."""


@dataclass(frozen=True, slots=True)
class Treatment:
    """How raw speech or music becomes a telephone prompt.

    Loudness in LUFS, peak limit in dBFS. ``silences`` are those before and after, in milliseconds;
    None leaves them as they are, as music in a loop needs it. What lies below ``high_pass`` (Hz)
    is rumble; 0 keeps it.
    """

    loudness: float
    peak: float = -3.0
    silences: tuple[int, int] | None = (60, 100)
    high_pass: float = 100.0


SPEECH: Final = Treatment(loudness=-20.0)
MUSIC: Final = Treatment(loudness=-32.0, silences=None, high_pass=0.0)

_SPELLED: Final = {
    "digit-rising": replace(SPEECH, silences=(60, 160)),
    "digit": replace(SPEECH, silences=(60, 450)),
}
"""Digits are written down while they are heard, a group at a time; each group falls at its end."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """One spoken sound, ``LANGUAGE/KEY``: its text, and the voices that can speak it.

    ``stand_in`` and ``words_per_minute`` are for espeak-ng; ``voice`` is the natural one.
    """

    sound: str
    text: str
    stand_in: str
    words_per_minute: int
    voice: Pronunciation | None

    @property
    def voiced(self) -> str:
        """Give the fingerprint of the natural voice's rendering; empty if there is no voice.

        Not of its loudness, to which it is levelled again when it is unpacked.
        """
        if self.voice is None:
            return ""
        voice = {each.name: getattr(self.voice, each.name) for each in fields(self.voice)}
        voice["respell"] = None
        del voice["speeds"]
        if not is_open(self.text):
            voice["tail"] = None
            del voice["tail_lasts"]
        return fingerprint(voice, self.spelled, SPEECH.silences, SPEECH.high_pass)

    @property
    def stood_in(self) -> str:
        """Give the fingerprint of espeak-ng's rendering."""
        return fingerprint(
            self.stand_in, self.words_per_minute, self.spelled, asdict(treatment(self.sound))
        )

    @property
    def spelled(self) -> str:
        """Give the text as it is written for the ear."""
        return self.text if self.voice is None else self.voice.spelled(self.text)


def recipes(
    words: Path = wording.FOLDER, pronunciation: Path = PRONUNCIATION
) -> Mapping[str, Recipe]:
    """Give every spoken sound there must be, by name; raises `WordingError`."""
    found: dict[str, Recipe] = {}
    for language in wording.languages(words):
        of, by = wording.read(language, words), speaking.read(language, pronunciation)
        for key, text in of.texts.items():
            sound, voice = f"{language}/{key}", by and by.at(key)
            found[sound] = Recipe(sound, text, of.voice, of.words_per_minute, voice)
    return found


def treatment(sound: str) -> Treatment:
    """Give how a sound, ``LANGUAGE/KEY`` or the music, stands in a call."""
    if sound == WAITING_MUSIC:
        return MUSIC
    key = sound.partition("/")[2]
    return _SPELLED.get(key.partition(".")[0], SPEECH)


def is_open(text: str) -> bool:
    """Tell whether something follows a text that no sentence mark ends: its voice stays up."""
    return not text.rstrip().endswith(ENDS)


def composed() -> str:
    """Give the fingerprint of the music."""
    return fingerprint(asdict(music.PIECE), asdict(MUSIC))


def fingerprint(*parts: object) -> str:
    """Condense what can be written as JSON."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]
