"""The natural voice's renderings that come with the project: ``voices/LANGUAGE/KEY.opus``.

``manifest.json`` beside them tells from what and when each was rendered.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Final

from prompts.files import replace
from prompts.wording import Problem

FOLDER: Final = Path(__file__).parent / "voices"
ENDING: Final = ".opus"

_MANIFEST: Final = "manifest.json"
_AGAIN: Final = "Get it back with `git checkout`, or render it with `helpline prompts build`"


@dataclass(frozen=True, slots=True)
class Rendering:
    """One shipped sound: ``made_from`` is `Recipe.voiced`, ``on`` an ISO date."""

    text: str
    made_from: str
    sha256: str
    on: str


class Shipped:
    """A folder of renderings and what its manifests say of them."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder
        self.renderings: dict[str, Rendering] = {}
        self._broken: list[Problem] = []
        for path in sorted(folder.glob(f"*/{_MANIFEST}")):
            self._read(path)

    def path(self, sound: str) -> Path:
        """Give the file of ``LANGUAGE/KEY``, whether it is there or not."""
        return self.folder / f"{sound}{ENDING}"

    def fits(self, sound: str, made_from: str) -> bool:
        """Tell whether a sound was rendered from just this, and its file is whole."""
        rendering = self.renderings.get(sound)
        if rendering is None or rendering.made_from != made_from:
            return False
        return self._wrong(sound, rendering) is None

    def problems(self) -> list[Problem]:
        """List manifests that cannot be read, and files that are not what these say."""
        return self._broken + [
            Problem(sound, f"{self.path(sound)} {wrong}", _AGAIN)
            for sound, rendering in self.renderings.items()
            if (wrong := self._wrong(sound, rendering))
        ]

    def add(self, sound: str, content: bytes, *, text: str, made_from: str) -> None:
        """Write a new rendering of today; `save` makes it count."""
        replace(self.path(sound), content)
        sha256 = hashlib.sha256(content).hexdigest()
        today = date.today().isoformat()  # noqa: DTZ011 - the day of whoever renders
        self.renderings[sound] = Rendering(text, made_from, sha256, today)

    def keep_only(self, sounds: Iterable[str]) -> list[str]:
        """Remove the renderings of all other sounds, and name them."""
        gone = sorted(self.renderings.keys() - set(sounds))
        for sound in gone:
            self.path(sound).unlink(missing_ok=True)
            del self.renderings[sound]
        return gone

    def save(self) -> None:
        """Write the manifests."""
        languages = {sound.split("/")[0] for sound in self.renderings}
        for language in languages | {path.parent.name for path in self._manifests()}:
            entries = {
                sound.partition("/")[2]: asdict(rendering)
                for sound, rendering in sorted(self.renderings.items())
                if sound.startswith(f"{language}/")
            }
            text = json.dumps(entries, ensure_ascii=False, indent=1)
            replace(self.folder / language / _MANIFEST, f"{text}\n".encode())

    def _manifests(self) -> Iterable[Path]:
        return self.folder.glob(f"*/{_MANIFEST}")

    def _read(self, path: Path) -> None:
        try:
            entries: Mapping[str, Mapping[str, str]] = json.loads(path.read_text(encoding="utf-8"))
            found = {f"{path.parent.name}/{key}": Rendering(**of) for key, of in entries.items()}
        except (OSError, ValueError, TypeError, AttributeError) as error:
            self._broken.append(Problem(str(path), f"cannot be read: {error}", _AGAIN))
        else:
            self.renderings |= found

    def _wrong(self, sound: str, rendering: Rendering) -> str | None:
        try:
            content = self.path(sound).read_bytes()
        except OSError as error:
            return f"cannot be read: {error.strerror}"
        right = hashlib.sha256(content).hexdigest() == rendering.sha256
        return None if right else "is not what was rendered"
