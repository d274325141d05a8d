"""A sound as a file for people's ears."""

import wave
from io import BytesIO
from pathlib import Path

import pytest

from prompts.library import SoundLibrary
from prompts.wav import RATE, wav


def test_a_wav_holds_the_samples_of_the_sharpest_file(tmp_path: Path, words: Path) -> None:
    library = SoundLibrary(tmp_path, words=words)
    samples = bytes(range(256)) * 4
    (tmp_path / "hi").mkdir()
    Path(f"{library.path('hi/thanks')}.sln16").write_bytes(samples)
    with wave.open(BytesIO(wav(library, "hi/thanks"))) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        assert file.readframes(file.getnframes()) == samples


def test_an_unknown_sound_is_an_error_and_a_missing_file_another(
    tmp_path: Path, words: Path
) -> None:
    library = SoundLibrary(tmp_path, words=words)
    with pytest.raises(LookupError):
        wav(library, "hi/nothing")
    with pytest.raises(OSError, match="thanks"):
        wav(library, "hi/thanks")
