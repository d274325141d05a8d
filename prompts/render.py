"""Builds the sounds: what changed is rendered with the natural voice, then all is unpacked."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from prompts import unpacking, voicing
from prompts.library import SoundLibrary
from prompts.voicing import Voice

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Built:
    """The sounds that a build rendered with the natural voice, removed, and unpacked."""

    voiced: list[str]
    dropped: list[str]
    unpacked: list[str]


def build(
    library: SoundLibrary,
    engine: Path,
    *,
    voice: Callable[[], Voice] | None = None,
    progress: Progress = lambda _what, _done, _of: None,
) -> Built:
    """Bring the sounds up to date with the wordings.

    ``engine`` is the espeak-ng program. ``voice`` loads the natural voice, which only a change
    needs; without it, espeak-ng stands in for what the voice has not spoken. Raises
    `RenderError` of all that could not be made; the rest is there.
    """
    voiced: list[str] = []
    dropped: list[str] = []
    if voice is not None:
        dropped = library.shipped.keep_only(library.recipes)
        todo = voicing.unvoiced(list(library.recipes.values()), library.shipped)
        voiced = [each.sound for each in todo]
        step = _named(progress, "Rendering with the natural voice")
        if todo:
            voicing.render(todo, library.shipped, voice, progress=step)
        if dropped:
            library.shipped.save()
    step = _named(progress, "Unpacking sounds")
    return Built(voiced, dropped, unpacking.unpack(library, engine, progress=step))


def _named(progress: Progress, what: str) -> Callable[[int, int], None]:
    return lambda done, of: progress(what, done, of)
