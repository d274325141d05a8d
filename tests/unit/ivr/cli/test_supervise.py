"""`helpline supervise` from a terminal."""

import json

import pytest

from ivr.calls.supervising import CannotSupervise
from tests.unit.ivr.cli.conftest import Run
from tests.unit.ivr.http.conftest import World


def test_lists_the_talks_that_go_on(
    helpline: Run, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = helpline("supervise").stdout
    for word in ("asha", "101", "MVVNL", "call-1"):
        assert word in shown
    assert json.loads(helpline("supervise", "--json").stdout)["talks"][0]["agent"] == "asha"
    monkeypatch.setattr(world.supervisors, "talks", list)
    assert helpline("supervise").stdout == "Nobody talks with an agent\n"


@pytest.mark.parametrize("how", ["listen", "whisper", "take-over"])
def test_brings_a_supervisor_to_a_talk(helpline: Run, world: World, how: str) -> None:
    done = helpline("supervise", how, "asha", "--as", "rekha")
    assert done.exit_code == 0, done.stderr
    assert world.supervisors.asked == [("rekha", "asha", how)]
    assert "call-1" in done.stdout


def test_tells_what_cannot_be_done(helpline: Run, stopped: Run, world: World) -> None:
    world.supervisors.fault = CannotSupervise(404, "asha", "nobody talks there", "List the talks")
    done = helpline("supervise", "listen", "asha", "--as", "rekha")
    assert (done.exit_code, "nobody talks there" in done.stderr) == (2, True)
    away = stopped("supervise")
    assert (away.exit_code, "only while it runs" in away.stderr) == (2, True)
