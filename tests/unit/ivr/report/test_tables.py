from dataclasses import replace
from io import StringIO

from rich.console import Console

from ivr.report.making import Report
from ivr.report.tables import notes, table_of
from tests.unit.ivr.report.conftest import NOW, Reported


def printed(report: Report) -> list[str]:
    console = Console(width=400, record=True, file=StringIO())
    groups = report.groups(report.asked.by) if report.asked.by else []
    console.print(table_of(report, groups))
    return [line.rstrip() for line in console.export_text().splitlines()]


def test_a_line_for_each_number(reported: Reported) -> None:
    lines = printed(reported())
    assert lines[0].split() == ["offered", "400"]
    [busy] = [line for line in lines if line.startswith("landed in the busiest hour")]
    assert "from 2026-06-0" in busy
    assert not any(line.startswith("dropped: ordered") for line in lines)  # there was none


def test_a_row_for_each_group_and_all(reported: Reported) -> None:
    head, *rows, total = printed(reported("discom", "language"))
    assert head.split()[:4] == ["discom", "language", "offered", "blocked"]
    assert rows[0].startswith("DVVNL")
    assert rows[-1].startswith("none")
    assert total.split()[:2] == ["all", "400"]
    assert printed(reported("hour"))[0].split()[-4:] == ["lines", "most", "busy", "%"]


def test_notes_tell_what_could_not_be_read(reported: Reported) -> None:
    report = reported()
    assert "attempts" in " ".join(notes(report))
    assert "damaged" not in " ".join(notes(report))
    kept = replace(report.kept, duty=None, damaged=3, closed=7)
    told = " ".join(notes(Report(kept, report.asked, NOW)))
    assert "says nothing of their duty" in told
    assert "3 damaged lines were passed over" in told
    assert "the numbers of 7 calls cannot be read" in told
