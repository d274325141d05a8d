import io
import wave
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts import telephone
from prompts.dsp import Samples, amplitude
from prompts.loudness import loudness
from prompts.recipe import MUSIC, SPEECH
from tests.unit.prompts.conftest import tone

RATE = 24_000


def around(sound: Samples, before: float, after: float) -> Samples:
    return np.pad(sound, (round(before * RATE), round(after * RATE)))


def files(samples: Samples, treatment=SPEECH) -> dict[str, bytes]:
    raw = telephone.from_samples(samples, RATE)
    return telephone.unpack(telephone.treat(raw, treatment), treatment)


def heard(contents: dict[str, bytes]) -> Samples:
    return telephone.samples_of(telephone.from_alaw(contents["alaw"]))


@settings(max_examples=15, deadline=None)
@given(strength=st.floats(0.01, 1.0), before=st.floats(0, 0.5), after=st.floats(0, 0.5))
def test_every_recording_gets_the_same_loudness_and_silences(
    strength: float, before: float, after: float
) -> None:
    contents = files(around(tone(440, 0.5, strength), before, after))
    assert loudness(heard(contents), 8_000) == pytest.approx(SPEECH.loudness, abs=0.2)
    wide = telephone.from_pcm(contents["sln16"], 16_000)
    assert telephone.silences(wide) == (pytest.approx(60, abs=10), pytest.approx(100, abs=10))
    assert len(wide) == pytest.approx(660, abs=20), "either edge may be 10 ms off"


def test_the_peak_limit_wins_over_the_loudness() -> None:
    clicks = np.tile(np.concatenate([tone(1_000, 0.002, 1.0), tone(300, 0.098, 0.02)]), 10)
    contents = files(clicks, replace(SPEECH, loudness=-6))
    wide = telephone.samples_of(telephone.from_pcm(contents["sln16"], 16_000))
    assert np.abs(wide).max() <= amplitude(SPEECH.peak) + 1e-4
    assert np.abs(heard(contents)).max() <= amplitude(SPEECH.peak + 0.2)


def test_the_three_files_are_equally_long() -> None:
    contents = files(tone(440, 1))
    assert len(contents["alaw"]) == len(contents["ulaw"])
    assert len(contents["sln16"]) / 4 == pytest.approx(len(contents["alaw"]), abs=2)


def test_what_is_shipped_is_as_even_after_its_compression(tmp_path: Path) -> None:
    raw = telephone.from_samples(around(tone(440, 0.5), 0.3, 0.3), RATE)
    treated = telephone.treat(raw, SPEECH)
    file = tmp_path / "sound.opus"
    file.write_bytes(telephone.compact(treated))
    read = telephone.from_file(file)
    assert (read.frame_rate, len(read)) == (16_000, len(treated))
    assert file.stat().st_size < len(treated.raw_data) / 4
    contents = telephone.unpack(read, SPEECH)
    assert loudness(heard(contents), 8_000) == pytest.approx(SPEECH.loudness, abs=0.2)


def test_music_keeps_its_length_so_that_it_loops() -> None:
    contents = files(around(tone(440, 0.6), 0.2, 0.2), MUSIC)
    assert len(contents["alaw"]) == 8_000


def test_a_stereo_file_of_any_rate_is_read_as_mono(tmp_path: Path) -> None:
    file = tmp_path / "studio.flac"
    left = tone(440, 0.5, 0.5, 44_100)
    soundfile.write(file, np.stack([left, 0 * left], axis=1), 44_100)
    recording = telephone.from_file(file)
    assert (recording.channels, recording.frame_rate) == (1, 44_100)
    assert recording.max == pytest.approx(32_768 / 4, rel=0.01)


def test_a_wav_file_from_a_pipe_is_read() -> None:
    pcm = telephone.from_samples(tone(440, 0.1), RATE).raw_data
    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(RATE)
        wav.writeframes(pcm)
    unknown_length = file.getvalue()[:40] + b"\x00\xf0\xff\x7f" + file.getvalue()[44:]
    assert telephone.from_wav(unknown_length).raw_data == pcm


def test_what_exceeds_full_scale_is_cut_not_wrapped() -> None:
    samples = telephone.samples_of(telephone.from_samples(np.array([1.5, -1.5]), RATE))
    assert samples == pytest.approx([1, -1], abs=1e-4)
