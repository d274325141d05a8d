"""`helpline prompts play`, alone and by a player that is not there, works or hangs."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
from typer.testing import CliRunner

import ivr.cli  # noqa: F401 - makes the module
from ivr.settings import Settings
from ivr.settings.model import RunSection
from prompts.library import SoundLibrary

runner = CliRunner()
module = sys.modules["ivr.cli.play"]  # the name means the command
app = typer.Typer()
app.command()(module.play)


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    """A folder with one sound, the thanks in Hindi."""
    library = SoundLibrary(tmp_path / "sounds")
    file = library.files("hi/thanks")[-1]
    file.parent.mkdir(parents=True)
    file.write_bytes(bytes(3200))
    return library.folder


def player(folder: Path, script: str) -> str:
    """Make a program that stands in for aplay."""
    program = folder / "player"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return str(program)


def test_writes_the_file_and_names_it(
    tmp_path: Path, sounds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PLAYER", "no-such-player")
    monkeypatch.chdir(tmp_path)
    context = SimpleNamespace(settings=Settings(run=RunSection(sounds=sounds)))
    result = runner.invoke(app, ["thanks"], obj=context)
    assert result.exit_code == 0
    assert result.stdout == "hi-thanks.wav\n"
    assert "hi/thanks: " in result.stderr  # half of its files are not there
    assert len((tmp_path / "hi-thanks.wav").read_bytes()) == 3244


def test_plays_it_where_there_is_a_player(
    tmp_path: Path, sounds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PLAYER", player(tmp_path, f'cp "$2" {tmp_path}/played'))
    file = tmp_path / "thanks.wav"
    result = runner.invoke(app, ["thanks", "--sounds", str(sounds), "--to", str(file)])
    assert result.exit_code == 0
    assert (tmp_path / "played").read_bytes() == file.read_bytes()


def test_a_player_that_hangs_is_stopped(
    tmp_path: Path, sounds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PLAYER", player(tmp_path, "exec sleep 60"))
    monkeypatch.setattr(module, "LONGEST", 0.1)
    file = tmp_path / "thanks.wav"
    result = runner.invoke(app, ["thanks", "--sounds", str(sounds), "--to", str(file)])
    assert result.exit_code == 2
    assert "did not end" in result.output
    assert file.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["xyzzy"], "helpline prompts list"),
        (["thank"], "Did you mean hi/thanks?"),
        (["bill.amount"], "hi/bill.amount.part-1, hi/bill.amount.part-2"),
        (["en/wait.position"], '`helpline prompts say "wait.position place=3" -l en --to FILE`'),
        (["music"], "music/waiting"),
        (["../manifest"], "there is no such prompt"),
        (["greeting"], "helpline prompts build"),
        (["thanks", "--language", "xx"], "xx/thanks"),
        (["thanks", "--to", "/no/such/folder/x.wav"], "cannot be written"),
    ],
)
def test_what_cannot_be_played_is_told(sounds: Path, arguments: list[str], words: str) -> None:
    result = runner.invoke(app, [*arguments, "--sounds", str(sounds)])
    assert result.exit_code == 2
    assert words in result.output


def test_a_key_may_name_its_language(sounds: Path, tmp_path: Path) -> None:
    file = tmp_path / "thanks.wav"
    result = runner.invoke(
        app, ["hi/thanks", "-l", "en", "--sounds", str(sounds), "--to", str(file)]
    )
    assert result.exit_code == 0
    assert file.exists()
