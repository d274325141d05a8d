"""`helpline check`: what it says, what it hides, and when it fails."""

import sys
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from ivr.cli import app
from ivr.settings import Problem

MODULE = sys.modules["ivr.cli.check"]  # the name means the command
FIXED = Problem("run.tools", "there is no [Asterisk]", "Run `make setup`")


@pytest.fixture(autouse=True)
def _all_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MODULE, "find_problems", lambda _settings: [])


def checked(*words: str) -> Result:
    return CliRunner().invoke(app, ["check", *words])


def settings_file(folder: Path, text: str) -> str:
    file = folder / "helpline.toml"
    file.write_text(text)
    return str(file)


def test_content_it_says_with_what(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(MODULE, "find_warnings", lambda _settings: [])
    assert checked().output == "the defaults: all is well\n"
    file = settings_file(tmp_path, "")
    assert "all is well" in checked(file).output
    assert checked().output == "helpline.toml: all is well\n"


def test_problems_fail_and_stand_there_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MODULE, "find_problems", lambda _settings: [FIXED])
    monkeypatch.setattr(MODULE, "find_warnings", lambda _settings: [])
    result = checked()
    assert result.exit_code == 2
    assert result.stderr == "run.tools: there is no [Asterisk].\n  Run `make setup`\n"
    assert result.stdout == ""


def test_a_problem_with_a_key_names_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Problem("sip.bind", "'1.2.3' is no IP address", "Write one")
    monkeypatch.setattr(MODULE, "find_problems", lambda _settings: [wrong, FIXED])
    file = settings_file(tmp_path, "[lines]\nincoming = 5\n[sip]\nbind = '1.2.3'\n")
    told = checked(file).stderr
    assert f"{file}:4: sip.bind: '1.2.3' is no IP address" in told
    assert "\nrun.tools: there is no" in told


def test_warnings_do_not_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MODULE, "find_warnings", lambda _settings: [FIXED])
    result = checked()
    assert result.exit_code == 0
    assert "there is no [Asterisk]" in result.stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[lines]\nincomming = 5\n", ":2: lines.incomming: there is no such key"),
        ("[sip]\nport = 70000\n", ":2: sip.port: at most 65535 is wanted, not 70000"),
        ("[call]\nlanguages = []\n", ":2: call.languages: the list wants at least 1"),
        ("[lines\n", "is not valid TOML"),
        ("[[agents]]\nid = '[bold]'\n", "not '[bold]'"),
    ],
)
def test_a_broken_file_fails_with_the_place(tmp_path: Path, text: str, told: str) -> None:
    result = checked(settings_file(tmp_path, text))
    assert result.exit_code == 2
    assert told in result.stderr


@pytest.mark.parametrize("content", [None, b"\xff"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "other.toml"
    if content is not None:
        file.write_bytes(content)
    result = checked(str(file))
    assert result.exit_code == 2
    assert f"{file}: cannot be read" in result.stderr


def test_the_settings_in_force_are_shown_without_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELPLINE_API_TOKEN", "for our eyes only")
    secrets = tmp_path / "state" / "secrets"
    secrets.mkdir(parents=True)
    (secrets / "ari-password").write_text("for Asterisk's eyes only")
    file = settings_file(tmp_path, "[run]\nfolder = 'state'\n[lines]\nincoming = 650\n")
    shown = checked(file, "--show").output
    assert "incoming = 650" in shown
    assert "# api-token = ********  (environment variable HELPLINE_API_TOKEN)" in shown
    assert f"# ari-password = ********  ({secrets / 'ari-password'})" in shown
    assert "# redis-password = (not set)" in shown
    assert "eyes only" not in shown


def test_what_is_shown_is_a_settings_file(tmp_path: Path) -> None:
    shown = checked(settings_file(tmp_path, "[lines]\nincoming = 650\n"), "--show").output
    again = settings_file(tmp_path, shown.rpartition("# redis-password")[0])
    assert "incoming = 650" in checked(again, "--show").output
