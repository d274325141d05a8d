from dataclasses import replace
from pathlib import Path

import pytest

from prompts import measures, telephone
from prompts.library import FORMATS, SoundLibrary
from prompts.measures import Measure
from prompts.recipe import SPEECH
from tests.unit.prompts.conftest import tone

GOOD = Measure("hi/thanks", duration=1.0, loudness=-20.0, peak=-3.0, before=60, after=100)


@pytest.fixture
def library(tmp_path: Path, words: Path) -> SoundLibrary:
    """A library with one sound."""
    library = SoundLibrary(tmp_path / "sounds", words=words)
    raw = telephone.from_samples(tone(440, 0.5), 24_000)
    contents = telephone.unpack(telephone.treat(raw, SPEECH), SPEECH)
    for file, ending in zip(library.files("hi/thanks"), FORMATS, strict=True):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(contents[ending])
    return library


def test_a_treated_sound_is_measured_within_its_limits(library: SoundLibrary) -> None:
    found = measures.measure(library, "hi/thanks")
    assert found.duration == pytest.approx(0.66, abs=0.02)
    assert found.loudness == pytest.approx(-20, abs=0.2)
    assert found.faults() == []


def test_a_sound_at_full_scale_is_found(library: SoundLibrary) -> None:
    file = library.files("hi/thanks")[0]
    file.write_bytes(b"\xaa\x2a" * 4_000)
    found = measures.measure(library, "hi/thanks")
    assert found.peak > -0.2
    assert len(found.faults()) >= 2


def test_a_missing_sound_is_an_error(library: SoundLibrary) -> None:
    with pytest.raises(FileNotFoundError):
        measures.measure(library, "en/thanks")


@pytest.mark.parametrize(
    ("measure", "fault"),
    [
        (replace(GOOD, loudness=-21.1), "loudness -21.1 LUFS, not -20 ± 1"),
        (replace(GOOD, loudness=-18.9), "loudness -18.9 LUFS"),
        (replace(GOOD, peak=-2.7), "peak -2.7 dBFS, over -3"),
        (replace(GOOD, duration=0.2), "0.20 s long"),
        (replace(GOOD, duration=61.0), "61.00 s long"),
        (replace(GOOD, before=95), "95 ms of silence before, not 60 ± 30"),
        (replace(GOOD, after=65), "65 ms of silence after, not 100 ± 30"),
        (replace(GOOD, sound="hi/digit-rising.1"), "100 ms of silence after, not 160 ± 30"),
        (replace(GOOD, sound="music/waiting"), "loudness -20.0 LUFS, not -32 ± 1"),
    ],
)
def test_what_is_outside_a_limit_is_told(measure: Measure, fault: str) -> None:
    [found] = measure.faults()
    assert found.startswith(fault)


def test_at_the_limits_all_is_well() -> None:
    edges = replace(GOOD, loudness=-21.0, peak=-2.8, before=90, after=70)
    assert (GOOD.faults(), edges.faults()) == ([], [])


def test_music_may_be_long_and_needs_no_silence() -> None:
    music = Measure("music/waiting", 90.0, -32.0, -19.0, 0, 0)
    assert music.faults() == []
