from datetime import timedelta

import pytest

from capacity.lines import Sizes
from ivr.http import LinesView, PlannedChange
from tests.unit.ivr.cli.conftest import Run
from tests.unit.ivr.http.conftest import World
from tests.unit.ivr.samples import OFFERED


def rows(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines()]


def test_shows_what_is_held_and_allowed(helpline: Run) -> None:
    assert rows(helpline("lines").stdout) == [
        ["Lines", "Held", "Allowed", "Free"],
        ["incoming", "41", "350", "309"],
        ["outgoing", "0", "300", "300"],
    ]


def test_shows_a_pool_over_its_size_and_the_next_change(helpline: Run, world: World) -> None:
    change = PlannedChange(OFFERED + timedelta(days=1), 650, None)
    world.lines.now = LinesView(Sizes(40, 300), Sizes(41, 0), next_change=change)
    text = helpline("lines").stdout
    assert "41 (1 over, draining)" in text
    assert "Next change 2026-11-23 10:00:00 IST: incoming=650" in text


def test_sets_sizes_with_reason_and_name(
    helpline: Run, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "asha")
    done = helpline("lines", "set", "incoming=650", "outgoing=200", "--reason", "[new] trunk")
    assert done.exit_code == 0
    assert world.lines.asked == [
        {"incoming": 650, "outgoing": 200, "reason": "[new] trunk", "who": "asha"}
    ]
    assert "Set by hand 2026-11-22 10:00:00 IST by asha: incoming=650, outgoing=200" in done.stdout
    assert "Reason: [new] trunk" in done.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("incoming=many", "--reason", "because"), "no whole number"),
        (("incomming=1", "--reason", "because"), "no pool is called"),
        (
            ("incoming=1", "--reason", " "),
            "reason: at least 3 characters are wanted.\n  For example: helpline",
        ),
        (("incoming=1",), "--reason"),
    ],
)
def test_a_bad_wish_is_explained_and_changes_nothing(
    helpline: Run, world: World, words: tuple[str, ...], told: str
) -> None:
    done = helpline("lines", "set", *words)
    assert done.exit_code == 2
    assert told in done.stderr
    assert world.lines.asked == []


@pytest.mark.parametrize("words", [(), ("set", "incoming=1", "--reason", "because")])
def test_without_a_helpline(stopped: Run, words: tuple[str, ...]) -> None:
    done = stopped("lines", *words)
    assert done.exit_code == 2
    assert "no helpline answers at http://127.0.0.6:9; start it with `helpline run`" in done.stderr


def test_a_pool_that_does_not_answer(helpline: Run, world: World) -> None:
    world.lines.fault = ConnectionError("Redis is away")
    done = helpline("lines")
    assert done.exit_code == 2
    assert "Redis is away" in done.stderr
