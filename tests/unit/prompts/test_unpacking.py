"""Unpacking, with the real speech engine as the stand-in."""

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from prompts import music, recipe, telephone
from prompts.espeak import RenderError
from prompts.library import FORMATS, Fault, SoundLibrary
from prompts.loudness import loudness
from prompts.recipe import SPEECH
from prompts.shipped import Shipped
from prompts.unpacking import unpack
from tests.unit.prompts.conftest import tone


@pytest.fixture(autouse=True)
def short_music(monkeypatch: pytest.MonkeyPatch) -> None:
    """Play a second of sound in place of the whole piece."""
    samples = music.play(music.Piece(melody="S P", drone="S,", beat=0.5, ring=0.5))
    monkeypatch.setattr(music, "play", lambda: samples)


@pytest.fixture
def library(tmp_path: Path, words: Path) -> SoundLibrary:
    """A library with no sound yet."""
    return SoundLibrary(tmp_path / "sounds", words=words, voices=tmp_path / "voices")


def change(words: Path, before: str, after: str) -> None:
    path = words / "hi.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")


def reopened(library: SoundLibrary, words: Path) -> SoundLibrary:
    return SoundLibrary(
        library.folder, recordings=library.recordings, words=words, voices=library.voices
    )


def pitch(library: SoundLibrary, sound: str) -> float:
    """Measure the strongest frequency of what a caller hears, in Hz."""
    heard = telephone.from_alaw(library.files(sound)[0].read_bytes())
    samples = telephone.samples_of(heard)
    spectrum = np.abs(np.fft.rfft(samples))
    return float(spectrum.argmax() * 8_000 / len(samples))


def test_only_what_is_missing_is_made(library: SoundLibrary, words: Path, engine: Path) -> None:
    steps: list[tuple[int, int]] = []
    everything = ["en/digit.1", "en/thanks", "hi/digit.1", "hi/thanks", "music/waiting"]
    assert unpack(library, engine, progress=lambda *step: steps.append(step)) == everything
    assert steps == [(n, 5) for n in range(1, 6)]
    assert unpack(library, engine) == []

    change(words, "नमस्कार", "धन्यवाद")
    library = reopened(library, words)
    assert unpack(library, engine) == ["hi/thanks"]

    library.files("en/digit.1")[1].unlink()
    assert unpack(library, engine) == ["en/digit.1"]
    assert library.missing() == []


def test_stand_ins_are_audible_even_and_whole(library: SoundLibrary, engine: Path) -> None:
    unpack(library, engine)
    for sound in ("hi/thanks", "hi/digit.1"):
        heard = telephone.from_alaw(library.files(sound)[0].read_bytes())
        level = loudness(telephone.samples_of(heard), 8_000)
        assert level == pytest.approx(SPEECH.loudness, abs=0.5)
        assert heard.max_dBFS <= SPEECH.peak + 0.2
        assert 0.3 < heard.duration_seconds < 1.5
    assert sorted(p.name for p in (library.folder / "hi").iterdir()) == sorted(
        f"{key}.{ending}" for key in ("thanks", "digit.1") for ending in FORMATS
    )


def test_a_shipped_sound_and_a_recording_need_no_engine(
    library: SoundLibrary, tmp_path: Path, words: Path
) -> None:
    shipped = Shipped(library.voices)
    for sound, each in recipe.recipes(words).items():
        raw = telephone.from_samples(tone(500, 0.5), 24_000)
        content = telephone.compact(telephone.treat(raw, SPEECH))
        shipped.add(sound, content, text=each.text, made_from=each.voiced)
    shipped.save()
    recorded = tmp_path / "recordings" / "hi" / "thanks.flac"
    recorded.parent.mkdir(parents=True)
    soundfile.write(recorded, tone(900, 0.5, 0.1, 44_100), 44_100)
    library.recordings = recorded.parent.parent

    unpack(library, tmp_path / "no engine")
    assert library.missing() == []
    assert pitch(library, "hi/digit.1") == pytest.approx(500, abs=5)
    assert pitch(library, "hi/thanks") == pytest.approx(900, abs=5)
    recorded.unlink()
    assert unpack(library, tmp_path / "no engine") == ["hi/thanks"]
    assert pitch(library, "hi/thanks") == pytest.approx(500, abs=5)


def test_a_recording_that_was_copied_in_part_is_named(
    library: SoundLibrary, tmp_path: Path, engine: Path
) -> None:
    recorded = tmp_path / "recordings" / "hi" / "thanks.wav"
    recorded.parent.mkdir(parents=True)
    soundfile.write(recorded, tone(500, 0.5), 8_000)
    recorded.write_bytes(recorded.read_bytes()[:-100])
    library.recordings = recorded.parent.parent
    with pytest.raises(RenderError, match=r"^hi/thanks: .*hi/thanks\.wav is cut short; copy it"):
        unpack(library, engine)


