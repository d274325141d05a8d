import json

import pytest

from tests.unit.ivr.cli.conftest import Run
from tests.unit.ivr.http.conftest import World


def test_at_first_there_is_none(helpline: Run) -> None:
    assert helpline("outages").stdout == "Callers are told of no outage\n"


def test_tells_what_callers_will_hear(
    helpline: Run, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "asha")
    done = helpline(
        "outages", "add", "--district", "kanpur", "--discom", "KESCO", "--reason", "[x]"
    )
    assert done.exit_code == 0, done.stderr
    (outage,) = world.outages.open()
    assert (outage.district, outage.discom, outage.until) == ("Kanpur Nagar", "KESCO", None)
    assert (outage.reason, outage.who) == ("[x]", "asha")
    assert f"Outage {outage.id}: callers in Kanpur Nagar hear until" in done.stdout
    assert "en  We know that in, Kanpur Nagar, the electricity is off" in done.stdout
    assert "कानपुर" in done.stdout


def test_lists_and_ends(helpline: Run, world: World) -> None:
    helpline("outages", "add", "--district", "Lucknow", "--until", "19:00", "--reason", "[storm]")
    (outage,) = world.outages.open()
    listed = helpline("outages").stdout
    assert outage.id in listed
    assert "19:00 IST" in listed
    assert "[storm]" in listed
    shown = json.loads(helpline("outages", "--json").stdout)["outages"]
    assert [each["id"] for each in shown] == [outage.id]
    ended = helpline("outages", "end", outage.id)
    assert f"are told of outage {outage.id} no more" in ended.stdout
    assert world.outages.open() == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "--district", "Lucknow", "--until", "seven"), "'seven' is no time"),
        (("add", "--district", "Lucknow", "--until", "2020-01-01"), "in the next 14 days"),
        (("add", "--district", "Atlantis"), "no district"),
        (("end", "nothing"), "no open outage has this id"),
    ],
)
def test_a_mistake_is_explained(
    helpline: Run, world: World, words: tuple[str, ...], told: str
) -> None:
    done = helpline("outages", *words)
    assert done.exit_code == 2
    assert told in done.stderr
    assert world.outages.open() == []


@pytest.mark.parametrize("words", [(), ("add", "--district", "Lucknow"), ("end", "x")])
def test_without_a_helpline(stopped: Run, words: tuple[str, ...]) -> None:
    done = stopped("outages", *words)
    assert done.exit_code == 2
    assert "start it with `helpline run`" in done.stderr
