"""What `helpline replay --live` refuses before it places a call."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from ivr.cli import app
from tests.unit.ivr.cli.conftest import NOBODY_THERE
from tests.unit.ivr.replay.journals import write_day

Replay = Callable[..., Result]


@pytest.fixture
def replay(tmp_path: Path) -> Replay:
    """Run the command with settings of a helpline that does not run."""
    file = tmp_path / "helpline.toml"
    file.write_text(f'[run]\nfolder = "{tmp_path}/run"\n[api]\nport = {NOBODY_THERE}\n')
    write_day(tmp_path / "journal")

    def run(*words: str, more: str = "") -> Result:
        file.write_text(file.read_text() + more)
        words = ("--config", str(file), "replay", str(tmp_path / "journal"), *words)
        return CliRunner().invoke(app, words)

    return run


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--speed", "10"], "--speed: is for real calls only.\n  Add --live"),
        (["--agents"], "--agents: is for real calls only"),
        (["--live"], "no helpline answers at http://127.0.0.1:9"),
        (["--live", "--from", "soon"], "--from soon: is no time.\n  Write it like"),
        (["--live", "--from", "2026-11-23"], "has no calls in this period"),
        (["--live", "--day", "2026-11-21"], "has no calls in this period"),
        (["--live", "--agents"], "agent asha: there is no password of this agent"),
        (["--live", "--speed", "0.1"], "it would take up to"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_remedy(
    replay: Replay, words: list[str], message: str
) -> None:
    done = replay(*words)
    assert done.exit_code == 2, done.output
    assert message in done.stderr
    assert not done.stdout


def test_calls_beyond_the_most_are_told(replay: Replay) -> None:
    assert "60 calls; the first 20 are played (--most)." in replay("--live", "--most", "20").stderr


def test_an_address_of_others_is_refused(replay: Replay) -> None:
    done = replay("--live", more='[sip]\nbind = "192.0.2.7"\n')
    assert done.exit_code == 2
    assert "sip.bind = 192.0.2.7: is not of this machine alone" in done.stderr
