import pytest
from rich.console import Console
from rich.table import Table

from ivr.cli import tables
from ivr.cli.tables import measure_table, source_table, wide_console
from ivr.sound_list import ListedSound
from prompts.measures import Measure


def lines(table: Table) -> list[list[str]]:
    """Give the words of each printed row."""
    console = Console(width=200)
    with console.capture() as capture:
        console.print(table)
    return [line.split() for line in capture.get().splitlines()]


def test_measures_are_rounded_as_people_read_them_below_their_limits() -> None:
    table = measure_table([Measure("hi/thanks", 1.234, -20.04, -3.06, 60, 105)])
    _names, limits, row, music = lines(table)
    assert " ".join(limits) == "may be 0.25 to 60 -20 ± 1 ≤ -2.8 60 ± 30 100 ± 30"
    assert row == ["hi/thanks", "1.23", "-20.0", "-3.1", "60", "105"]
    assert " ".join(music) == "music on hold may be -32 ± 1 LUFS"


def test_what_is_outside_its_limits_is_red() -> None:
    good = Measure("hi/thanks", 1.0, -20.0, -3.0, 60, 100)
    loud = Measure("hi/greeting", 1.0, -10.0, -3.0, 60, 100)
    assert [row.style for row in measure_table([good, loud]).rows] == [None, "red"]


def test_a_sound_is_listed_with_words_and_remarks_and_yellow_if_there_are_any() -> None:
    table = source_table(
        [
            ListedSound("hi/thanks", "voice", 10, "नमस्कार।", ()),
            ListedSound("hi/greeting", "stand-in", None, "[bold]", ()),
            ListedSound("hi/wait", "recording", 0, "रुकिए।", ("said by nothing", "broken")),
        ]
    )
    assert lines(table)[1:] == [
        ["hi/thanks", "voice", "10", "नमस्कार।"],
        ["hi/greeting", "stand-in", "[bold]"],
        ["hi/wait", "recording", "0", "रुकिए।", "said", "by", "nothing;", "broken"],
    ]
    assert [row.style for row in table.rows] == [None, "yellow", "yellow"]


def test_off_a_terminal_no_line_ends_with_blanks(capsys: pytest.CaptureFixture[str]) -> None:
    table = Table("a", "b", box=None)
    table.add_row("long words", "x")
    table.add_row("x", "")
    wide_console().print(table)
    printed = capsys.readouterr().out
    assert printed.splitlines() == [" a           b", " long words  x", " x"]


def test_off_a_terminal_no_row_is_broken(capsys: pytest.CaptureFixture[str]) -> None:
    wide_console().print("word " * (tables.PIPE_WIDTH // 10))
    assert capsys.readouterr().out.count("\n") == 1
