"""`helpline journal`: what it finds, shows and makes again, with or without the key."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import delete
from structlog.testing import capture_logs
from typer.testing import CliRunner

from dialplan.story import Fact
from ivr.cli import app
from ivr.journal import Journal, Keys, LinesChanged
from ivr.journal.segments import segments
from ivr.storage import Projector, create_engine
from ivr.storage.models import calls
from tests.unit.ivr.samples import a_record, some_facts

Run = Callable[..., Result]
NOW = datetime.now(UTC)
CALLS = ("node-1-100.1", "node-1-100.2")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The run folder of a helpline with two calls, of yesterday and of now."""
    monkeypatch.delenv("HELPLINE_JOURNAL_KEY", raising=False)
    folder = tmp_path / "state"
    (folder / "secrets").mkdir(parents=True)
    (folder / "secrets" / "journal-key").write_text("the-key\n")
    (tmp_path / "helpline.toml").write_text("[run]\nfolder = 'state'\n")
    clock = [NOW - timedelta(days=1)]
    for call_id in CALLS:
        journal = Journal.open(
            folder / "journal", "node-1", private="encrypted", keys=Keys("the-key"),
            now=lambda: clock[0],
        )  # fmt: skip
        for fact in some_facts():
            journal.fact(call_id, fact)
        journal.record(a_record(call_id))
        journal.lines_changed(LinesChanged(incoming=650, outgoing=300, reason="mela", who="asha"))
        journal.append("note", {"anything": "else"})
        journal.close()
        clock[0] = NOW
    return folder


@pytest.fixture
def helpline(folder: Path) -> Run:
    def run(*words: str) -> Result:
        file = str(folder.parent / "helpline.toml")
        with capture_logs():
            return CliRunner().invoke(app, ["--config", file, "journal", *words])

    return run


def damage(folder: Path) -> str:
    path = segments(folder / "journal")[0].plain
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], b"?" + lines[1], *lines[2:]]))
    return f"{path}:2"


def test_a_sound_journal_is_counted(helpline: Run) -> None:
    result = helpline("check")
    assert result.exit_code == 0
    facts = 2 * len(some_facts())
    assert f"2 files, {facts} facts, 2 changes of lines, 2 notes, 2 records from" in result.stdout
    assert result.stdout.endswith("all is well\n")


def test_damage_and_gaps_fail_with_their_place(helpline: Run, folder: Path) -> None:
    place = damage(folder)
    result = helpline("check")
    assert result.exit_code == 1
    assert f"{place}: the checksum does not match" in result.stderr
    second = segments(folder / "journal")[1]
    second.plain.write_bytes(second.plain.read_bytes().partition(b"\n")[2])
    (folder / "journal" / "copy.jsonl").touch()
    result = helpline("check")
    number = len(some_facts()) + 4
    assert f"{second.plain}:1: entry {number} is missing before this line" in result.stderr
    assert result.stdout.endswith(": 1 damaged line, 1 missing entry, 1 strange file\n")
    assert "copy.jsonl: is no file of the journal" in result.stderr


def test_a_missing_key_fails_with_the_remedy(helpline: Run, folder: Path) -> None:
    (folder / "secrets" / "journal-key").write_text("another")
    result = helpline("check")
    assert result.exit_code == 1
    assert "lost:" in result.stderr
    shown = helpline("show")
    assert shown.exit_code == 0
    assert "(sealed)" in shown.stdout
    assert shown.stderr.count("lost:") == 1
    assert helpline("rebuild").exit_code == 2


@pytest.mark.parametrize("asked", [CALLS[1], "100.2", "node-1-100.2"])
def test_one_call_is_shown_in_words(helpline: Run, asked: str) -> None:
    lines = helpline("show", "--call", asked).stdout.splitlines()
    assert len(lines) == len(some_facts()) + 1
    assert all(CALLS[1] in line for line in lines)
    assert any("language         hi" in line for line in lines)
    assert any("caller           +915222345678 (landline)" in line for line in lines)
    assert "record           answered, ended by caller at talking, cause 16" in lines[-1]


def test_what_is_older_is_left_out(helpline: Run) -> None:
    shown = helpline("show", "--since", "1h").stdout
    assert CALLS[1] in shown
    assert CALLS[0] not in shown
    assert "lines            incoming=650 outgoing=300 (mela, asha)" in shown
    assert 'note             {"anything":"else"}' in shown
    assert helpline("show", "--since", "whenever").exit_code == 2


