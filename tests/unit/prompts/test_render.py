from pathlib import Path

import pytest

from prompts import music
from prompts.espeak import RenderError
from prompts.library import SoundLibrary
from prompts.render import build
from tests.unit.prompts.conftest import HummingVoice


@pytest.fixture(autouse=True)
def short_music(monkeypatch: pytest.MonkeyPatch) -> None:
    """Play a second of sound in place of the whole piece."""
    samples = music.play(music.Piece(melody="S P", drone="S,", beat=0.5, ring=0.5))
    monkeypatch.setattr(music, "play", lambda: samples)


def library(folder: Path, words: Path) -> SoundLibrary:
    return SoundLibrary(folder / "sounds", words=words, voices=folder / "voices")


def change(words: Path, before: str, after: str) -> None:
    for file in words.glob("*.toml"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(before, after), encoding="utf-8")


def test_with_the_voice_no_engine_is_needed_and_nothing_is_done_twice(
    tmp_path: Path, words: Path, humming: HummingVoice
) -> None:
    steps: list[str] = []
    nowhere = tmp_path / "no engine"
    built = build(
        library(tmp_path, words),
        nowhere,
        voice=lambda: humming,
        progress=lambda what, done, of: steps.append(f"{what} {done}/{of}"),
    )
    assert set(built.voiced) == {"hi/thanks", "hi/digit.1", "en/thanks", "en/digit.1"}
    assert set(built.unpacked) == {*built.voiced, "music/waiting"}
    assert steps[3] == "Rendering with the natural voice 4/4"
    assert steps[-1] == "Unpacking sounds 5/5"

    def no_voice() -> HummingVoice:
        pytest.fail("the voice is loaded although nothing has changed")

    again = build(library(tmp_path, words), nowhere, voice=no_voice)
    assert (again.voiced, again.dropped, again.unpacked) == ([], [], [])


def test_a_change_is_rendered_and_what_is_gone_is_removed(
    tmp_path: Path, words: Path, humming: HummingVoice
) -> None:
    nowhere = tmp_path / "no engine"
    build(library(tmp_path, words), nowhere, voice=lambda: humming)
    change(words, "नमस्कार", "धन्यवाद")
    change(words, "[digit]", "[number]")
    built = build(library(tmp_path, words), nowhere, voice=lambda: humming)
    assert set(built.voiced) == {"hi/thanks", "hi/number.1", "en/number.1"}
    assert built.dropped == ["en/digit.1", "hi/digit.1"]
    assert not (tmp_path / "voices" / "hi" / "digit.1.opus").exists()
    assert library(tmp_path, words).missing() == []


def test_without_the_voice_the_engine_stands_in(tmp_path: Path, words: Path, engine: Path) -> None:
    sounds = library(tmp_path, words)
    built = build(sounds, engine)
    assert built.voiced == []
    assert sounds.missing() == []
    assert len(sounds.stood_in_for()) == 4


def test_a_text_that_the_voice_cannot_say_stops_the_build(tmp_path: Path, words: Path) -> None:
    with pytest.raises(RenderError, match=r"^en/thanks: refused$"):
        build(library(tmp_path, words), Path("x"), voice=lambda: HummingVoice("Goodbye"))
