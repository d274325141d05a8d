import io
import math
import wave
from array import array
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts import telephone
from prompts.recipe import MUSIC, SPEECH

RATE = 22_050


def tone(hertz: float, seconds: float, strength: float, rate: int = RATE) -> bytes:
    step = 2 * math.pi * hertz / rate
    samples = (round(strength * 32_767 * math.sin(step * i)) for i in range(int(seconds * rate)))
    return array("h", samples).tobytes()


def silence(seconds: float) -> bytes:
    return bytes(2 * int(seconds * RATE))


def wide(contents: dict[str, bytes]) -> Sequence[int]:
    return array("h", contents["sln16"])


def level(samples: Sequence[int]) -> float:
    return telephone.loudness(telephone.from_samples(array("h", samples).tobytes(), 16_000))


@settings(max_examples=15, deadline=None)
@given(strength=st.floats(0.01, 1.0), before=st.floats(0, 0.5), after=st.floats(0, 0.5))
def test_every_recording_gets_the_same_loudness_and_silences(
    strength: float, before: float, after: float
) -> None:
    raw = silence(before) + tone(440, 0.5, strength) + silence(after)
    samples = wide(telephone.treat(telephone.from_samples(raw, RATE), SPEECH))
    assert level(samples) == pytest.approx(SPEECH.loudness, abs=0.3)
    assert len(samples) / 16_000 == pytest.approx(0.5 + 0.06 + 0.1, abs=0.03)
    assert next(i for i, s in enumerate(samples) if abs(s) > 500) == pytest.approx(960, abs=200)


def test_the_peak_limit_wins_over_the_loudness() -> None:
    clicks = (tone(1000, 0.002, 1.0) + tone(300, 0.098, 0.02)) * 10
    contents = telephone.treat(telephone.from_samples(clicks, RATE), replace(SPEECH, loudness=-6))
    assert max(map(abs, wide(contents))) <= 32_768 * 10 ** (-3 / 20) + 1


def test_the_three_files_are_equally_long() -> None:
    contents = telephone.treat(telephone.from_samples(tone(440, 1, 0.5), RATE), SPEECH)
    seconds = {ending: len(content) / 8_000 for ending, content in contents.items()}
    assert seconds["alaw"] == seconds["ulaw"]
    assert seconds["sln16"] / 4 == pytest.approx(seconds["alaw"], abs=0.001)


@pytest.mark.parametrize(
    ("rate", "hertz", "least", "most"),
    [(8_000, 1_000, -0.5, 0.5), (8_000, 2_500, -1.5, 0.5), (8_000, 5_500, -99, -40),
     (16_000, 5_000, -3.5, 0.5), (16_000, 9_500, -99, -40)],
)  # fmt: skip
def test_what_the_rate_cannot_carry_is_filtered_out(
    rate: int, hertz: float, least: float, most: float
) -> None:
    raw = telephone.from_samples(tone(hertz, 0.5, 0.5), RATE)
    resampled = telephone._at_rate(raw, rate)
    assert resampled.frame_rate == rate
    assert least < resampled.dBFS - raw.dBFS < most


def test_music_keeps_its_length_so_that_it_loops() -> None:
    raw = silence(0.2) + tone(440, 0.6, 0.5) + silence(0.2)
    contents = telephone.treat(telephone.from_samples(raw, RATE), MUSIC)
    assert len(contents["alaw"]) == pytest.approx(8_000, abs=2)


def test_a_wav_file_from_a_pipe_is_read() -> None:
    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(RATE)
        wav.writeframes(tone(440, 0.1, 0.5))
    unknown_length = file.getvalue()[:40] + b"\x00\xf0\xff\x7f" + file.getvalue()[44:]
    assert telephone.from_wav(unknown_length).raw_data == tone(440, 0.1, 0.5)


def test_silence_has_no_loudness() -> None:
    assert telephone.loudness(telephone.from_samples(silence(0.1), RATE)) == -math.inf
