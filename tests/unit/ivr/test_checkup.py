"""What the checkup finds in settings, folders, sounds and menus."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ivr import spoken_keys
from ivr.checkup import find_problems, find_warnings
from ivr.settings import Settings
from prompts import wording
from prompts.library import SoundLibrary


def settings(folder: Path, **sections: Any) -> Settings:
    run = {name: folder / name for name in ("folder", "tools", "sounds")}
    return Settings.model_validate({"run": run, **sections})


@pytest.fixture
def ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an Asterisk, in which no sound is missing."""
    asterisk = tmp_path / "tools" / "bin" / "asterisk"
    asterisk.parent.mkdir(parents=True)
    asterisk.touch(0o755)
    monkeypatch.setattr(SoundLibrary, "faults", lambda _self: {})
    monkeypatch.setattr(SoundLibrary, "stood_in_for", lambda _self: [])
    return tmp_path


def places(found: Settings) -> list[str]:
    return [problem.place for problem in find_problems(found)]


def test_a_folder_that_is_ready_has_no_problems(ready: Path) -> None:
    assert find_problems(settings(ready)) == []


def test_a_missing_asterisk_is_told_with_make_setup(ready: Path) -> None:
    (ready / "tools" / "bin" / "asterisk").unlink()
    [problem] = find_problems(settings(ready))
    assert str(ready / "tools") in problem.place
    assert "make setup" in problem.remedy


def test_a_run_folder_below_a_file_cannot_be_written(ready: Path) -> None:
    (ready / "folder").touch()
    assert places(settings(ready)) == [f"run.folder {ready / 'folder'}"]


def test_what_asterisk_would_misread_is_found_before_it_starts(ready: Path) -> None:
    assert places(settings(ready, sip={"bind": "nowhere"})) == ["sip.bind"]


def test_a_language_without_wording_is_told(ready: Path) -> None:
    [problem] = find_problems(settings(ready, call={"languages": ["hi", "en", "ur"]}))
    assert problem.place == "call.languages"
    assert problem.wrong.startswith("ur has no wording file")
    assert "prompts/wording/ur.toml" in problem.remedy


def test_a_prompt_that_nothing_says_is_a_warning(
    ready: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spoken_keys, "is_spoken", lambda key: key != "thanks")
    found = [w for w in find_warnings(settings(ready)) if w.wrong == "is said by nothing"]
    assert [warning.place for warning in found] == [
        "prompts/wording/en.toml: thanks",
        "prompts/wording/hi.toml: thanks",
    ]
    assert find_problems(settings(ready)) == []


def test_what_is_said_without_words_is_a_problem(
    ready: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompts = dict(wording.read("hi").prompts)
    lacking = replace(wording.read("hi"), prompts=prompts, texts={})
    del prompts["thanks"]
    monkeypatch.setattr(wording, "read", lambda *_asked: lacking)
    assert places(settings(ready)) == [
        "prompts/wording/en.toml: thanks",
        "prompts/wording/hi.toml: thanks",
    ]


def test_a_broken_wording_is_told_once(ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = wording.Problem("hi.toml: thanks", "text is empty", "Write it")
    monkeypatch.setattr(wording, "problems", lambda: [broken])
    assert places(settings(ready)) == ["hi.toml: thanks"]


def test_agents_for_all_discoms_and_languages_leave_no_warning(ready: Path) -> None:
    assert find_warnings(settings(ready)) == []


def test_a_stand_in_is_a_warning_and_no_problem(
    ready: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SoundLibrary, "stood_in_for", lambda _self: ["hi/thanks"])
    [warning] = find_warnings(settings(ready))
    assert (warning.place, "thanks" in warning.wrong) == ("prompts/wording/hi.toml", True)
    assert find_problems(settings(ready)) == []


def test_who_would_wait_in_vain_is_a_warning_and_no_problem(ready: Path) -> None:
    agents = [
        {"id": "asha", "languages": ["hi"]},
        {"id": "vijay", "discoms": ["MVVNL"], "languages": ["en"]},
    ]
    found = settings(ready, agents=agents)
    wrong = [warning.wrong for warning in find_warnings(found)]
    assert "nobody answers for PVVNL in en" in wrong
    assert not any(" MVVNL " in each for each in wrong)
    assert find_problems(found) == []


def test_without_agents_every_language_of_every_discom_is_told(tmp_path: Path) -> None:
    wrong = [warning.wrong for warning in find_warnings(settings(tmp_path, agents=[]))]
    assert "nobody answers for KESCO in hi, en" in wrong
