"""`helpline prompts` by its options, and with the folders of the settings."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from ivr.cli.prompts import prompts_app
from ivr.settings import Settings
from ivr.settings.model import RunSection
from prompts import wording
from prompts.library import SoundLibrary, all_sounds
from prompts.wording import Problem

runner = CliRunner()


def test_check_names_missing_sounds(tmp_path: Path) -> None:
    result = runner.invoke(prompts_app, ["check", "--sounds", str(tmp_path)])
    assert result.exit_code == 2
    assert f"{len(all_sounds())} of {len(all_sounds())} sounds are missing" in result.output
    assert all_sounds()[0] in result.output


def test_check_is_content_when_nothing_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SoundLibrary, "missing", lambda _self: [])
    result = runner.invoke(prompts_app, ["check", "--sounds", str(tmp_path)])
    assert result.exit_code == 0
    assert f"{len(all_sounds())} sounds" in result.output


@pytest.mark.parametrize("command", ["check", "build"])
def test_the_folders_of_the_settings_are_meant(tmp_path: Path, command: str) -> None:
    run = RunSection(sounds=tmp_path / "sounds", tools=tmp_path / "tools")
    context = SimpleNamespace(settings=Settings(run=run))
    result = runner.invoke(prompts_app, [command], obj=context)
    assert result.exit_code == 2
    assert str(run.sounds if command == "check" else run.tools) in result.output


def test_build_without_tools_tells_the_remedy(tmp_path: Path) -> None:
    arguments = ["build", "--sounds", str(tmp_path / "sounds"), "--tools", str(tmp_path)]
    result = runner.invoke(prompts_app, arguments)
    assert result.exit_code == 2
    assert "make setup" in result.output


def test_build_stops_at_a_broken_wording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Problem("hi.toml: [thanks]", "text is empty", "Write it")
    monkeypatch.setattr(wording, "problems", lambda: [broken])
    result = runner.invoke(prompts_app, ["build", "--sounds", str(tmp_path / "sounds")])
    assert result.exit_code == 2
    assert "[thanks]" in result.output
    assert not (tmp_path / "sounds").exists()
