"""What is told about what was heard."""

from io import StringIO

import pytest
from rich.console import Console

from prompts.listening.listener import KINDS, Heard
from prompts.listening.marks import Marks
from prompts.listening.report import SHOWN, failed, show, totals, worst

SENTENCES, WORDS, DIGITS = KINDS


def a_prompt(key: str, errors: int, *, letters: int = 100, kind: str = SENTENCES) -> Heard:
    return Heard("hi", kind, key, f"said {key}", f"[heard] {key}", Marks(letters, errors))


HEARD = [
    a_prompt("good", 0),
    a_prompt("bad", 12),
    a_prompt("worse", 30, kind=WORDS),
    a_prompt("", 3, letters=9, kind=DIGITS),
]


def test_totals_keep_languages_and_kinds_apart() -> None:
    english = Heard("en", SENTENCES, "good", "", "", Marks(50, 1))
    assert totals([*HEARD, english]) == {
        ("hi", SENTENCES): Marks(200, 12),
        ("hi", WORDS): Marks(100, 30),
        ("hi", DIGITS): Marks(9, 3),
        ("en", SENTENCES): Marks(50, 1),
    }


@pytest.mark.parametrize(("errors", "languages"), [(11, []), (12, ["hi"])])
def test_a_language_fails_by_its_sentences_alone(errors: int, languages: list[str]) -> None:
    assert failed([a_prompt("one", errors), *HEARD[2:]]) == languages


def test_the_worst_come_first_and_the_longest_of_equals() -> None:
    short = a_prompt("short", 6, letters=50)
    assert worst([short, *HEARD], "hi", SENTENCES) == [HEARD[1], short]
    assert worst(HEARD, "en", SENTENCES) == []
    assert len(worst([short] * 20, "hi", SENTENCES)) == SHOWN


def test_tables_show_what_was_heard_and_the_sums() -> None:
    console = Console(width=120, record=True, file=StringIO())
    show(HEARD, console)
    text = console.export_text()
    assert "bad" in text
    assert "[heard] bad" in text
    assert "good" not in text
    assert "6.0%" in text
