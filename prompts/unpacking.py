"""Unpacks recordings and shipped sounds for Asterisk, and lets espeak-ng stand in for the rest."""

import dataclasses
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any, Final

from prompts import espeak, index, music, telephone
from prompts.espeak import RenderError
from prompts.files import replace
from prompts.index import Unpacked
from prompts.library import FORMATS, SoundLibrary
from prompts.recipe import Recipe, treatment
from prompts.sources import Source

UNKNOWN: Final = 0xFFFFFFFF
"""What a WAV file promises that was written before its length was known."""


def unpack(
    library: SoundLibrary,
    engine: Path,
    *,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> list[str]:
    """Make every sound that the library lacks or has from something older, and name them.

    ``engine`` is the espeak-ng program, needed for stand-ins only. ``progress`` is told how many
    of how many are done. What cannot be made does not keep the others from it: all faults are
    raised at the end as one `RenderError`.
    """
    sources, before, missing = library.sources, library.unpacked(), library.missing()
    work = {sound: sources[sound] for sound in missing}
    made = {
        sound: _taken_in(library, sound, source, before[sound])
        for sound, source in sources.items()
        if sound not in work
    }
    # from here on, nothing vouches for what is about to be replaced
    unsure = {s: dataclasses.replace(before[s], checksums=()) for s in missing if s in before}
    _record(library, made | unsure)
    faults = []
    try:
        for done, (sound, future) in enumerate(_unpacked(library, work, engine), 1):
            try:
                checksums = future.result()
            except RenderError as error:
                faults.append(str(error))
            else:
                new = dataclasses.replace(before.get(sound, Unpacked("")), checksums=checksums)
                made[sound] = _taken_in(library, sound, sources[sound], new)
            progress(done, len(missing))
    finally:
        _record(library, unsure | made)
    if faults:
        raise RenderError("\n".join(sorted(faults)))
    return missing


def _taken_in(library: SoundLibrary, sound: str, source: Source, known: Unpacked) -> Unpacked:
    """Note from what a sound is made; a recording that is known keeps the words it was made for."""
    if source.used != "recording":
        return Unpacked(source.fingerprint, known.checksums)
    if (known.made_from, known.taken) == (source.fingerprint, source.changed):
        return known
    words = library.recipes[sound].text
    return Unpacked(source.fingerprint, known.checksums, words, source.changed)


def _unpacked(
    library: SoundLibrary, work: Mapping[str, Source], engine: Path
) -> Iterator[tuple[str, Future[tuple[str, ...]]]]:
    """Work on all cores, and give each sound with its checksums when it is done or has failed."""
    pool = ThreadPoolExecutor(os.cpu_count())
    try:
        futures = {
            pool.submit(_make, library, sound, source, engine): sound
            for sound, source in work.items()
        }
        for future in as_completed(futures):
            yield futures[future], future
    finally:
        pool.shutdown(cancel_futures=True)


def _make(library: SoundLibrary, sound: str, source: Source, engine: Path) -> tuple[str, ...]:
    """Write the files of a sound, and give their checksums."""
    by = treatment(sound)
    match source.used:
        case "music":
            raw = telephone.from_pcm(music.play(), music.RATE)
            contents = telephone.unpack(telephone.treat(raw, by), by)
        case "voice":
            contents = telephone.unpack(heard(source, sound), by)
        case "recording":
            contents = telephone.unpack(telephone.treat(heard(source, sound), by), by)
        case "stand-in":
            raw = stand_in(library.recipes[sound], engine)
            contents = telephone.unpack(telephone.treat(raw, by), by)
    for file, ending in zip(library.files(sound), FORMATS, strict=True):
        replace(file, contents[ending])
    return tuple(index.checksum(contents[ending]) for ending in FORMATS)


def stand_in(recipe: Recipe, engine: Path) -> Any:
    """Let espeak-ng speak a text; raises `RenderError`."""
    options = ["-v", recipe.stand_in, "-s", str(recipe.words_per_minute), "-b", "1", "-z", "-D"]
    wav = espeak.run(engine, [*options, "--stdout"], recipe.spelled, sound=recipe.sound)
    recording = telephone.from_wav(wav) if wav else None
    if recording is None or recording.rms == 0:
        raise RenderError(f"{recipe.sound}: the engine said nothing; look at its wording")
    return recording


def heard(source: Source, sound: str) -> Any:
    """Read the file of a recording or rendering; raises `RenderError` if nobody could hear it."""
    assert source.file is not None, sound
    try:
        recording = telephone.from_file(source.file)
    except (OSError, RuntimeError) as error:
        why = str(error).removeprefix(f"Error opening {str(source.file)!r}: ").rstrip(".")
        raise RenderError(f"{sound}: {source.file} cannot be read as a sound: {why}") from error
    if is_cut_short(source.file):
        raise RenderError(f"{sound}: {source.file} is cut short; copy it again, whole")
    if recording.rms == 0:
        raise RenderError(f"{sound}: {source.file} is silent; record or render it again")
    return recording


def is_cut_short(file: Path) -> bool:
    """Tell whether a WAV file promises more than it has; other kinds are checked when read."""
    with file.open("rb") as opened:
        head = opened.read(8)
    promised = int.from_bytes(head[4:], "little")
    return head[:4] == b"RIFF" and promised != UNKNOWN and promised + 8 > file.stat().st_size


def _record(library: SoundLibrary, entries: Mapping[str, Unpacked]) -> None:
    if entries != library.unpacked():
        index.write(library.folder, entries)
