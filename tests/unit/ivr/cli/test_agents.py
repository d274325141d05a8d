import json

import pytest
from rich.console import Console

from ivr.agents import Act
from ivr.cli import agents
from tests.unit.ivr.cli.conftest import Run
from tests.unit.ivr.http.conftest import World


def test_shows_what_each_is_doing_once_where_there_is_no_terminal(helpline: Run) -> None:
    done = helpline("agents")
    assert done.exit_code == 0, done.stderr
    head, asha, vijay = done.stdout.splitlines()
    assert head.split()[:3] == ["Agent", "Name", "Duty"]
    assert asha.split()[:4] == ["asha", "Asha", "wrap-up", "10:00:00"]
    assert "KESCO" in asha
    assert "17" in asha
    assert asha.endswith("phone unreachable, until 10:00:00 at the latest")
    assert vijay.split()[:3] == ["vijay", "Vijay", "ready"]


def test_on_a_terminal_the_table_lives_until_ctrl_c(
    helpline: Run, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []

    def sleep(_seconds: float) -> None:
        looks.append(world.agents.act("vijay", Act.LOGOUT, who="test"))
        if len(looks) > 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(agents.time, "sleep", sleep)
    monkeypatch.setattr(agents, "wide_console", lambda: Console(force_terminal=True, width=160))
    done = helpline("agents")
    assert done.exit_code == 0
    assert done.stdout.index("ready") < done.stdout.index("logged-out")
    assert helpline("agents", "--once").stdout.count("vijay") == 1


def test_shows_json(helpline: Run) -> None:
    shown = json.loads(helpline("agents", "--json").stdout)["agents"]
    assert [(each["id"], each["calls_today"]) for each in shown] == [("asha", 17), ("vijay", 0)]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("logout", "vijay"), "vijay is logged-out, and now logged-out"),
        (("login", "vijay"), "vijay is ready, and now ready"),
        (("ready", "vijay"), "vijay is ready, and now ready"),
        (("pause", "vijay", "--reason", "lunch"), "vijay is paused (lunch), and now paused"),
        (("disposition", "asha", "solved"), "asha is ready, and now wrap-up"),
    ],
)
def test_acts_for_an_agent(
    helpline: Run,
    world: World,
    words: tuple[str, ...],
    told: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LOGNAME", "ravi")
    done = helpline("agents", *words)
    assert (done.exit_code, done.stdout) == (0, told + "\n")
    assert world.agents.whos == ["ravi"]


def test_what_an_agent_will_do_after_the_call_is_told(helpline: Run) -> None:
    helpline("agents", "pause", "asha", "--reason", "lunch")
    assert "lunch, then paused" in helpline("agents").stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("login", "nobody"), "no agent has this id"),
        (("pause", "vijay", "--reason", "nap"), "lunch (1)"),
    ],
)
def test_a_mistake_is_explained(helpline: Run, words: tuple[str, ...], told: str) -> None:
    done = helpline("agents", *words)
    assert done.exit_code == 2
    assert told in done.stderr


def test_without_a_helpline_there_is_nobody_on_duty(stopped: Run) -> None:
    done = stopped("agents")
    assert done.exit_code == 2
    assert "Agents are on duty only while it runs" in done.stderr
