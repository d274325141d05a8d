"""Unpacks recordings and shipped sounds for Asterisk, and lets espeak-ng stand in for the rest."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from prompts import espeak, music, telephone
from prompts.espeak import RenderError
from prompts.files import replace
from prompts.library import FORMATS, MANIFEST, SoundLibrary
from prompts.recipe import Recipe, treatment
from prompts.sources import Source


def unpack(
    library: SoundLibrary,
    engine: Path,
    *,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> list[str]:
    """Make every sound that the library lacks or has from something older, and name them.

    ``engine`` is the espeak-ng program, needed for stand-ins only. ``progress`` is told how many
    of how many are done. Raises `RenderError`; what was made until then is kept.
    """
    sources, missing = library.sources, library.missing()
    if not missing:
        return []
    before = library.made_from()
    made = {sound: before[sound] for sound in sources.keys() - set(missing)}
    _record(library, made)  # from here on, nothing vouches for what is about to be replaced
    work = {sound: sources[sound] for sound in missing}
    try:
        for done, sound in enumerate(_unpacked(library, work, engine), 1):
            made[sound] = sources[sound].fingerprint
            progress(done, len(missing))
    finally:
        _record(library, made)
    return missing


def _unpacked(library: SoundLibrary, work: Mapping[str, Source], engine: Path) -> Iterator[str]:
    """Work on all cores and name each sound when its files are there."""
    pool = ThreadPoolExecutor(os.cpu_count())
    try:
        futures = {
            pool.submit(_make, library, sound, source, engine): sound
            for sound, source in work.items()
        }
        for future in as_completed(futures):
            future.result()
            yield futures[future]
    finally:
        pool.shutdown(cancel_futures=True)


def _make(library: SoundLibrary, sound: str, source: Source, engine: Path) -> None:
    by = treatment(sound)
    match source.used:
        case "music":
            raw = telephone.from_pcm(music.play(), music.RATE)
            contents = telephone.unpack(telephone.treat(raw, by), by)
        case "voice":
            contents = telephone.unpack(_read(source, sound), by)
        case "recording":
            contents = telephone.unpack(telephone.treat(_read(source, sound), by), by)
        case "stand-in":
            raw = stand_in(library.recipes[sound], engine)
            contents = telephone.unpack(telephone.treat(raw, by), by)
    for file, ending in zip(library.files(sound), FORMATS, strict=True):
        replace(file, contents[ending])


def stand_in(recipe: Recipe, engine: Path) -> Any:
    """Let espeak-ng speak a text; raises `RenderError`."""
    options = ["-v", recipe.stand_in, "-s", str(recipe.words_per_minute), "-b", "1", "-z", "-D"]
    wav = espeak.run(engine, [*options, "--stdout"], recipe.spelled, sound=recipe.sound)
    recording = telephone.from_wav(wav) if wav else None
    if recording is None or recording.rms == 0:
        raise RenderError(f"{recipe.sound}: the engine said nothing; look at its wording")
    return recording


def _read(source: Source, sound: str) -> Any:
    assert source.file is not None, sound
    try:
        recording = telephone.from_file(source.file)
    except (OSError, RuntimeError) as error:
        raise RenderError(f"{source.file}: {sound} cannot be read: {error}") from error
    if recording.rms == 0:
        raise RenderError(f"{source.file}: {sound} is silent; record or render it again")
    return recording


def _record(library: SoundLibrary, made: Mapping[str, str]) -> None:
    text = json.dumps(dict(sorted(made.items())), indent=1)
    replace(library.folder / MANIFEST, text.encode())
