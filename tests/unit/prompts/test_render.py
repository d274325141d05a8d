from pathlib import Path

import pytest

from prompts import music, render, telephone
from prompts.library import FORMATS, SoundLibrary
from prompts.recipe import SPEECH
from prompts.render import RenderError, build
from prompts.wording import WordingError


@pytest.fixture(autouse=True)
def short_music(monkeypatch: pytest.MonkeyPatch) -> None:
    """Play a second of sound in place of the whole piece."""
    samples = music.play(music.Piece(melody="S P", drone="S,", beat=0.5, ring=0.5))
    monkeypatch.setattr(music, "play", lambda: samples)


def change(words: Path, before: str, after: str) -> None:
    path = words / "hi.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")


def test_a_build_renders_what_is_missing_and_nothing_else(
    tmp_path: Path, words: Path, engine: Path
) -> None:
    sounds = tmp_path / "sounds"
    steps: list[tuple[int, int]] = []
    rendered = build(sounds, engine, words=words, progress=lambda *step: steps.append(step))
    everything = ["en/digit.1", "en/thanks", "hi/digit.1", "hi/thanks", "music/waiting"]
    assert rendered == everything
    assert steps == [(n, 5) for n in range(1, 6)]
    assert build(sounds, engine, words=words) == []

    change(words, "नमस्कार", "धन्यवाद")
    assert build(sounds, engine, words=words) == ["hi/thanks"]

    (sounds / "en" / "digit.1.ulaw").unlink()
    assert build(sounds, engine, words=words) == ["en/digit.1"]
    assert SoundLibrary(sounds, words=words).missing() == []


def test_speech_is_audible_even_and_whole(tmp_path: Path, words: Path, engine: Path) -> None:
    sounds = tmp_path / "sounds"
    build(sounds, engine, words=words)
    for sound in ("hi/thanks", "hi/digit.1"):
        recording = telephone.from_samples((sounds / f"{sound}.sln16").read_bytes(), 16_000)
        assert telephone.loudness(recording) == pytest.approx(SPEECH.loudness, abs=1.0)
        assert recording.max_dBFS <= SPEECH.peak + 0.01
        assert 0.3 < recording.duration_seconds < 1.5
    assert sorted(p.name for p in (sounds / "hi").iterdir()) == sorted(
        f"{key}.{ending}" for key in ("thanks", "digit.1") for ending in FORMATS
    )


def test_the_same_wording_gives_the_same_sound(tmp_path: Path, words: Path, engine: Path) -> None:
    build(tmp_path / "once", engine, words=words)
    build(tmp_path / "again", engine, words=words)
    for file in (tmp_path / "once" / "hi").iterdir():
        assert file.read_bytes() == (tmp_path / "again" / "hi" / file.name).read_bytes()


def test_a_missing_engine_names_the_remedy(tmp_path: Path, words: Path) -> None:
    with pytest.raises(RenderError, match=r"cannot be started .*make setup"):
        build(tmp_path / "sounds", tmp_path / "nowhere", words=words)


def test_a_failure_names_the_sound_and_keeps_what_was_rendered(
    tmp_path: Path, words: Path, engine: Path
) -> None:
    change(words, 'voice = "hi"', 'voice = "qq"')
    with pytest.raises(RenderError, match=r"^hi/(thanks|digit\.1): .*voice does not exist"):
        build(tmp_path / "sounds", engine, words=words)
    missing = SoundLibrary(tmp_path / "sounds", words=words).missing()
    assert {"hi/thanks", "hi/digit.1"} <= set(missing)
    change(words, 'voice = "qq"', 'voice = "hi"')
    rest = build(tmp_path / "sounds", engine, words=words)
    assert set(missing) == set(rest)


def test_an_engine_that_says_nothing_is_an_error(tmp_path: Path, words: Path) -> None:
    with pytest.raises(RenderError, match=r"(hi|en)/.*said nothing; look at the wording"):
        build(tmp_path / "sounds", Path("/bin/true"), words=words)


def test_an_engine_that_hangs_is_given_up(
    tmp_path: Path, words: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = tmp_path / "engine"
    engine.write_text("#!/bin/sh\nexec sleep 60\n")
    engine.chmod(0o755)
    monkeypatch.setattr(render, "_LONGEST", 0.1)
    with pytest.raises(RenderError, match=r"(hi|en)/.*took over"):
        build(tmp_path / "sounds", engine, words=words)


def test_a_broken_wording_stops_the_build_before_it_begins(
    tmp_path: Path, words: Path, engine: Path
) -> None:
    change(words, "नमस्कार", "")
    change(words, "एक", "one")
    with pytest.raises(WordingError):
        build(tmp_path / "sounds", engine, words=words)
    assert not (tmp_path / "sounds").exists()


def test_a_build_that_is_killed_leaves_no_sound_vouched_for_that_it_replaced(
    tmp_path: Path, words: Path, engine: Path
) -> None:
    library = SoundLibrary(tmp_path / "sounds", words=words)
    build(library.folder, engine, words=words)
    change(words, "नमस्कार", "धन्यवाद")
    meanwhile: list[set[str]] = []
    build(
        library.folder,
        engine,
        words=words,
        progress=lambda _done, _of: meanwhile.append(set(library.rendered_from())),
    )
    assert meanwhile == [library.fingerprints.keys() - {"hi/thanks"}]
