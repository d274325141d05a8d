"""Renders what is missing from the sound library with a speech engine (espeak-ng), offline."""

import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any, Final

from prompts import music, telephone, wording
from prompts.library import FORMATS, MANIFEST, SoundLibrary
from prompts.recipe import MUSIC, SPEECH, WAITING_MUSIC
from prompts.wording import Wording

_LONGEST: Final = 60.0  # seconds that the engine may take for one sentence


class RenderError(Exception):
    """A sound could not be made; the message names it and the remedy."""


def build(
    folder: Path,
    engine: Path,
    *,
    words: Path = wording.FOLDER,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> list[str]:
    """Render every sound that ``folder`` lacks or has from an older wording, and name them.

    ``engine`` is the espeak-ng program. ``progress`` is told how many of how many are done.
    Raises `WordingError` before anything is rendered, and `RenderError`; what was rendered until
    then is kept.
    """
    library = SoundLibrary(folder, words=words)
    missing = library.missing()
    if not missing:
        return []
    made = {
        sound: fingerprint
        for sound, fingerprint in library.fingerprints.items()
        if sound not in missing
    }
    _record(library, made)  # from here on, nothing vouches for what is about to be replaced
    try:
        for sound in _render(library, missing, Speaker(engine, words)):
            made[sound] = library.fingerprints[sound]
            progress(len(made) - len(library.fingerprints) + len(missing), len(missing))
    finally:
        _record(library, made)
    return missing


class Speaker:
    """Speaks prompts with the voice that the wording of their language names."""

    def __init__(self, engine: Path, words: Path) -> None:
        self._engine = engine
        self._wordings: Mapping[str, Wording] = {
            language: wording.read(language, words) for language in wording.languages(words)
        }

    def speak(self, sound: str) -> Any:
        """Give the raw recording of ``LANGUAGE/KEY``; raises `RenderError`."""
        language, key = sound.split("/")
        of = self._wordings[language]
        options = ["-v", of.voice, "-s", str(of.words_per_minute), "-b", "1", "-z", "-D"]
        wav = self._run([*options, "--stdin", "--stdout"], of.texts[key], sound)
        recording = telephone.from_wav(wav) if wav else None
        if recording is None or recording.rms == 0:
            raise RenderError(f"{sound}: the engine said nothing; look at the wording of {key}")
        return recording

    def _run(self, options: list[str], text: str, sound: str) -> bytes:
        command = [str(self._engine), *options]
        try:
            done = subprocess.run(  # noqa: S603 - the operator names the engine
                command, input=text.encode(), capture_output=True, timeout=_LONGEST, check=True
            )
        except OSError as error:
            raise RenderError(
                f"{sound}: {self._engine} cannot be started ({error.strerror}); "
                "`make setup` installs it"
            ) from error
        except subprocess.TimeoutExpired as error:
            raise RenderError(f"{sound}: {self._engine} took over {_LONGEST:.0f} s") from error
        except subprocess.CalledProcessError as error:
            said = error.stderr.decode(errors="replace").strip() or f"exit {error.returncode}"
            raise RenderError(f"{sound}: {self._engine} failed: {said}") from error
        return done.stdout


def _render(library: SoundLibrary, sounds: list[str], speaker: Speaker) -> Iterator[str]:
    """Render on all cores and name each sound when its files are there."""
    pool = ThreadPoolExecutor(os.cpu_count())
    try:
        work = {pool.submit(_make, library, sound, speaker): sound for sound in sounds}
        for future in as_completed(work):
            future.result()
            yield work[future]
    finally:
        pool.shutdown(cancel_futures=True)


def _make(library: SoundLibrary, sound: str, speaker: Speaker) -> None:
    if sound == WAITING_MUSIC:
        contents = telephone.treat(telephone.from_samples(music.play(), music.RATE), MUSIC)
    else:
        contents = telephone.treat(speaker.speak(sound), SPEECH)
    for file, ending in zip(library.files(sound), FORMATS, strict=True):
        _replace(file, contents[ending])


def _record(library: SoundLibrary, made: Mapping[str, str]) -> None:
    text = json.dumps(dict(sorted(made.items())), indent=1)
    _replace(library.folder / MANIFEST, text.encode())


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as new:
        new.write(content)
    Path(new.name).chmod(0o644)
    Path(new.name).replace(path)
