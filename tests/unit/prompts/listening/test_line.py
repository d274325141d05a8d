"""Sounds off the line."""

from pathlib import Path

import pytest

np = pytest.importorskip("numpy", reason="the extra `listen` is not installed")
soundfile = pytest.importorskip("soundfile", reason="the extra `listen` is not installed")

from prompts.listening.line import EAR_RATE, off_the_line  # noqa: E402

TONE = 1_000


def test_a_tone_keeps_its_pitch_and_gets_no_echo_above_the_line(tmp_path: Path) -> None:
    file = tmp_path / "tone.alaw"
    tone = np.sin(np.arange(8_000) * (2 * np.pi * TONE / 8_000)) / 4
    soundfile.write(file, tone, 8_000, format="RAW", subtype="ALAW")
    heard = off_the_line(file)
    strength = np.abs(np.fft.rfft(heard))
    assert len(heard) == EAR_RATE
    assert heard.dtype == np.float32
    assert abs(heard).max() == pytest.approx(0.25, abs=0.01)
    assert int(strength.argmax()) == TONE
    assert strength[4_001:].max() < strength.max() / 1_000


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"nothing\.alaw"):
        off_the_line(tmp_path / "nothing.alaw")
