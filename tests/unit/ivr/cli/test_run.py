"""`helpline run`, `serve`, `asterisk` and `stop`, where nothing can or need be started."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
import structlog
from click.testing import Result
from typer.testing import CliRunner

from ivr.asterisk import AsteriskError
from ivr.cli import app
from ivr.settings import Problem, SettingsError

MODULE = sys.modules["ivr.cli.run"]  # the name means the command
PROBLEM = Problem("[sip]", "is wrong", "Mend it")


@pytest.fixture(autouse=True)
def _checkup_finds_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(MODULE, "find_problems", lambda _settings: [])
    yield
    structlog.reset_defaults()


@pytest.fixture
def helpline(tmp_path: Path) -> Callable[..., Result]:
    file = tmp_path / "helpline.toml"
    file.write_text("[run]\nlog_format = 'json'\n")
    return lambda *words: CliRunner().invoke(app, ["--config", str(file), *words])


def failing(error: Exception) -> Callable[..., object]:
    async def node(*_: object) -> NoReturn:
        raise error

    return node


@pytest.mark.parametrize("command", ["run", "serve"])
def test_what_cannot_work_is_not_started(helpline, monkeypatch, command: str) -> None:
    monkeypatch.setattr(MODULE, "find_problems", lambda _settings: [PROBLEM])
    monkeypatch.setattr(MODULE.logs, "configure", lambda _form: pytest.fail("it starts"))
    result = helpline(command)
    assert result.exit_code == 2
    assert result.stderr == "[sip]: is wrong.\n  Mend it\n"


@pytest.mark.parametrize(
    "error",
    [
        AsteriskError(PROBLEM),
        SettingsError([PROBLEM]),
        OSError(28, "No space left on device", "/srv/journal"),
    ],
    ids=["Asterisk", "settings", "disk"],
)
def test_what_goes_wrong_ends_it_with_place_and_remedy(helpline, monkeypatch, error) -> None:
    monkeypatch.setattr(MODULE, "run_node", failing(error))
    result = helpline("run")
    assert result.exit_code == 2
    place = "/srv/journal" if isinstance(error, OSError) else "[sip]"
    assert result.stderr.startswith(f"{place}: ")
    assert result.stderr.count("\n") == 2


def test_asterisk_alone_needs_to_be_installed(helpline, tmp_path: Path) -> None:
    result = helpline("asterisk")
    assert result.exit_code == 2
    assert "holds no Asterisk.\n  Run make setup" in result.stderr


def test_where_nothing_runs_there_is_nothing_to_stop(helpline) -> None:
    result = helpline("stop")
    assert (result.exit_code, result.stdout) == (0, "nothing runs\n")


def test_uvloop_is_used_where_it_is_there(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)
    assert MODULE._fast_loop() is None
