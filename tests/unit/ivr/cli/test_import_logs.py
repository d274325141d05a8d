from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from ivr.cli.import_logs import import_logs
from ivr.logged_calls import logged_calls
from ivr.settings import Settings
from ivr.settings.model import RunSection
from tests.unit.ivr.imports.test_cdr import RANG_TWICE
from tests.unit.ivr.imports.test_queue_log import DAY


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Result]:
    app = typer.Typer()
    app.command(name="import")(import_logs)
    context = SimpleNamespace(settings=Settings(run=RunSection(folder=tmp_path / "run")))
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words], obj=context)


def write(folder: Path, text: str) -> Path:
    file = folder / "log"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_log_of_asterisk(run: Callable[..., Result], tmp_path: Path) -> None:
    done = run(write(tmp_path, DAY), "--into", tmp_path / "calls")
    assert done.exit_code == 0
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert lines[0] == f"10 lines, 2 calls into {tmp_path}/calls"
    assert {"1 answered", "1 abandoned", "5 lines told of calls"} <= set(lines)
    assert {"1 lines passed over: ADDMEMBER", "1 lines passed over: RINGNOANSWER"} <= set(lines)
    assert [call.call_id for call in logged_calls(tmp_path / "calls")] == [
        "asterisk-1795321801.11", "asterisk-1795321795.10",
    ]  # fmt: skip


def test_a_second_time_changes_nothing(run: Callable[..., Result], tmp_path: Path) -> None:
    words = (write(tmp_path, RANG_TWICE.strip()), "--into", tmp_path / "calls", "--node", "pbx-2")
    run(*words)
    done = run(*words)
    assert "0 calls into" in done.stdout
    assert "1  calls were there already" in done.stdout
    assert len(list((tmp_path / "calls").iterdir())) == 1
    [call] = logged_calls(tmp_path / "calls")
    assert call.call_id == "pbx-2-1795321800.1"


def test_bad_lines_are_shown_up_to_a_number_and_all_kept(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    log = write(tmp_path, DAY * 3 + "bad\n" * 12)
    done = run(log, "--into", tmp_path / "calls", "--problems", tmp_path / "bad")
    assert done.exit_code == 0
    assert f"{log}:31: it is not time|call|queue|agent|EVENT; skipped" in done.stderr
    assert f"… and 2 more; all are in {tmp_path}/bad" in done.stderr
    assert "12  bad lines skipped" in done.stdout
    kept = (tmp_path / "bad").read_text(encoding="utf-8").splitlines()
    assert [line.split(":")[1] for line in kept] == [str(number) for number in range(31, 43)]


@pytest.mark.parametrize(
    ("into", "wrong"),
    [("run/journal", "is the journal of this helpline"), ("log", "is no folder")],
)
def test_some_places_are_refused(
    run: Callable[..., Result], tmp_path: Path, into: str, wrong: str
) -> None:
    done = run(write(tmp_path, DAY), "--into", tmp_path / into)
    assert done.exit_code == 2
    assert wrong in done.stderr


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (["--map", "none.toml"], "none.toml: cannot be read"),
        (["--as", "cdr", "--zone", "Mars"], "--zone: no zone is called 'Mars'"),
        (["--as", "cel", "--columns", "eventtype"], "--columns: eventtime, linkedid, uniqueid"),
        ([], "cannot be recognised"),
        (["--as", "queue_log", "--problems", "no/folder"], "no/folder: cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_written(
    run: Callable[..., Result], tmp_path: Path, words: list[str], wrong: str
) -> None:
    done = run(write(tmp_path, "a,b\n1,2\n"), "--into", tmp_path / "calls", *words)
    assert done.exit_code == 2
    assert wrong in done.stderr
    assert not (tmp_path / "calls").exists()


def test_a_folder_that_cannot_be_made(run: Callable[..., Result], tmp_path: Path) -> None:
    log = write(tmp_path, DAY)
    done = run(log, "--into", log / "calls")
    assert done.exit_code == 2
    assert f"{log}/calls: cannot be written" in done.stderr


def test_a_log_of_another_kind_is_no_success(run: Callable[..., Result], tmp_path: Path) -> None:
    done = run(write(tmp_path, DAY), "--into", tmp_path / "calls", "--as", "cel")
    assert done.exit_code == 2
    assert "10  bad lines skipped" in done.stdout
    assert "not one of 10 lines could be used" in done.stderr
    assert not (tmp_path / "calls").exists()
