import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from ivr.cli import app
from tests.unit.ivr.replay.journals import write_day

Replay = Callable[..., Result]


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    write_day(tmp_path / "journal", day=-1)
    return write_day(tmp_path / "journal")


@pytest.fixture
def replay(journal: Path, monkeypatch: pytest.MonkeyPatch) -> Replay:
    """Run the command with one seed, where there is no settings file."""
    monkeypatch.chdir(journal)

    def run(*words: str) -> Result:
        return CliRunner().invoke(app, ["replay", str(journal), "--seeds", "1", *words])

    return run


def test_prints_each_day_and_all_together(replay: Replay) -> None:
    done = replay()
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert not any(line.endswith(" ") for line in lines)
    assert any(line.startswith("2026-11-21") for line in lines)
    assert any(line.startswith("offered") and line.split()[1:3] == ["120", "120"] for line in lines)
    assert "On the median day" in lines[-1]


def test_one_day_alone_needs_no_table_of_days(replay: Replay) -> None:
    done = replay("--day", "2026-11-22")
    assert done.stdout.startswith("2026-11-22 ")
    assert done.stdout.count("offered") == 1


def test_json_and_the_files_hold_the_same(replay: Replay, tmp_path: Path) -> None:
    done = replay("--json", "--out", str(tmp_path / "made" / "here"), "--set", "agents.MVVNL=3")
    told = json.loads(done.stdout)
    assert told["basis"]["shifts"] == 6
    assert told["days"]["2026-11-22"]["offered"]["logged"] == 60
    assert (tmp_path / "made/here/replay.json").read_text() == done.stdout
    assert (tmp_path / "made/here/replay.png").stat().st_size > 10_000


def test_days_are_those_of_the_zone(replay: Replay) -> None:
    days = json.loads(replay("--json", "--zone", "Pacific/Auckland").stdout)["days"]
    assert list(days) == ["2026-11-21", "2026-11-22"]
    days = json.loads(replay("--json", "--zone", "America/Anchorage").stdout)["days"]
    assert list(days) == ["2026-11-20", "2026-11-21"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--set", "lines.incoming=many"], "--set lines.incoming=many: 'many' is no number."),
        (["--set", "agents.KESKO=3"], "no call of the log was for it.\n  Known: MVVNL"),
        (["--day", "22.11."], "is no day.\n  Write it like 2026-11-22"),
        (["--day", "2020-01-01"], "has no calls on 2020-01-01."),
        (["--zone", "Lucknow"], "is no time zone.\n  Write it like Asia/Kolkata"),
        (["--out", "/dev/null/x"], "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_remedy(
    replay: Replay, words: list[str], message: str
) -> None:
    done = replay(*words)
    assert done.exit_code == 2
    assert message in done.stderr
    assert not done.stdout
