"""The list of sounds: what is used for each, and what there is to say against it."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from ivr import sound_list
from ivr.sound_list import ListedSound, listed, matches
from prompts import wording
from prompts.library import Fault, SoundLibrary

ROW = ListedSound("hi/outage.until", "voice", 3, "…", ())


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SoundLibrary:
    """A library with all sounds, and a recording of the thanks."""
    file = tmp_path / "recordings" / "hi" / "thanks.wav"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"no sound")
    monkeypatch.setattr(SoundLibrary, "faults", lambda _self: {})
    return SoundLibrary(tmp_path / "sounds", recordings=file.parent.parent)


def rows(library: SoundLibrary, **more: date) -> dict[str, ListedSound]:
    return {row.sound: row for row in listed(library, **more)}


def test_a_sound_has_its_words_and_its_age(library: SoundLibrary) -> None:
    made = library.sources["hi/greeting"].made
    assert made is not None
    greeting = rows(library, today=made + timedelta(days=3))["hi/greeting"]
    assert greeting == ListedSound("hi/greeting", "voice", 3, wording.load("hi")["greeting"], ())
    assert rows(library)["music/waiting"] == ListedSound("music/waiting", "music", None, "", ())


def test_what_the_flow_does_not_say_is_told(
    library: SoundLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sound_list, "is_spoken", lambda key: key != "greeting")
    found = rows(library)
    assert found["en/greeting"].remarks == ("said by nothing",)
    later = {key for key, prompt in wording.read("hi").prompts.items() if prompt.later}
    assert {
        row.sound
        for row in found.values()
        if any(remark.startswith("for later") for remark in row.remarks)
    } == {
        f"{language}/{sound}"
        for language in ("en", "hi")
        for key in later
        for sound in wording.read(language).prompts[key].sounds
    }


def test_what_is_not_heard_as_it_should_be_is_told(
    library: SoundLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = {
        "hi/thanks": Fault(Path("thanks.alaw"), "is old"),
        "music/waiting": Fault(Path("waiting.alaw"), "is missing or empty"),
    }
    monkeypatch.setattr(SoundLibrary, "faults", lambda _self: faults)
    monkeypatch.setattr(SoundLibrary, "of_other_words", lambda _self: {"hi/thanks": "विदा।"})
    found = rows(library)
    assert found["hi/thanks"].remarks == (
        'recording of other words than now: "विदा।"',
        "recording cannot be read",
    )
    assert found["music/waiting"].remarks == ("waiting.alaw is missing or empty",)


@pytest.mark.parametrize(
    ("pattern", "language", "used", "asked"),
    [
        ("", None, None, True),
        ("outage", "hi", "voice", True),
        ("hi/outage.*", None, None, True),
        ("outage.unti?", None, None, True),
        ("greeting", None, None, False),
        ("", "en", None, False),
        ("", None, "stand-in", False),
    ],
)
def test_sounds_are_picked_by_key_language_and_voice(
    pattern: str, language: str | None, used: str | None, asked: bool
) -> None:
    assert matches(ROW, pattern, language, used) == asked
