from pathlib import Path

import pytest
from typer.testing import CliRunner

from ivr.cli.prompts import problems, prompts_app
from prompts import wording
from prompts.library import SoundLibrary, all_sounds
from prompts.wording import Problem

runner = CliRunner()


def test_check_names_every_missing_sound(tmp_path: Path) -> None:
    assert {problem.place for problem in problems(tmp_path)} == set(all_sounds())
    result = runner.invoke(prompts_app, ["check", "--sounds", str(tmp_path)])
    assert result.exit_code == 1
    assert "hi/greeting" in result.output


def test_check_is_content_when_nothing_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SoundLibrary, "missing", lambda _self: [])
    result = runner.invoke(prompts_app, ["check", "--sounds", str(tmp_path)])
    assert result.exit_code == 0
    assert f"{len(all_sounds())} sounds" in result.output


def test_build_without_tools_tells_the_remedy(tmp_path: Path) -> None:
    arguments = ["build", "--sounds", str(tmp_path / "sounds"), "--tools", str(tmp_path)]
    result = runner.invoke(prompts_app, arguments)
    assert result.exit_code == 1
    assert "make setup" in result.output


def test_build_stops_at_a_broken_wording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Problem("hi.toml: [thanks]", "text is empty", "Write it")
    monkeypatch.setattr(wording, "problems", lambda: [broken])
    result = runner.invoke(prompts_app, ["build", "--sounds", str(tmp_path / "sounds")])
    assert result.exit_code == 1
    assert "[thanks]" in result.output
    assert not (tmp_path / "sounds").exists()
