from dataclasses import replace

import msgspec
from rich.console import Console

from ivr.load.attempts import Attempt
from ivr.load.books import Books
from ivr.load.result import LoadResult
from ivr.load.tables import differences, result_lines, result_table, tree_of
from tests.unit.ivr.load.samples import BEGAN, RESULT, landed, planned, sip_id
from tests.unit.ivr.load.test_books import RECORDS

BOOKS = Books(RECORDS)


def shown(result: LoadResult, books: Books) -> list[list[str]]:
    console = Console(width=80)
    with console.capture() as captured:
        console.print(result_table(result, books))
    return [line.split("  ") for line in captured.get().splitlines()]


def test_callers_and_journal_stand_side_by_side() -> None:
    rows = {
        row[0]: [cell.strip() for cell in row[1:] if cell.strip()] for row in shown(RESULT, BOOKS)
    }
    assert rows["placed"] == ["5", "4"]
    assert rows["blocked"] == ["2", "2"]
    assert rows["landed"] == ["2", "2"]
    assert rows["dropped"] == ["–", "1"]
    assert rows["failed"] == ["1", "–"]
    assert rows["mean hold"] == ["3.00 s", "3.00 s"]


def test_what_they_do_not_agree_about_is_named() -> None:
    assert list(differences(RESULT, BOOKS)) == ["placed: callers saw 5, the helpline recorded 4"]
    fewer = Books({name: record for name, record in RECORDS.items() if name != sip_id(0)})
    assert "landed: callers saw 2, the helpline recorded 1" in differences(RESULT, fewer)


def test_it_says_what_compressing_changes_and_what_not() -> None:
    lines = " ".join(result_lines(RESULT, BOOKS))
    assert "Compressed 10 times" in lines
    assert "a hold of 6 s for 60 s, and 2 calls a second for 720 an hour" in lines
    assert "12 erlangs" in lines
    assert "what took 10 s counts as 100 s of the hour" in lines
    wish = replace(RESULT.plan.wish, compress=1)
    alone = LoadResult(replace(RESULT.plan, wish=wish), BEGAN, RESULT.attempts)
    assert "ompress" not in " ".join(result_lines(alone, BOOKS))


def test_calls_that_came_too_late_tell_of_the_machine() -> None:
    late: Attempt = landed(0, 1.5, 1.0)
    assert "too late" in " ".join(result_lines(LoadResult(planned(0.0), BEGAN, [late]), BOOKS))
    assert "too late" not in " ".join(result_lines(RESULT, BOOKS))


def test_all_of_it_is_json_even_if_nothing_happened() -> None:
    tree = msgspec.json.decode(msgspec.json.encode(tree_of(RESULT, BOOKS)))
    assert tree["figures"]["landed"] == {"callers": 2, "recorded": 2}
    assert tree["set_up"]["p50"] == 0.01
    nothing = LoadResult(planned(), BEGAN, [])
    tree = msgspec.json.decode(msgspec.json.encode(tree_of(nothing, Books({}))))
    assert tree["figures"]["mean hold"] == {"callers": None, "recorded": None}
    assert list(result_lines(nothing, Books({})))
