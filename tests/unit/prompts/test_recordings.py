from pathlib import Path

import pytest

from prompts import recordings

SOUNDS = {"hi/greeting", "hi/press.2", "en/greeting"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with recordings of two prompts, one file name in capitals."""
    (tmp_path / "hi").mkdir()
    (tmp_path / "hi" / "greeting.WAV").touch()
    (tmp_path / "hi" / "press.2.flac").touch()
    (tmp_path / "hi" / "notes.txt").touch()
    return tmp_path


def test_recordings_are_found_by_language_and_key(folder: Path) -> None:
    assert recordings.find(folder, SOUNDS) == {
        "hi/greeting": folder / "hi" / "greeting.WAV",
        "hi/press.2": folder / "hi" / "press.2.flac",
    }
    assert recordings.problems(folder, SOUNDS) == []


def test_without_a_folder_there_are_none() -> None:
    assert recordings.find(None, SOUNDS) == {}
    assert recordings.problems(None, SOUNDS) == []


def test_a_folder_that_does_not_exist_is_told(tmp_path: Path) -> None:
    [problem] = recordings.problems(tmp_path / "nowhere", SOUNDS)
    assert problem.place == str(tmp_path / "nowhere")


def test_a_name_that_is_no_key_is_told(folder: Path) -> None:
    (folder / "hi" / "press.22.wav").touch()
    [problem] = recordings.problems(folder, SOUNDS)
    assert (problem.place, "hi/press.22" in problem.wrong) == (
        str(folder / "hi" / "press.22.wav"), True
    )  # fmt: skip


def test_two_recordings_of_one_prompt_are_told(folder: Path) -> None:
    (folder / "hi" / "greeting.flac").touch()
    places = {problem.place for problem in recordings.problems(folder, SOUNDS)}
    assert places == {str(folder / "hi" / name) for name in ("greeting.WAV", "greeting.flac")}


def test_files_that_only_look_like_recordings_are_told_with_the_endings(folder: Path) -> None:
    (folder / "hi" / "thanks.mp3").touch()
    (folder / "hi" / ".hidden").touch()
    (folder / "greeting.wav").touch()
    found = recordings.unheard(folder)
    assert [Path(problem.place).name for problem in found] == [
        "greeting.wav", "notes.txt", "thanks.mp3",
    ]  # fmt: skip
    assert found[0].remedy == "Name it LANGUAGE/KEY with .wav or .flac"
    assert recordings.unheard(None) == []


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("wait.position", "record its parts, hi/wait.position.part-1, hi/wait.position.part-2"),
        ("greting", "Did you mean hi/greeting?"),
        ("xyzzy", "Name it LANGUAGE/KEY as worded"),
    ],
)
def test_a_wrong_name_is_told_with_what_was_meant(tmp_path: Path, name: str, remedy: str) -> None:
    (tmp_path / "hi").mkdir()
    (tmp_path / "hi" / f"{name}.wav").touch()
    parts = {f"hi/wait.position.part-{n}" for n in (1, 2)}
    [problem] = recordings.problems(tmp_path, SOUNDS | parts)
    assert problem.remedy.endswith(remedy)
