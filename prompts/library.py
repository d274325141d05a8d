"""The unpacked sounds on disk, as Asterisk finds them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from prompts import index, recipe, shipped, sources, wording
from prompts.index import Unpacked
from prompts.recipe import WAITING_MUSIC
from prompts.shipped import Shipped
from prompts.sources import Source

FORMATS: Final = ("alaw", "ulaw", "sln16")
"""Asterisk's file endings: 8 kHz A-law and mu-law, and 16 kHz linear for G.722 callers."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What keeps a sound from being heard as it is worded, and the file to blame."""

    file: Path
    wrong: str


def all_sounds(folder: Path = wording.FOLDER) -> list[str]:
    """Name every sound a call can need: ``LANGUAGE/KEY`` and the music. Raises `WordingError`."""
    return sorted([*recipe.recipes(folder), WAITING_MUSIC])


class SoundLibrary:
    """The folder of sounds: ``FOLDER/hi/greeting.alaw`` and so on.

    `prompts.index` tells from what each was made. ``recordings`` is the folder of people's
    recordings, ``voices`` that of the natural voice's renderings.
    """

    def __init__(
        self,
        folder: Path,
        *,
        recordings: Path | None = None,
        words: Path = wording.FOLDER,
        voices: Path = shipped.FOLDER,
    ) -> None:
        self.folder = folder.absolute()
        if {",", "&"} & set(str(self.folder)):
            raise ValueError(
                f"{self.folder}: Asterisk splits lists of sounds at commas and ampersands; "
                "put the sounds into a folder without them"
            )
        self.recipes = recipe.recipes(words)
        self.voices = voices
        self.recordings = recordings
        self._names = {*self.recipes, WAITING_MUSIC}

    @cached_property
    def shipped(self) -> Shipped:
        """The natural voice's renderings."""
        return Shipped(self.voices)

    @property
    def sources(self) -> dict[str, Source]:
        """Where each sound comes from at this moment."""
        return sources.choose(self.recipes, self.shipped, self.recordings)

    def path(self, sound: str) -> str:
        """Give the absolute path without ending; LookupError for a sound without a wording."""
        if sound not in self._names:
            raise LookupError(f"there is no sound {sound!r}; word its key in prompts/wording")
        return f"{self.folder}/{sound}"

    def media(self, *sounds: str) -> list[str]:
        """Give the sounds as ARI wants them: ``sound:/absolute/path``."""
        return [f"sound:{self.path(sound)}" for sound in sounds]

    def faults(self, sounds: Iterable[str] | None = None) -> dict[str, Fault]:
        """Tell what is wrong with these sounds, or any: files gone, broken, or of older words."""
        now, unpacked = self.sources, self.unpacked()
        found = {
            sound: self._fault(sound, now[sound].fingerprint, unpacked.get(sound))
            for sound in sorted(now if sounds is None else sounds)
        }
        return {sound: fault for sound, fault in found.items() if fault}

    def missing(self) -> list[str]:
        """Name the sounds that `faults` tells of, which are to be unpacked."""
        return list(self.faults())

    def absent(self) -> list[str]:
        """Name the sounds that lack a file, without a look into the files."""
        return [
            sound for sound in sorted(self._names) if not all(map(_has_sound, self.files(sound)))
        ]

    def strays(self) -> list[Path]:
        """List the sounds on disk that have no wording any more, by their first file."""
        found = sorted(self.folder.glob(f"*/*.{FORMATS[0]}"))
        return [path for path in found if f"{path.parent.name}/{path.stem}" not in self._names]

    def of_other_words(self) -> dict[str, str]:
        """Give the recordings whose wording has changed since, with the words they were made for.

        Only what a build has seen is known; a recording that was touched since speaks for itself.
        """
        unpacked = self.unpacked()
        return {
            sound: entry.words
            for sound, source in self.sources.items()
            if source.used == "recording"
            and (entry := unpacked.get(sound)) is not None
            and entry.words != self.recipes[sound].text
            and (entry.made_from, entry.taken) == (source.fingerprint, source.changed)
        }

    def stood_in_for(self) -> list[str]:
        """Name the sounds that no recording and no natural voice speaks."""
        return [sound for sound, source in self.sources.items() if source.used == "stand-in"]

    def files(self, sound: str) -> list[Path]:
        """Give the files of a sound, in the order of `FORMATS`."""
        return [Path(f"{self.path(sound)}.{ending}") for ending in FORMATS]

    def unpacked(self) -> dict[str, Unpacked]:
        """Give what is known of each sound on disk."""
        return index.read(self.folder)

    def _fault(self, sound: str, fingerprint: str, known: Unpacked | None) -> Fault | None:
        files = self.files(sound)
        lacking = next((file for file in files if not _has_sound(file)), None)
        if lacking:
            return Fault(lacking, "is missing or empty")
        if known is None or known.made_from != fingerprint or not known.checksums:
            return Fault(files[0], "is older than its words or its recording")
        for file, right in zip(files, known.checksums, strict=True):
            if wrong := _wrong(file, right):
                return Fault(file, wrong)
        return None


def _has_sound(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def _wrong(path: Path, right: str) -> str | None:
    try:
        content = path.read_bytes()
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return None if index.checksum(content) == right else "is not what was unpacked"
