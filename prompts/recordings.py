"""People's recordings, which override all voices: ``FOLDER/LANGUAGE/KEY.wav`` or ``.flac``."""

from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from prompts.wording import Problem

ENDINGS: Final = (".wav", ".flac")


def find(folder: Path | None, sounds: Collection[str]) -> dict[str, Path]:
    """Give the recording of each sound that has one; no folder, no recordings."""
    found = {sound: path for path in _files(folder) if (sound := _sound(path)) in sounds}
    return dict(sorted(found.items()))


def problems(folder: Path | None, sounds: Collection[str]) -> list[Problem]:
    """List recordings that nobody would hear, or of which nobody knows which one."""
    if folder is not None and not folder.is_dir():
        return [Problem(str(folder), "is no folder", "Make it, or take prompts.recordings out")]
    files = _files(folder)
    every = [_sound(path) for path in files]
    return [
        Problem(str(path), f"no sound is called {sound}", _meant(sound, sounds))
        for path, sound in zip(files, every, strict=True)
        if sound not in sounds
    ] + [
        Problem(str(path), f"is not the only recording of {sound}", "Keep one of them")
        for path, sound in zip(files, every, strict=True)
        if every.count(sound) > 1
    ]


def unheard(folder: Path | None) -> list[Problem]:
    """List files that are no recordings by their place or ending, but may be meant as ones."""
    if folder is None:
        return []
    others = sorted({path for path in folder.rglob("*") if path.is_file()} - {*_files(folder)})
    endings = " or ".join(ENDINGS)
    return [
        Problem(str(path), "is not heard by anyone", f"Name it LANGUAGE/KEY with {endings}")
        for path in others
        if not path.name.startswith(".")
    ]


def _meant(sound: str, sounds: Collection[str]) -> str:
    parts = sorted(each for each in sounds if each.startswith(f"{sound}.part-"))
    if parts:
        return f"It has variables: record its parts, {', '.join(parts)}"
    like = get_close_matches(sound, sounds, 1)
    return f"Did you mean {like[0]}?" if like else "Name it LANGUAGE/KEY as worded"


def _files(folder: Path | None) -> list[Path]:
    if folder is None:
        return []
    return sorted(path for path in folder.glob("*/*") if path.suffix.lower() in ENDINGS)


def _sound(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"
