import os
from datetime import date
from pathlib import Path

import pytest

from prompts import recipe, sources
from prompts.shipped import Shipped
from prompts.sources import Source


@pytest.fixture
def voices(tmp_path: Path, words: Path) -> Path:
    """Renderings of the Hindi prompts."""
    shipped = Shipped(tmp_path / "voices")
    for sound, each in recipe.recipes(words).items():
        if sound.startswith("hi/"):
            shipped.add(sound, sound.encode(), text=each.text, made_from=each.voiced)
    shipped.save()
    return shipped.folder


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """A recording of one prompt, made on a day of 2026."""
    file = tmp_path / "recordings" / "hi" / "thanks.wav"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"a person")
    os.utime(file, (1_780_000_000, 1_780_000_000))
    return file.parent.parent


def choose(words: Path, voices: Path, recorded: Path | None = None) -> dict[str, Source]:
    return sources.choose(recipe.recipes(words), Shipped(voices), recorded)


def test_each_sound_has_the_best_voice_there_is(words: Path, voices: Path, recorded: Path) -> None:
    chosen = choose(words, voices, recorded)
    assert {sound: source.used for sound, source in chosen.items()} == {
        "hi/thanks": "recording",
        "hi/digit.1": "voice",
        "en/thanks": "stand-in",
        "en/digit.1": "stand-in",
        "music/waiting": "music",
    }
    assert chosen["hi/thanks"].made == date(2026, 5, 28)
    assert chosen["hi/digit.1"].file == voices / "hi" / "digit.1.opus"
    assert chosen["en/thanks"].made is None


def test_a_new_wording_is_stood_in_for_until_it_is_rendered(words: Path, voices: Path) -> None:
    before = choose(words, voices)["hi/thanks"]
    file = words / "hi.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("नमस्कार", "धन्यवाद"), encoding="utf-8")
    after = choose(words, voices)["hi/thanks"]
    assert (before.used, after.used) == ("voice", "stand-in")
    assert before.fingerprint != after.fingerprint


def test_another_recording_is_another_sound(words: Path, voices: Path, recorded: Path) -> None:
    before = choose(words, voices, recorded)["hi/thanks"]
    (recorded / "hi" / "thanks.wav").write_bytes(b"another person")
    assert choose(words, voices, recorded)["hi/thanks"].fingerprint != before.fingerprint
