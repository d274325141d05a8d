import json
import shlex
from datetime import timedelta

import pytest

from capacity.outcomes import Outcome
from ivr.cli.drops import command
from ivr.http.call_query import read_query
from ivr.http.drops import DropReport
from ivr.storage import By, Group
from tests.unit.ivr.cli.conftest import Run
from tests.unit.ivr.http.conftest import World, some_groups
from tests.unit.ivr.samples import OFFERED

PERIOD = ("--since", "2026-11-21T10:15", "--until", "2026-11-21T11:30")


def test_each_number_comes_with_the_command_that_lists_its_calls(helpline: Run) -> None:
    done = helpline("drops", *PERIOD)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == (
        "103 calls dropped, offered from 2026-11-21 10:15:00 IST to 2026-11-21 11:30:00 IST"
    )
    at = lines.index("   101   98 %  media: no sound came any more")
    assert lines[at + 1].strip() == (
        "helpline calls --outcome dropped --drop media --since 2026-11-21T10:15:00 "
        "--until 2026-11-21T11:30:00 --limit 101"
    )
    at = lines.index("     2  1.9 %  2026-11-21 11:00 IST")
    assert lines[at + 1].strip() == (
        "helpline calls --outcome dropped --since 2026-11-21T11:00:00 --until 2026-11-21T11:30:00"
    )
    assert [line for line in lines if line.startswith("by ")] == [
        "by verdict", "by discom", "by hour", "by trunk",
    ]  # fmt: skip


def test_what_else_is_counted(helpline: Run, world: World) -> None:
    done = helpline("drops", "--by", "cause", "--by", "stage", "--blocked", "--abandoned")
    assert done.exit_code == 0
    assert world.calls.asked["outcome"] == (
        Outcome.DROPPED,
        Outcome.BLOCKED,
        Outcome.ABANDONED,
        Outcome.SHORT_ABANDONED,
        Outcome.TICKET,
    )
    assert "38 (the network is out of order)" in done.stdout
    assert "none: our side ended it" in done.stdout
    assert "calls dropped, blocked, abandoned, short-abandoned or ticket, offered" in done.stdout
    assert "by verdict" not in done.stdout


def test_json_is_the_one_of_the_api(helpline: Run) -> None:
    report = json.loads(helpline("drops", *PERIOD, "--json").stdout)
    assert report["since"] == "2026-11-21T04:45:00Z"
    assert report["groupings"]["discom"][0] == {"values": {"discom": "KESCO"}, "calls": 101}


def test_no_drops_are_no_fault(helpline: Run, world: World) -> None:
    world.calls.groups = {by: [] for by in By}
    done = helpline("drops", *PERIOD)
    assert (done.exit_code, len(done.stdout.splitlines())) == (0, 1)
    assert done.stdout.startswith("0 calls dropped, offered from")


def test_a_bad_time_names_the_remedy(helpline: Run) -> None:
    done = helpline("drops", "--since", "yesterday")
    assert (done.exit_code, "Write it like 2h" in done.stderr) == (2, True)


@pytest.mark.parametrize("by", By)
def test_every_command_can_be_read_back(by: By) -> None:
    """What is printed asks for exactly the calls that were counted."""
    until = OFFERED + timedelta(hours=2)
    outcomes = (Outcome.DROPPED, Outcome.BLOCKED)
    for group in some_groups()[by]:
        report = DropReport(OFFERED - timedelta(days=2), until, outcomes, {by: [group]})
        words = shlex.split(command(report, group))
        assert words[:2] == ["helpline", "calls"]
        pairs = list(zip(words[2::2], words[3::2], strict=True))
        query = {name.removeprefix("--"): value for name, value in pairs}
        query["outcome"] = ",".join(value for name, value in pairs if name == "--outcome")
        asked = read_query(query, until)
        expected = {name: value for name, value in group.values.items() if name != "hour"}
        expected.setdefault("outcome", "dropped,blocked")
        assert ",".join(asked["outcome"]) == expected.pop("outcome")
        assert {name: str(asked[name]) for name in expected} == expected
        assert asked["until"] - asked["since"] == timedelta(hours=1 if by is By.HOUR else 50)


def test_trunks_are_quoted_for_the_shell() -> None:
    report = DropReport(OFFERED, OFFERED, (Outcome.DROPPED,), {})
    assert "--trunk '[::1]'" in command(report, Group({"trunk": "[::1]"}, 1))
