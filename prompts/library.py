"""The unpacked sounds on disk, as Asterisk finds them."""

import json
from functools import cached_property
from pathlib import Path
from typing import Final

from prompts import recipe, shipped, sources, wording
from prompts.recipe import WAITING_MUSIC
from prompts.shipped import Shipped
from prompts.sources import Source

FORMATS: Final = ("alaw", "ulaw", "sln16")
"""Asterisk's file endings: 8 kHz A-law and mu-law, and 16 kHz linear for G.722 callers."""

MANIFEST: Final = "manifest.json"


def all_sounds(folder: Path = wording.FOLDER) -> list[str]:
    """Name every sound a call can need: ``LANGUAGE/KEY`` and the music. Raises `WordingError`."""
    return sorted([*recipe.recipes(folder), WAITING_MUSIC])


class SoundLibrary:
    """The folder of sounds: ``FOLDER/hi/greeting.alaw`` and so on.

    ``manifest.json`` in it tells from which fingerprint each sound was made. ``recordings`` is
    the folder of people's recordings, ``voices`` that of the natural voice's renderings.
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

    def missing(self) -> list[str]:
        """Name the sounds that lack a file or were made from something older."""
        made = self.made_from()
        return [
            sound
            for sound, source in sorted(self.sources.items())
            if made.get(sound) != source.fingerprint or not all(map(_has_sound, self.files(sound)))
        ]

    def stood_in_for(self) -> list[str]:
        """Name the sounds that no recording and no natural voice speaks."""
        return [sound for sound, source in self.sources.items() if source.used == "stand-in"]

    def files(self, sound: str) -> list[Path]:
        """Give the files of a sound, in the order of `FORMATS`."""
        return [Path(f"{self.path(sound)}.{ending}") for ending in FORMATS]

    def made_from(self) -> dict[str, str]:
        """Give the fingerprint of each sound on disk; none if the manifest cannot be read."""
        try:
            manifest = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return manifest if isinstance(manifest, dict) else {}


def _has_sound(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0
