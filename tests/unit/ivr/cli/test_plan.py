import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from ivr.cli import app
from tests.unit.ivr.replay.journals import write_day

Plan = Callable[..., Result]

PAGE = Path(__file__).parents[4] / "docs" / "capacity.md"


def printed() -> dict[str, list[str]]:
    """The commands that the page shows, and the lines that it shows of their output."""
    shown: dict[str, list[str]] = {}
    for block in re.findall(r"```\n(\$ .*?)\n```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        for part in re.split(r"(?m)^\$ helpline capacity plan ", block)[1:]:
            command, *lines = part.rstrip("\n").split("\n")
            shown[command] = [line for line in lines if line != "…"]
    return shown


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """Run the command where there is no settings file, in a wide terminal."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words: CliRunner().invoke(app, ["capacity", "plan", *map(str, words)])


def test_the_headline_case(plan: Plan, tmp_path: Path) -> None:
    done = plan(
        *("--calls-per-hour", 5500, "--hold", 180, "--blocked", 0.01),
        *("--answer", "0.8@20s", "--patience", 120, "--picture", tmp_path / "plan.svg"),
    )
    assert done.exit_code == 0, done.output
    assert "Needed: 298 lines and 236 agents on duty." in done.stdout
    assert "waiting.wrap_up in force" in done.stdout
    assert (tmp_path / "plan.svg").read_bytes().startswith(b"<?xml")


def test_json(plan: Plan) -> None:
    told = json.loads(plan("--calls-per-hour", "5500", "--abandoned", "1", "--json").stdout)
    assert told["needed"]["lines"] == 298
    assert told["outlook"]["in_time"] >= 0.8
    assert told["goals"]["abandoned"] == 1


def test_from_history_with_one_number_overridden(plan: Plan, tmp_path: Path) -> None:
    write_day(tmp_path / "recorded", calls=60)
    asked = ("--from-history", "--journal", tmp_path / "recorded", "--day", "2026-11-22")
    done = plan(*asked, "--menus", "25s")
    assert done.exit_code == 0, done.output
    assert "Measured on 60 recorded calls; the busiest hour had 60 of them" in done.stdout
    found = json.loads(plan(*asked, "--menus", "25s", "--json").stdout)
    assert found["recorded"] == {"calls": 60, "busiest_hour": "2026-11-22T10:00:00+05:30"}
    told = found["inputs"]
    assert told["calls"] == {"value": 60, "source": "measured"}
    assert told["menus"] == {"value": 25, "source": "given"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--answer", "0.8"], "has no @; write it like 0.8@20s"),
        (["--blocked", "1"], "must be more than 0 and less than 1"),
        (["--redial", "100%"], "must be less than 1"),
        (["--hold", "long"], "is no length of time; write it like 20s or 2m"),
        (["--hold", "10"], "--hold: 10 s are too short for menus of 30 s"),
        (["--picture", "plan.pdf"], "is neither .svg nor .png"),
        (["--picture", "no/folder/plan.svg"], "cannot be written"),
        (["--from", "2h"], "Add --from-history"),
        (["--from-history", "--from", "soon"], "'soon' is no time"),
        (["--from-history", "--journal", "nowhere"], "there is no journal"),
        (["--lines", "0"], "Invalid value for '--lines'"),
    ],
)
def test_bad_input_is_named_with_its_remedy(plan: Plan, words: list[str], told: str) -> None:
    done = plan("--calls-per-hour", "100", *words)
    assert done.exit_code == 2
    assert told in " ".join(done.output.split())


def test_without_calls_it_asks_for_them(plan: Plan) -> None:
    done = plan()
    assert done.exit_code == 2
    assert "nothing says how many calls come" in done.output


def test_the_page_shows_many() -> None:
    assert len(printed()) > 8


@pytest.mark.parametrize("command", printed())
def test_the_page_shows_what_is_printed(plan: Plan, command: str) -> None:
    done = plan(*shlex.split(command))
    assert done.exit_code == 0, done.output
    lines = iter(done.stdout.split("\n"))
    for line in printed()[command]:
        assert line in lines, f"{line!r} is not printed, or not in this order"
