"""The rendered sounds on disk, as Asterisk finds them."""

import json
from pathlib import Path
from typing import Final

from prompts import recipe, wording

FORMATS: Final = ("alaw", "ulaw", "sln16")
"""Asterisk's file endings: 8 kHz A-law and mu-law, and 16 kHz linear for G.722 callers."""

MANIFEST: Final = "manifest.json"


def all_sounds(folder: Path = wording.FOLDER) -> list[str]:
    """Name every sound a call can need: ``LANGUAGE/KEY`` and the music. Raises `WordingError`."""
    return sorted(recipe.fingerprints(folder))


class SoundLibrary:
    """The folder of sounds: ``FOLDER/hi/greeting.alaw`` and so on.

    ``manifest.json`` in it tells from which fingerprint each sound was rendered.
    """

    def __init__(self, folder: Path, *, words: Path = wording.FOLDER) -> None:
        self.folder = folder.absolute()
        if {",", "&"} & set(str(self.folder)):
            raise ValueError(
                f"{self.folder}: Asterisk splits lists of sounds at commas and ampersands; "
                "put the sounds into a folder without them"
            )
        self.fingerprints = recipe.fingerprints(words)

    def path(self, sound: str) -> str:
        """Give the absolute path without ending; LookupError for a sound without a wording."""
        if sound not in self.fingerprints:
            raise LookupError(f"there is no sound {sound!r}; word its key in prompts/wording")
        return f"{self.folder}/{sound}"

    def media(self, *sounds: str) -> list[str]:
        """Give the sounds as ARI wants them: ``sound:/absolute/path``."""
        return [f"sound:{self.path(sound)}" for sound in sounds]

    def missing(self) -> list[str]:
        """Name the sounds that lack a file or were rendered from something older."""
        rendered = self.rendered_from()
        return [
            sound
            for sound, fingerprint in sorted(self.fingerprints.items())
            if rendered.get(sound) != fingerprint or not all(map(_has_sound, self.files(sound)))
        ]

    def files(self, sound: str) -> list[Path]:
        """Give the files of a sound, in the order of `FORMATS`."""
        return [Path(f"{self.path(sound)}.{ending}") for ending in FORMATS]

    def rendered_from(self) -> dict[str, str]:
        """Give the fingerprint of each sound on disk; none if the manifest cannot be read."""
        try:
            manifest = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return manifest if isinstance(manifest, dict) else {}


def _has_sound(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0
