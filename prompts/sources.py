"""Decides where each sound comes from: a recording, the natural voice, or a stand-in for it."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal, TypeAlias

from prompts import recordings
from prompts.recipe import WAITING_MUSIC, Recipe, composed, fingerprint, treatment
from prompts.shipped import Shipped

Used: TypeAlias = Literal["recording", "voice", "stand-in", "music"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where one sound comes from.

    ``file`` holds it, but for what is made on the spot. ``made`` is when it was recorded or
    rendered, ``changed`` the time of change of a recording (nanoseconds, as the disk has it).
    Another ``fingerprint`` means another sound.
    """

    used: Used
    fingerprint: str
    file: Path | None = None
    made: date | None = None
    changed: int = 0


def choose(
    recipes: Mapping[str, Recipe], shipped: Shipped, recorded: Path | None
) -> dict[str, Source]:
    """Choose for each sound; the music is one of them. ``recorded`` is a folder of recordings."""
    people = recordings.find(recorded, recipes.keys())
    chosen = {
        sound: _recording(sound, people[sound]) if sound in people else _rendering(recipe, shipped)
        for sound, recipe in recipes.items()
    }
    return {**chosen, WAITING_MUSIC: Source("music", composed())}


def _recording(sound: str, file: Path) -> Source:
    content = hashlib.sha256(file.read_bytes()).hexdigest()
    state = file.stat()
    made = datetime.fromtimestamp(state.st_mtime, UTC).date()
    print_of = fingerprint(content, asdict(treatment(sound)))
    return Source("recording", print_of, file, made, state.st_mtime_ns)


def _rendering(recipe: Recipe, shipped: Shipped) -> Source:
    voiced = recipe.voiced
    if not voiced or not shipped.fits(recipe.sound, voiced):
        return Source("stand-in", recipe.stood_in)
    rendering = shipped.renderings[recipe.sound]
    made_from = fingerprint(rendering.sha256, asdict(treatment(recipe.sound)))
    on = date.fromisoformat(rendering.on)
    return Source("voice", made_from, shipped.path(recipe.sound), on)