@pytest.mark.parametrize("content", [b"", b"no sound at all"])
def test_a_broken_recording_is_named_with_its_key(
    library: SoundLibrary, tmp_path: Path, content: bytes, engine: Path
) -> None:
    recorded = tmp_path / "recordings" / "hi" / "thanks.wav"
    recorded.parent.mkdir(parents=True)
    recorded.write_bytes(content)
    library.recordings = recorded.parent.parent
    with pytest.raises(
        RenderError, match=r"^hi/thanks: .*hi/thanks\.wav cannot be read as a sound"
    ):
        unpack(library, engine)


def test_a_silent_recording_is_refused(library: SoundLibrary, tmp_path: Path, engine: Path) -> None:
    recorded = tmp_path / "recordings" / "hi" / "thanks.wav"
    recorded.parent.mkdir(parents=True)
    soundfile.write(recorded, np.zeros(8_000), 8_000)
    library.recordings = recorded.parent.parent
    with pytest.raises(RenderError, match=r"^hi/thanks: .*hi/thanks\.wav is silent"):
        unpack(library, engine)


def test_the_same_wording_gives_the_same_sound(
    library: SoundLibrary, tmp_path: Path, words: Path, engine: Path
) -> None:
    again = SoundLibrary(tmp_path / "again", words=words, voices=library.voices)
    unpack(library, engine)
    unpack(again, engine)
    for file in (library.folder / "hi").iterdir():
        assert file.read_bytes() == (again.folder / "hi" / file.name).read_bytes()


def test_failures_name_their_sounds_and_do_not_keep_others_from_being_made(
    library: SoundLibrary, words: Path, engine: Path
) -> None:
    change(words, 'voice = "hi"', 'voice = "qq"')
    library = reopened(library, words)
    with pytest.raises(RenderError, match=r"^hi/digit\.1: .*voice does not exist.*\nhi/thanks: "):
        unpack(library, engine)
    assert library.missing() == ["hi/digit.1", "hi/thanks"]
    change(words, 'voice = "qq"', 'voice = "hi"')
    assert unpack(reopened(library, words), engine) == ["hi/digit.1", "hi/thanks"]


def test_an_engine_that_says_nothing_is_an_error(library: SoundLibrary) -> None:
    with pytest.raises(RenderError, match=r"(hi|en)/.*said nothing; look at its wording"):
        unpack(library, Path("/bin/true"))


def test_unpacking_that_is_killed_leaves_no_sound_vouched_for_that_it_replaced(
    library: SoundLibrary, words: Path, engine: Path
) -> None:
    unpack(library, engine)
    change(words, "नमस्कार", "धन्यवाद")
    library = reopened(library, words)
    meanwhile: list[list[str]] = []
    unpack(library, engine, progress=lambda _done, _of: meanwhile.append(library.missing()))
    assert meanwhile == [["hi/thanks"]]
    assert library.missing() == []


@pytest.mark.parametrize("harm", ["cut", "swapped"])
def test_a_file_that_is_not_what_was_unpacked_is_made_again(
    library: SoundLibrary, engine: Path, harm: str
) -> None:
    unpack(library, engine)
    file, other = library.files("hi/thanks")[2], library.files("hi/digit.1")[2]
    right = file.read_bytes()
    file.write_bytes(right[:-100] if harm == "cut" else other.read_bytes())
    assert library.faults() == {"hi/thanks": Fault(file, "is not what was unpacked")}
    assert unpack(library, engine) == ["hi/thanks"]
    assert file.read_bytes() == right


@pytest.fixture
def recorded(library: SoundLibrary, tmp_path: Path) -> Path:
    """A recording of the thanks, which the library takes in."""
    file = tmp_path / "recordings" / "hi" / "thanks.wav"
    file.parent.mkdir(parents=True)
    soundfile.write(file, tone(900, 0.5, 0.1, 44_100), 44_100)
    library.recordings = file.parent.parent
    return file


def test_a_recording_keeps_the_words_it_was_made_for(
    library: SoundLibrary, recorded: Path, words: Path, engine: Path
) -> None:
    unpack(library, engine)
    assert library.of_other_words() == {}
    change(words, "नमस्कार", "धन्यवाद")
    library = reopened(library, words)
    assert library.of_other_words() == {"hi/thanks": "नमस्कार।"}
    library.files("hi/thanks")[0].unlink()
    assert unpack(library, engine) == ["hi/thanks"]
    assert library.of_other_words() == {"hi/thanks": "नमस्कार।"}


def test_a_recording_that_is_touched_or_new_is_of_the_words_of_today(
    library: SoundLibrary, recorded: Path, words: Path, engine: Path
) -> None:
    unpack(library, engine)
    change(words, "नमस्कार", "धन्यवाद")
    library = reopened(library, words)
    os.utime(recorded)
    assert library.of_other_words() == {}
    assert unpack(library, engine) == []
    assert library.of_other_words() == {}
    change(words, "धन्यवाद", "नमस्ते")
    library = reopened(library, words)
    assert library.of_other_words() == {"hi/thanks": "धन्यवाद।"}
    soundfile.write(recorded, tone(700, 0.5, 0.1, 44_100), 44_100)
    assert unpack(library, engine) == ["hi/thanks"]
    assert library.of_other_words() == {}