def test_damage_does_not_stop_showing(helpline: Run, folder: Path) -> None:
    place = damage(folder)
    result = helpline("show")
    assert result.exit_code == 0
    assert place in result.stderr
    assert CALLS[1] in result.stdout


def project(folder: Path, *, without: str) -> None:
    async def work() -> None:
        journal = Journal.open(folder / "journal", "node-1", keys=Keys("the-key"))
        journal.fact(CALLS[1], Fact("hung-up", None, NOW))
        engine = create_engine(None, None, folder)
        projector = Projector(engine, journal)
        task = asyncio.create_task(projector.run())
        await projector.catch_up()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        async with engine.begin() as connection:
            await connection.execute(delete(calls).where(calls.c.call_id == without))
        await engine.dispose()
        journal.close()

    with capture_logs():
        asyncio.run(work())


def test_tables_are_made_again(helpline: Run, folder: Path) -> None:
    project(folder, without=CALLS[0])
    result = helpline("rebuild")
    assert result.exit_code == 0, result.output
    words = [line.split() for line in result.stdout.splitlines()]
    assert ["calls", "1", "rows", "before,", "2", "after"] in words
    assert "2 rows before,          2 after" in helpline("rebuild").stdout


def test_a_damaged_journal_changes_no_table_unless_it_is_ordered(
    helpline: Run, folder: Path
) -> None:
    project(folder, without="nobody")
    place = damage(folder)
    refused = helpline("rebuild")
    assert refused.exit_code == 2
    assert f"it is damaged at {place}; nothing was changed" in refused.stderr
    assert "1 damaged line\n" in refused.stdout
    assert "2 would be left" in refused.stdout
    assert helpline("rebuild", "--anyway").exit_code == 0


def test_calls_that_lost_their_record_are_named(helpline: Run, folder: Path) -> None:
    project(folder, without="nobody")
    first = segments(folder / "journal")[0].plain
    lines = first.read_bytes().splitlines(keepends=True)
    first.write_bytes(b"".join(line for line in lines if b'"kind":"record"' not in line))
    assert "the tables hold 1 row of calls that it lacks" in helpline("rebuild").stderr
    done = helpline("rebuild", "--anyway")
    assert done.exit_code == 0
    assert f"what is left of them: {CALLS[0]}\n" in done.stdout


def test_a_copy_of_a_journal_is_checked_and_shown(helpline: Run, folder: Path) -> None:
    copy = folder.parent / "copy"
    copy.mkdir()
    second = segments(folder / "journal")[1].plain
    (copy / second.name).write_bytes(second.read_bytes()[:-9])
    checked = helpline("check", str(copy))
    assert checked.exit_code == 0
    assert "1 file, " in checked.stdout
    assert f"{copy / second.name}: the last line lacks its end" in checked.stderr
    shown = helpline("show", str(copy)).stdout
    assert CALLS[1] in shown
    assert CALLS[0] not in shown
    assert helpline("check", str(folder / "nowhere")).exit_code == 2


@pytest.mark.parametrize("command", ["check", "show"])
def test_a_file_that_cannot_be_read_is_told(
    helpline: Run, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "000001.jsonl")

    monkeypatch.setattr("ivr.journal.reader.opened", refuse)
    result = helpline(command)
    assert result.exit_code == 2
    assert "000001.jsonl: cannot be read: Permission denied" in result.stderr


@pytest.mark.parametrize("command", ["check", "show", "rebuild"])
def test_without_a_journal_it_says_so(tmp_path: Path, command: str) -> None:
    file = tmp_path / "helpline.toml"
    file.write_text("[run]\nfolder = 'nothing'\n")
    result = CliRunner().invoke(app, ["--config", str(file), "journal", command])
    assert result.exit_code == 2
    assert "there is no journal yet" in result.stderr


def test_a_database_that_is_away_is_told(helpline: Run, folder: Path) -> None:
    file = folder.parent / "helpline.toml"
    file.write_text(file.read_text() + "[database]\nurl = 'postgresql://x@127.0.0.6:9/x'\n")
    result = helpline("rebuild")
    assert result.exit_code == 2
    assert "nothing was changed" in result.stderr
