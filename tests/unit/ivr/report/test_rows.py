import re
from pathlib import Path

from capacity.marks import Mark
from ivr.report.rows import attempts_row, row_of
from ivr.report.words import BASES, BRIEF, IN_WORDS, OF_TIME, columns_of, for_people, in_digits
from tests.unit.ivr.report.conftest import IST, Reported

MEASURES = Path(__file__).parents[4] / "docs" / "measures.md"


def test_every_name_is_explained_and_every_explanation_has_a_name(reported: Reported) -> None:
    """The first column of the tables in docs/measures.md are the names of columns and keys."""
    report = reported("hour")
    names = {*row_of(report.total, IST), *attempts_row(report.tried)}
    cells = re.findall(r"^\| (`[^|]*) \|", MEASURES.read_text(encoding="utf-8"), re.MULTILINE)
    explained = {name for cell in cells for name in re.findall(r"`([a-z0-9_]+)`", cell)}
    assert explained == names


def test_all_that_people_see_is_in_the_row(reported: Reported) -> None:
    row = row_of(reported().total, IST)
    assert {*IN_WORDS, *BRIEF, *OF_TIME, *BASES} <= set(row)
    shown = {name for name in row if not name.endswith("_begins")}
    assert shown == set(IN_WORDS)


def test_counts_and_shares_of_a_row(reported: Reported) -> None:
    report = reported()
    row = row_of(report.total, IST)
    assert row[Mark.OFFERED] == 400
    assert row["asr"] == 1
    assert isinstance(row["service_level"], float)
    assert row["service_level"] == round(report.total.measures.service_level or 0, 6)
    attempts = attempts_row(report.tried)
    assert attempts["seizures"] == 2 * report.total.measures[Mark.CALLED_BACK]
    assert (attempts["asr"], attempts["ner"]) == (0.5, 1)


def test_numbers_as_people_read_them() -> None:
    assert in_digits("service_level", 0.83019) == "83.0"
    assert in_digits("asa", 23.25) == "23.2"
    assert in_digits(Mark.OFFERED, 1234) == "1234"
    assert in_digits("acw", None) == ""
    assert for_people("2026-11-22T10:00:00+05:30") == "2026-11-22 10:00:00"
    assert for_people(None) == ""


def test_stretches_of_time_have_columns_of_their_own() -> None:
    assert set(columns_of(["hour"])) - set(columns_of(["hour", "discom"])) == set(OF_TIME)
