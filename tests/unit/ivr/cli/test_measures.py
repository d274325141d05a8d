import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from capacity.outcomes import Outcome
from ivr.cli.measures import measures
from ivr.journal import Journal
from ivr.settings import Settings
from ivr.settings.model import RunSection
from tests.unit.ivr.samples import OFFERED, a_record, after


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Result]:
    """The command line beside a journal: two calls answered, one abandoned an hour later."""
    journal = Journal.open(tmp_path / "journal", "node-1")
    journal.record(a_record("1"))
    journal.record(a_record("2", answered_at=after(60), discom="KESCO"))
    journal.record(
        a_record(
            "3",
            offered_at=after(3600),
            queued_at=after(3610),
            ended_at=after(3616),
            answered_at=None,
            parted_at=None,
            outcome=Outcome.ABANDONED,
        )
    )
    journal.close()
    app = typer.Typer()
    app.command()(measures)
    context = SimpleNamespace(settings=Settings(run=RunSection(folder=tmp_path)))
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words], obj=context)


def table(done: Result) -> dict[str, list[str]]:
    assert done.exit_code == 0, done.output
    assert not any(line.endswith(" ") for line in done.stdout.splitlines())
    rows = [line.split() for line in done.stdout.splitlines()]
    return {row[0]: row[1:] for row in rows if row}


def told(done: Result) -> dict[str, dict[str, object]]:
    assert done.exit_code == 0, done.output
    found: dict[str, dict[str, object]] = json.loads(done.stdout)
    return found


def test_all_of_this_helplines_journal(run: Callable[..., Result]) -> None:
    rows = table(run())
    assert (rows["offered"], rows["answered"], rows["abandoned"]) == (["3"], ["2"], ["1"])
    assert (rows["in"], rows["ASA"], rows["AHT"]) == (
        ["20", "s", "%", "66.7"], ["s", "26.0"], ["s", "106.0"],
    )  # fmt: skip


def test_another_journal_by_name(run: Callable[..., Result], tmp_path: Path) -> None:
    Journal.open(tmp_path / "other", "node-1").close()
    assert table(run(tmp_path / "other"))["offered"] == ["0"]


def test_a_row_for_each_hour_and_all(run: Callable[..., Result]) -> None:
    found = told(run("--by", "hour", "--json"))
    assert list(found) == ["2026-11-22 10:00", "2026-11-22 11:00", "all"]
    assert [group["offered"] for group in found.values()] == [2, 1, 3]
    rows = table(run("--by", "day"))
    assert rows["2026-11-22"][:1] == rows["all"][:1] == ["3"]


def test_hours_of_another_zone(run: Callable[..., Result]) -> None:
    found = told(run("--by", "hour", "--zone", "UTC", "--json"))
    assert list(found) == ["2026-11-22 04:00", "2026-11-22 05:00", "all"]


def test_a_row_for_each_discom(run: Callable[..., Result]) -> None:
    found = told(run("--by", "discom", "--json"))
    assert {name: group["offered"] for name, group in found.items()} == {
        "KESCO": 1, "MVVNL": 2, "all": 3,
    }  # fmt: skip


def test_other_thresholds(run: Callable[..., Result]) -> None:
    found = told(run("--short-abandon", "7s", "--service-level", "1m", "--json"))["all"]
    assert (found["short_abandoned"], found["abandoned"], found["short_abandon"]) == (1, 0, 7)
    assert found["service_level"] == {
        "within": 60.0,
        "met_or_abandoned_early": 1.0,
        "of_answered": 1.0,
        "without_early_abandons": 1.0,
        "of_all": pytest.approx(2 / 3),
    }


def test_a_period(run: Callable[..., Result]) -> None:
    hour = told(run("--from", OFFERED.isoformat(), "--to", "2026-11-22T11:00", "--json"))["all"]
    assert (hour["offered"], hour["reached"], hour["asa"]) == (2, 2, 26.0)


def test_a_day(run: Callable[..., Result]) -> None:
    assert told(run("--day", "2026-11-22", "--json"))["all"]["offered"] == 3
    until_noon = told(run("--since", "2026-11-22", "--until", "2026-11-22T11:00", "--json"))
    assert until_noon["all"]["offered"] == 2


def test_who_finds_nothing_hears_what_there_is(run: Callable[..., Result], tmp_path: Path) -> None:
    done = run("--day", "2020-01-01", "--json")
    assert told(done)["all"]["offered"] == 0
    assert "no call was offered in this period" in done.stderr
    assert "from 2026-11-22 to 2026-11-22" in " ".join(done.stderr.split())
    Journal.open(tmp_path / "empty", "node-1").close()
    assert "it has no calls at all" in " ".join(run(tmp_path / "empty").stderr.split())
    assert not run().stderr


def test_the_short_names_are_explained_to_people(run: Callable[..., Result]) -> None:
    printed = run("--short-abandon", "7", "--service-level", "30s").stdout
    for explained in ("short: gave up within 7 s", "in 30 s: of those in line", "ASA:", "AHT:"):
        assert explained in printed


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (["--from", "2026-11-22", "--to", "2026-11-22"], "name the day after, or --day"),
        (["--day", "22.11."], "'22.11.' is no day; write it like 2026-11-22"),
        (["--day", "2026-11-22", "--to", "today"], "--day is a period by itself"),
        (["--zone", "Mars"], "no zone is called 'Mars'"),
        (["--service-level", "fast"], "'fast' is no length of time"),
        (["--from", "noon"], "'noon' is no time"),
        (["nowhere"], "nowhere: there is no journal"),
    ],
)
def test_a_mistake_is_named(run: Callable[..., Result], words: list[str], wrong: str) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert wrong in done.stderr
