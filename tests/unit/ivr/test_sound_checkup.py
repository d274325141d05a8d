"""What the checkup finds in the sounds."""

from pathlib import Path

import pytest

from ivr import sound_checkup
from ivr.sound_checkup import sound_problems, stand_in_warnings
from prompts import wording
from prompts.library import SoundLibrary
from prompts.recipe import recipes
from prompts.wording import Problem as WordingProblem
from prompts.wording import WordingError


def test_missing_sounds_are_one_problem_that_names_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = [f"hi/{number}" for number in range(sound_checkup.SHOWN + 1)]
    monkeypatch.setattr(SoundLibrary, "missing", lambda _self: missing)
    [problem] = sound_problems(tmp_path)
    assert str(tmp_path) in problem.place
    assert problem.wrong.startswith(f"{len(missing)} of ")
    assert problem.wrong.endswith("hi/4, …")
    assert "make setup" in problem.remedy


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
    broken = WordingProblem("voices/hi/greeting.opus: hi/greeting", "is broken", "Mend it")
    monkeypatch.setattr(SoundLibrary, "missing", lambda _self: [])
    monkeypatch.setattr("prompts.shipped.Shipped.problems", lambda _self: [broken])
    [problem] = sound_problems(tmp_path)
    assert problem.place == "voices/hi/greeting.opus: hi/greeting"


def test_a_recording_that_nobody_would_hear_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SoundLibrary, "missing", lambda _self: [])
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
    english, hindi = stand_in_warnings(tmp_path)
    assert english.place == "prompts/wording/en.toml"
    assert hindi.wrong.endswith("in 2 prompts: thanks, greeting")
    assert "make voices" in hindi.remedy


def test_a_recording_of_a_prompt_needs_no_stand_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prompts.shipped.Shipped.fits", lambda _self, _sound, _made_from: False)
    [english, hindi] = stand_in_warnings(tmp_path / "sounds", tmp_path)
    (tmp_path / "hi").mkdir()
    for sound in recipes():
        (tmp_path / f"{sound}.wav").touch() if sound.startswith("hi/") else None
    [rest] = stand_in_warnings(tmp_path / "sounds", tmp_path)
    assert rest == english
    assert hindi.place.endswith("hi.toml")
