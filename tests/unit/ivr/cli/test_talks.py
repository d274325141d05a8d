from tests.unit.ivr.cli.conftest import Run
from tests.unit.ivr.http.conftest import World


def test_holds_and_takes_back(helpline: Run, world: World) -> None:
    done = helpline("calls", "hold", "node-1-7")
    assert done.stdout == "asha has the caller on hold (call node-1-7)\n"
    assert world.talks.on_hold
    assert "talks with the caller again" in helpline("calls", "hold", "node-1-7", "--off").stdout
    assert not world.talks.on_hold


def test_passes_on(helpline: Run, world: World) -> None:
    assert "asha passes the caller on" in helpline("calls", "transfer", "node-1", "21").stdout
    helpline("calls", "transfer", "node-1", "102", "--attended")
    assert world.talks.asked == [("blind", "21"), ("attended", "102")]


def test_says_what_is_wrong(helpline: Run) -> None:
    assert "no agent talks in such a call" in helpline("calls", "hold", "other").stderr
    assert "nobody has this number" in helpline("calls", "transfer", "node-1-7", "999").stderr
