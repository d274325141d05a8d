"""Sounds off the line."""

import math
from array import array
from pathlib import Path

import pytest

from prompts import telephone
from prompts.recipe import Treatment

np = pytest.importorskip("numpy", reason="the extra `listen` is not installed")
pytest.importorskip("soundfile", reason="the extra `listen` is not installed")

from prompts.listening.line import EAR_RATE, off_the_line  # noqa: E402

TONE = 1_000
AS_IT_IS = Treatment(loudness=-20.0, silences=None)


def test_a_tone_keeps_its_pitch_and_gets_no_echo_above_the_line(tmp_path: Path) -> None:
    samples = array(
        "h", (round(8_000 * math.sin(TONE * math.tau * n / 8_000)) for n in range(8_000))
    )
    file = tmp_path / "tone.alaw"
    recording = telephone.from_samples(samples.tobytes(), 8_000)
    file.write_bytes(telephone.treat(recording, AS_IT_IS)["alaw"])
    heard = off_the_line(file)
    strength = np.abs(np.fft.rfft(heard))
    assert len(heard) == EAR_RATE
    assert heard.dtype == np.float32
    assert int(strength.argmax()) == TONE
    assert strength[4_001:].max() < strength.max() / 1_000


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"nothing\.alaw"):
        off_the_line(tmp_path / "nothing.alaw")
