import csv
import json
import shlex
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from capacity.marks import Mark
from capacity.outcomes import Outcome
from ivr.cli.report import report
from ivr.journal import Journal
from ivr.settings import Settings
from ivr.settings.model import RunSection
from ivr.settings.secrets import Secrets
from tests.unit.ivr.samples import OFFERED, a_record, after

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
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
    app.command()(report)
    settings = Settings(run=RunSection(folder=tmp_path))
    context = SimpleNamespace(settings=settings, secrets=Secrets(tmp_path / "secrets", {}))
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words], obj=context)


def table(done: Result) -> dict[str, list[str]]:
    assert done.exit_code == 0, done.output
    assert not any(line.endswith(" ") for line in done.stdout.splitlines())
    rows = [line.split() for line in done.stdout.splitlines()]
    return {row[0]: row[1:] for row in reversed(rows) if row}  # the first with this word


def told(done: Result) -> dict[str, object]:
    assert done.exit_code == 0, done.output
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_all_of_this_helplines_journal(run: Run) -> None:
    rows = table(run())
    assert (rows["offered"], rows["answered"], rows["abandoned"]) == (["3"], ["2"], ["1"])
    assert rows["service"] == ["level,", "%", "66.7"]
    assert (rows["ASA,"], rows["AHT,"]) == (["s", "26.0"], ["s", "106.0"])


def test_another_journal_by_name(run: Run, tmp_path: Path) -> None:
    Journal.open(tmp_path / "other", "node-1").close()
    assert table(run(tmp_path / "other"))["offered"] == ["0"]


def test_a_row_for_each_hour_and_all(run: Run) -> None:
    rows = table(run("--by", "hour"))
    assert rows["2026-11-22"][:2] == ["10:00", "2"]
    assert rows["all"][0] == "3"


def test_json_has_all_under_their_names(run: Run) -> None:
    found = told(run("--by", "hour", "--by", "discom", "--json"))
    groups = [(each["hour"], each["discom"], each["offered"]) for each in found["groups"]]
    assert groups == [
        ("2026-11-22 10:00", "KESCO", 1),
        ("2026-11-22 10:00", "MVVNL", 1),
        ("2026-11-22 11:00", "MVVNL", 1),
    ]
    assert set(Mark) < set(found["all"])
    assert found["all"]["asa"] == 26
    assert found["all"]["busy_hour_landed_begins"] == "2026-11-22T10:00:00+05:30"
    assert found["landed_in_the_hour_before"][60] == {
        "at": "2026-11-22T11:00:00+05:30", "landed": 2,
    }  # fmt: skip
    assert found["call_back_attempts"]["seizures"] == 0


def test_hours_of_another_zone(run: Run) -> None:
    found = told(run("--by", "hour", "--zone", "UTC", "--json"))
    assert [each["hour"] for each in found["groups"]] == ["2026-11-22 04:00", "2026-11-22 05:00"]


def test_other_thresholds(run: Run) -> None:
    found = told(run("--short-abandon", "7s", "--service-level", "1m", "--json"))
    assert found["thresholds"] == {"short_abandon": 7, "service_level": 60, "redial": 1800}
    total = found["all"]
    assert (total["short_abandoned"], total["abandoned"]) == (1, 0)
    assert [total[f"service_level{kind}"] for kind in ("", "_of_answered", "_of_all")] == [
        1, 1, pytest.approx(2 / 3),
    ]  # fmt: skip


def test_a_period_and_a_discom(run: Run) -> None:
    words = ("--from", OFFERED.isoformat(), "--to", "2026-11-22T11:00", "--json")
    assert told(run(*words))["all"]["offered"] == 2
    assert told(run(*words, "--discom", "KESCO"))["all"]["offered"] == 1
    assert told(run("--day", "2026-11-22", "--json"))["all"]["offered"] == 3


def test_csv_has_a_row_for_each_group(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "report.csv"
    done = run("--by", "discom", "--csv", file)
    assert (done.exit_code, done.stdout) == (0, "")
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert [(row["discom"], row["offered"]) for row in rows] == [("KESCO", "1"), ("MVVNL", "2")]
    assert list(rows[0])[:4] == ["discom", "offered", "blocked", "landed"]
    run("--csv", file)
    [row] = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    assert row["offered"] == "3"


def test_a_page(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    done = run("--html", file)
    assert "report.html is written" in " ".join(done.stderr.split())
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_calls_of_a_number(run: Run) -> None:
    listed = run("--calls", "abandoned").stdout.splitlines()
    assert [line.split()[-1] for line in listed if "abandoned" in line] == ["3"]
    as_json = told(run("--calls", "abandoned", "--json"))
    assert [call["call_id"] for call in as_json["calls"]] == ["3"]
    assert run("--calls", "in_time", "--discom", "KESCO").stdout.rstrip().endswith("Calls: 0")
    assert run("--calls", "landed").stdout.rstrip().endswith("Calls: 3")


def test_the_command_beside_a_number_lists_its_calls(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    assert run("--html", page, "--by", "hour").exit_code == 0
    text = page.read_text(encoding="utf-8")
    commands = {line.partition('title="')[2].partition('"')[0] for line in text.split("<a ")}
    asked = [shlex.split(each) for each in commands if each.startswith("helpline report")]
    assert len(asked) > 5
    for _, _, *words in asked:
        done = run(*words)
        assert done.exit_code == 0
        assert not done.stdout.rstrip().endswith("Calls: 0")


def test_who_finds_nothing_hears_what_there_is(run: Run, tmp_path: Path) -> None:
    done = run("--day", "2020-01-01", "--json")
    assert told(done)["all"]["offered"] == 0
    assert "no such call was offered" in done.stderr
    assert "from 2026-11-22 to 2026-11-22" in " ".join(done.stderr.split())
    Journal.open(tmp_path / "empty", "node-1").close()
    assert "it has no calls at all" in " ".join(run(tmp_path / "empty").stderr.split())
    assert not run().stderr


def test_what_was_measured_by_is_told(run: Run) -> None:
    printed = run("--short-abandon", "7", "--service-level", "30s").stdout
    for explained in ("short: gave up within 7 s", "within 30 s", "says nothing of their duty"):
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
        (["--csv", "nowhere/x.csv"], "cannot be written: No such file or directory"),
    ],
)
def test_a_mistake_is_named(run: Run, words: list[str], wrong: str) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert wrong in " ".join(done.stderr.split())
