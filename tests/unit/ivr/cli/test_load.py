from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from ivr.cli import app

Load = Callable[..., Result]

BUSY = ("--calls-per-hour", "5500", "--compress", "20")
SETTINGS = """
[sip]
bind = "{bind}"
trunk_addresses = ["127.0.0.6"]
[api]
bind = "127.0.0.6"
port = 9
"""


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Run the command where no helpline runs, with something in the place of SIPp."""
    bin_ = tmp_path / ".helpline" / "tools" / "bin"
    bin_.mkdir(parents=True)
    (bin_ / "sipp").touch()

    def run(*words: str, bind: str = "127.0.0.6") -> Result:
        (tmp_path / "helpline.toml").write_text(SETTINGS.format(bind=bind))
        return CliRunner().invoke(app, ["-c", str(tmp_path / "helpline.toml"), "load", *words])

    return run


def test_somebody_must_call(load: Load) -> None:
    done = load()
    assert done.exit_code == 2
    assert "--calls-per-hour: is missing" in done.output
    assert "--log: is missing" in load("--profile", "file").output
    assert "--from x: is no time" in load("--profile", "file", "--log", "j", "--from", "x").output
    assert "j: there is no journal" in load("--profile", "file", "--log", "j").output
    assert "nobody would call" in load("--calls-per-hour", "1", "--minutes", "0.1").output


def test_too_much_is_refused_before_anything_else(load: Load) -> None:
    done = load("--calls-per-hour", "20000", "--compress", "100", "--minutes", "0.5")
    assert done.exit_code == 2
    assert "calls would come within one second" in done.output
    assert load(*BUSY, "--redial", "1").exit_code == 2, "there would be no end"


def test_a_helpline_must_run(load: Load) -> None:
    done = load(*BUSY, "--minutes", "0.1")
    assert done.exit_code == 2
    assert "Real calls need a helpline that runs" in done.output


def test_only_this_machine_is_called_unless_the_settings_say_otherwise(load: Load) -> None:
    done = load(*BUSY, "--minutes", "0.1", bind="192.0.2.7")
    assert done.exit_code == 2
    assert "sip.bind = 192.0.2.7: is not of this machine alone" in done.output


def test_sipp_must_be_there(load: Load, tmp_path: Path) -> None:
    (tmp_path / ".helpline/tools/bin/sipp").unlink()
    assert "Run make setup" in load(*BUSY, "--minutes", "0.1").output


def test_agents_need_their_passwords(load: Load) -> None:
    done = load(*BUSY, "--minutes", "0.1", "--agents")
    assert "agent asha: there is no password of this agent" in done.output
