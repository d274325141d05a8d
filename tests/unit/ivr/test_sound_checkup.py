"""What the checkup finds in the sounds."""

from pathlib import Path

import pytest

from ivr import sound_checkup
from ivr.settings import Problem
from ivr.sound_checkup import prompt_warnings, sound_problems
from prompts import wording
from prompts.library import Fault, SoundLibrary
from prompts.recipe import recipes
from prompts.wording import Problem as WordingProblem
from prompts.wording import WordingError


def test_missing_sounds_are_one_problem_that_names_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = {
        f"hi/{number}": Fault(Path(f"{number}.alaw"), "is missing")
        for number in range(sound_checkup.SHOWN + 1)
    }
    monkeypatch.setattr(SoundLibrary, "faults", lambda _self: missing)
    [problem] = sound_problems(tmp_path)
    assert str(tmp_path) in problem.place
    assert problem.wrong.startswith(f"{len(missing)} of ")
    assert problem.wrong.endswith("hi/4, …")
    assert "make setup" in problem.remedy
    assert "helpline prompts build" in problem.remedy


def test_a_few_faulty_sounds_are_told_each_with_file_and_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = {"hi/thanks": Fault(Path("sounds/hi/thanks.ulaw"), "is not what was unpacked")}
    monkeypatch.setattr(SoundLibrary, "faults", lambda _self: faults)
    [problem] = sound_problems(tmp_path)
    assert problem == Problem(
        "hi/thanks",
        "sounds/hi/thanks.ulaw is not what was unpacked",
        "Run `helpline prompts build`",
    )


def test_broken_wording_comes_before_missing_sounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = WordingProblem("hi.toml", "is empty", "Write it")
    monkeypatch.setattr(wording, "problems", lambda: [broken])
    assert [problem.place for problem in sound_problems(tmp_path)] == ["hi.toml"]


def test_a_broken_pronunciation_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_words: Path) -> None:
        raise WordingError([WordingProblem("pronunciation/hi.toml: tail", "is empty", "Write it")])

    monkeypatch.setattr("prompts.recipe.recipes", broken)
    [problem] = sound_problems(tmp_path)
    assert (problem.place, problem.remedy) == ("pronunciation/hi.toml: tail", "Write it")


def test_a_sound_folder_that_asterisk_would_split_is_refused(tmp_path: Path) -> None:
    [problem] = sound_problems(tmp_path / "a&b")
    assert problem.place == "run.sounds"


def test_a_broken_shipped_sound_is_told_with_file_and_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = WordingProblem("hi/greeting", "voices/hi/greeting.opus is broken", "Mend it")
    monkeypatch.setattr(SoundLibrary, "faults", lambda _self: {})
    monkeypatch.setattr("prompts.shipped.Shipped.problems", lambda _self: [broken])
    [problem] = sound_problems(tmp_path)
    assert (problem.place, "greeting.opus" in problem.wrong) == ("hi/greeting", True)


def test_a_recording_that_nobody_would_hear_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SoundLibrary, "faults", lambda _self: {})
    (tmp_path / "hi").mkdir()
    (tmp_path / "hi" / "greetings.wav").touch()
    [problem] = sound_problems(tmp_path / "sounds", tmp_path)
    assert problem.place.endswith("hi/greetings.wav")
    assert "hi/greetings" in problem.wrong


def test_stand_ins_are_a_warning_for_each_wording_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        SoundLibrary, "stood_in_for", lambda _self: ["en/thanks", "hi/thanks", "hi/greeting"]
    )
    english, hindi = prompt_warnings(tmp_path)
    assert english.place == "prompts/wording/en.toml"
    assert hindi.wrong.endswith("in 2 prompts: thanks, greeting")
    assert "make voices" in hindi.remedy


def test_a_recording_of_a_prompt_needs_no_stand_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prompts.shipped.Shipped.fits", lambda _self, _sound, _made_from: False)
    [english, hindi] = prompt_warnings(tmp_path / "sounds", tmp_path)
    (tmp_path / "hi").mkdir()
    for sound in recipes():
        (tmp_path / f"{sound}.wav").touch() if sound.startswith("hi/") else None
    [rest] = prompt_warnings(tmp_path / "sounds", tmp_path)
    assert rest == english
    assert hindi.place.endswith("hi.toml")


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """A folder of recordings with one that is no sound."""
    file = tmp_path / "recordings" / "hi" / "thanks.wav"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"no sound")
    return file.parent.parent


def test_a_recording_that_cannot_be_read_is_told_once_with_file_and_key(
    tmp_path: Path, recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = {"hi/thanks": Fault(Path("hi/thanks.alaw"), "is old")}
    monkeypatch.setattr(SoundLibrary, "faults", lambda _self: old)
    [problem] = sound_problems(tmp_path, recorded)
    assert problem.place == "hi/thanks"
    assert "hi/thanks.wav cannot be read as a sound" in problem.wrong


def test_recordings_of_other_words_and_unknown_endings_are_warnings(
    tmp_path: Path, recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (recorded / "hi" / "greeting.mp3").touch()
    monkeypatch.setattr(SoundLibrary, "of_other_words", lambda _self: {"hi/thanks": "विदा।"})
    *_, old, unheard = prompt_warnings(tmp_path, recorded)  # after what is not rendered yet
    assert old.place == "hi/thanks"
    assert 'thanks.wav is a recording of other words than now: "विदा।"' in old.wrong
    assert "touch" in old.remedy
    assert (unheard.place, ".wav or .flac" in unheard.remedy) == (
        str(recorded / "hi" / "greeting.mp3"),
        True,
    )


def test_a_copied_language_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hindi = wording.read("hi")
    monkeypatch.setattr(wording, "problems", list)
    monkeypatch.setattr(wording, "languages", lambda *_folder: ("bho", "hi"))
    monkeypatch.setattr(wording, "read", lambda *_asked: hindi)
    monkeypatch.setattr(SoundLibrary, "stood_in_for", lambda _self: [])
    [copied] = prompt_warnings(tmp_path)
    assert copied.place == "prompts/wording/bho.toml"
    assert "sentences are those of prompts/wording/hi.toml" in copied.wrong
