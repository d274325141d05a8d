import json
from datetime import UTC, datetime

import pytest

from ivr.calls.call_back import State
from tests.unit.ivr.cli.conftest import Run
from tests.unit.ivr.http.conftest import World, a_call_back

MORNING = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)


def test_at_first_there_is_none(helpline: Run) -> None:
    assert helpline("call-backs").stdout == "Nobody is to be called back\n"


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ({}, "in line"),
        ({"state": State.OUT_OF_HOURS, "until": MORNING}, "out of hours until 23 Nov 08:00"),
        (
            {"state": State.HINDERED, "why": "no outgoing line is free"},
            "hindered: no outgoing line is free",
        ),
        ({"state": State.CALLING, "reserved": "asha"}, "calling, asha is kept"),
    ],
)
def test_tells_how_it_stands(
    helpline: Run, world: World, known: dict[str, object], told: str
) -> None:
    world.call_backs.listed = [a_call_back(**known)]
    listed = helpline("call-backs").stdout
    assert "+919415012345" in listed
    assert "c-1-back" in listed
    assert told in listed


def test_as_json(helpline: Run, world: World) -> None:
    world.call_backs.listed = [a_call_back()]
    (shown,) = json.loads(helpline("call-backs", "--json").stdout)["call_backs"]
    assert (shown["id"], shown["tried"]) == ("c-1-back", 1)


def test_cancels_in_the_name_of_who_does(
    helpline: Run, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "asha")
    world.call_backs.listed = [back := a_call_back()]
    assert "is cancelled" in helpline("call-backs", "cancel", "c-1-back").stdout
    assert back.story.fact("called-off").how == "asha"
    again = helpline("call-backs", "cancel", "c-1-back")
    assert again.exit_code == 2
    assert "no open call-back has this id" in again.stderr


@pytest.mark.parametrize("words", [(), ("cancel", "c-1-back")])
def test_without_a_helpline(stopped: Run, words: tuple[str, ...]) -> None:
    done = stopped("call-backs", *words)
    assert done.exit_code == 2
    assert "People are called only while it runs" in done.stderr
