from datetime import date
from pathlib import Path
from types import SimpleNamespace

from rich.console import Console
from rich.table import Table

from ivr.cli.tables import measure_table, source_table
from prompts.measures import Measure
from prompts.sources import Source


def lines(table: Table) -> list[list[str]]:
    """Give the words of each printed row below the header."""
    console = Console(width=200)
    with console.capture() as capture:
        console.print(table)
    return [line.split() for line in capture.get().splitlines()[1:]]


def test_measures_are_rounded_as_people_read_them() -> None:
    table = measure_table([Measure("hi/thanks", 1.234, -20.04, -3.06, 60, 105)])
    assert lines(table) == [["hi/thanks", "1.23", "-20.0", "-3.1", "60", "105"]]


def test_what_is_outside_its_limits_is_red() -> None:
    good = Measure("hi/thanks", 1.0, -20.0, -3.0, 60, 100)
    loud = Measure("hi/greeting", 1.0, -10.0, -3.0, 60, 100)
    assert [row.style for row in measure_table([good, loud]).rows] == [None, "red"]


def test_ages_are_days() -> None:
    sources = {
        "hi/thanks": Source("voice", "a", Path("voices/hi/thanks.opus"), date(2026, 5, 1)),
        "hi/greeting": Source("stand-in", "b"),
    }
    table = source_table(SimpleNamespace(sources=sources), today=date(2026, 5, 11))
    assert lines(table) == [
        ["hi/greeting", "stand-in"],
        ["hi/thanks", "voice", "10", "thanks.opus"],
    ]
    assert [row.style for row in table.rows] == ["yellow", None]
