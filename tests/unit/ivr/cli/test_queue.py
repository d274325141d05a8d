import json
from io import StringIO
from itertools import count

import pytest
from rich.console import Console

from ivr.cli import queue
from ivr.cli.api import HelplineAway
from tests.unit.ivr.cli.conftest import Run
from tests.unit.ivr.http.conftest import World


def test_off_a_terminal_the_lines_are_printed_once(helpline: Run, world: World) -> None:
    world.line.join("node-1-5.1", waited=400)
    done = helpline("queue")
    assert done.exit_code == 0, done.stderr
    assert "IST: 1 caller in line" in done.stdout
    (kesco,) = [line for line in done.stdout.splitlines() if line.startswith("KESCO hi")]
    assert kesco.split()[2:4] == ["1", "6:40"]
    assert "over an hour" in kesco
    assert "5.1" not in done.stdout
    view = json.loads(helpline("queue", "--json").stdout)
    assert view["waiting"] == 1


def test_each_caller_without_and_with_the_number(helpline: Run, world: World) -> None:
    story = world.line.join("node-1-5.1", waited=65)
    story.learn("announced", {"position": 2, "minutes": 15})
    listed = helpline("queue", "--calls").stdout
    (row,) = [line for line in listed.splitlines() if line.endswith(" 5.1")]
    for told in ("KESCO hi", "ordinary", "1:05", "2 in 10–15 min", "supply"):
        assert told in row
    assert "9415012345" not in listed
    assert "+919415012345" in helpline("queue", "--numbers").stdout
    (call,) = json.loads(helpline("queue", "--calls", "--json").stdout)["calls"]
    assert (call["position"], call["number"]) == (1, None)


def test_a_long_list_is_cut_and_says_so(helpline: Run, world: World) -> None:
    for number in range(5):
        world.line.join(f"c{number}")
    listed = helpline("queue", "--calls", "--limit", "2").stdout
    assert "5 callers, 3 of them not shown" in listed
    assert "0 callers" in helpline("queue", "--discom", "MVVNL").stdout


def test_a_caller_is_put_first(
    helpline: Run, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "asha")
    world.line.join("node-1-5.1", waited=100)
    story = world.line.join("node-1-5.2")
    done = helpline("queue", "first", "5.2")
    assert "Call node-1-5.2 is no. 1 in line KESCO hi, priority first" in done.stdout
    assert story.fact("priority").how == "by asha"
    helpline("queue", "first", "5.2", "--as", "repeated")
    assert story.fact("priority").value == 2


def test_a_caller_is_sent_to_another_line(helpline: Run, world: World) -> None:
    world.line.join("node-1-5.1")
    done = helpline("queue", "send", "5.1", "--to", "dvvnl")
    assert "is no. 1 in line DVVNL hi" in done.stdout


def test_a_line_is_opened_for_a_while(helpline: Run, world: World) -> None:
    done = helpline("queue", "share", "kesco", "--for", "30m", "--reason", "[storm]")
    assert "KESCO is open to agents of all discoms until" in done.stdout
    assert ": [storm])" in done.stdout
    assert "KESCO is open" in helpline("queue").stdout
    assert "no more" in helpline("queue", "unshare", "KESCO").stdout
    assert world.shares.open() == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("first", "9.9"), "no call has this id"),
        (("first", "c-1"), "the call is over: Answered by asha"),
        (("first", "9.9", "--as", "top"), "helpline queue first CALL --as danger"),
        (("send", "9.9", "--to", "NPCL"), "1912 serves no discom"),
        (("share", "KESCO", "--for", "long"), "'long' is no length of time"),
        (("share", "KESCO", "--for", "9d"), "helpline queue share KESCO --for 30m"),
        (("unshare", "KESCO"), "its lines are not open"),
        (("--discom", "x"), "known are PuVVNL, MVVNL"),
    ],
)
def test_a_mistake_is_explained(helpline: Run, words: tuple[str, ...], told: str) -> None:
    done = helpline("queue", *words)
    assert done.exit_code == 2
    assert told in done.stderr


@pytest.mark.parametrize(
    "words", [(), ("first", "x"), ("send", "x", "--to", "KESCO"), ("unshare", "KESCO")]
)
def test_without_a_helpline(stopped: Run, words: tuple[str, ...]) -> None:
    done = stopped("queue", *words)
    assert done.exit_code == 2
    assert "start it with `helpline run`" in done.stderr


def test_on_a_terminal_the_lines_are_watched_also_while_no_helpline_answers(
    helpline: Run, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = Console(force_terminal=True, width=150, height=40, file=StringIO())
    world.line.join("node-1-5.1")
    look, pauses = queue.Looking.look, count(1)
    away: list[bool] = []

    def look_if_there(looking: queue.Looking) -> object:
        if away:
            raise HelplineAway
        return look(looking)

    def pause(_seconds: float) -> None:
        match next(pauses):
            case 1:
                away.append(True)
            case 2:
                away.clear()
                world.line.join("node-1-5.2")
                world.queue._view.forget()
            case _:
                raise KeyboardInterrupt

    monkeypatch.setattr(queue, "wide_console", lambda: console)
    monkeypatch.setattr(queue.Looking, "look", look_if_there)
    monkeypatch.setattr(queue.time, "sleep", pause)
    assert helpline("queue", "--calls").exit_code == 0
    assert isinstance(console.file, StringIO)
    first, broken, again, *_ = console.file.getvalue().split("node-1, ")[1:]
    assert "1 caller in line" in first
    assert "no answer since" not in first
    assert "trying again" in broken
    assert "2 callers in line" in again
    assert "trying again" not in again
