import errno
import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from capacity.outcomes import Outcome
from ivr.imports.faults import BadLine, ImportFault, NotACall
from ivr.imports.foreign import ForeignCall
from ivr.imports.importing import Import, Tally
from ivr.imports.lines import Line
from ivr.journal import Reader
from ivr.logged_calls import logged_calls, records
from ivr.storage.rows import rows_of

AT = datetime(2026, 11, 22, tzinfo=UTC)


class Words:
    """A log in which each line is the id of a call, or says what is wrong with it."""

    def begin(self, first: Line) -> bool:
        return False

    def read(self, line: Line) -> Iterator[ForeignCall]:
        if line.text == "bad":
            raise BadLine("it is bad")
        if line.text == "noise":
            raise NotACall("noise")
        ended = AT - timedelta(hours=1) if line.text == "backwards" else AT
        yield ForeignCall(call_id=line.text, offered=AT, ended=ended)

    def rest(self) -> Iterator[ForeignCall | tuple[Line, str]]:
        yield ForeignCall(call_id="rest", offered=AT, ended=AT)
        yield Line(Path("log"), 1, "a"), "it goes on"


def run(folder: Path, *texts: str | Line) -> tuple[Tally, list[tuple[str, str]]]:
    lines = [
        text if isinstance(text, Line) else Line(Path("log"), number, text)
        for number, text in enumerate(texts, start=1)
    ]
    bad: list[tuple[str, str]] = []
    with Import(folder, "pbx", short_abandon=5, on_bad=lambda *wrong: bad.append(wrong)) as work:
        work.run(Words(), lines)
    return work.tally, bad


def test_only_bad_lines_are_lost_and_each_has_its_place_and_reason(tmp_path: Path) -> None:
    unreadable = Line(Path("log"), 5, "", "byte 1 is not utf-8")
    tally, bad = run(tmp_path, "a", "bad", "noise", "b", unreadable, "backwards")
    assert [call.call_id for call in logged_calls(tmp_path)] == ["pbx-a", "pbx-b", "pbx-rest"]
    assert bad == [
        ("log:2", "it is bad"),
        ("log:5", "byte 1 is not utf-8"),
        ("log:6", "00:00:00 cannot come before 23:00:00"),
        ("log:1", "it goes on"),
    ]
    assert tally == Tally(
        lines=6, bad=2, spoilt=2, ignored=Counter(noise=1), outcomes=Counter({Outcome.LEFT: 3})
    )
    assert tally.told == 3


def test_a_log_that_is_imported_again_adds_only_what_is_new(tmp_path: Path) -> None:
    run(tmp_path, "a", "b")
    tally, _ = run(tmp_path, "a", "b", "b", "c")
    assert (tally.known, tally.outcomes.total()) == (4, 1)
    run(tmp_path, "a", "b", "c")
    assert len(list(tmp_path.iterdir())) == 2
    assert [record.call_id for record in records(tmp_path)] == [
        "pbx-a", "pbx-b", "pbx-rest", "pbx-c",
    ]  # fmt: skip


def test_the_projector_reads_it_like_a_journal_of_ours(tmp_path: Path) -> None:
    run(tmp_path, "a", "b")
    rows = rows_of("pbx", (entry for _, entry in Reader(tmp_path).entries()))
    assert [row["call_id"] for row in rows.calls] == ["pbx-a", "pbx-b", "pbx-rest"]
    assert rows.unreadable == 0


def test_an_import_that_fails_keeps_what_it_had(tmp_path: Path) -> None:
    def breaks_off() -> Iterator[Line]:
        yield Line(Path("log"), 1, "a")
        raise OSError("the disk was pulled out")

    with (
        pytest.raises(OSError, match="pulled out"),
        Import(tmp_path, "pbx", short_abandon=5, on_bad=print) as work,
    ):
        work.run(Words(), breaks_off())
    assert [call.call_id for call in logged_calls(tmp_path)] == ["pbx-a"]


def test_a_disk_that_is_full_is_told_and_a_second_try_completes_the_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_file: int, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as full:
        full.setattr("ivr.journal.writer.os.write", refuse)
        with pytest.raises(ImportFault, match=r"did not take 3 calls: .*No space left"):
            run(tmp_path, "a", "b")
    tally, _ = run(tmp_path, "a", "b")
    assert (tally.known, tally.outcomes.total()) == (0, 3)
