"""Which library of sounds the options and settings mean."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer

from ivr.cli.opening import open_library, warn_of_faults
from ivr.settings import Settings
from ivr.settings.model import PromptsSection, RunSection
from prompts.library import Fault, SoundLibrary


@pytest.fixture
def context(tmp_path: Path) -> Any:
    run, prompts = RunSection(sounds=tmp_path / "a"), PromptsSection(recordings=tmp_path / "b")
    return SimpleNamespace(obj=SimpleNamespace(settings=Settings(run=run, prompts=prompts)))


def test_the_folders_of_the_settings_are_meant_unless_others_are_given(
    context: Any, tmp_path: Path
) -> None:
    library = open_library(context, None)
    assert (library.folder, library.recordings) == (tmp_path / "a", tmp_path / "b")
    library = open_library(context, tmp_path / "c", tmp_path / "d")
    assert (library.folder, library.recordings) == (tmp_path / "c", tmp_path / "d")


def test_a_folder_that_asterisk_would_split_ends_the_command(
    context: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit):
        open_library(context, tmp_path / "a&b")
    assert "run.sounds" in capsys.readouterr().err


def test_faults_are_told_with_file_and_remedy(
    context: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fault = Fault(Path("hi/thanks.alaw"), "is not what was unpacked")
    monkeypatch.setattr(SoundLibrary, "faults", lambda _self, _sounds: {"hi/thanks": fault})
    warn_of_faults(open_library(context, None), "hi/thanks")
    told = capsys.readouterr().err
    assert "hi/thanks: hi/thanks.alaw is not what was unpacked" in told
    assert "helpline prompts build" in told
