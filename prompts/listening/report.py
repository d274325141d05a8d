"""Says how much was heard, and shows what was heard worst."""

from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from prompts.listening.listener import KINDS, Heard
from prompts.listening.marks import Marks, total

LIMIT: Final = 0.12
"""The character error rate that the sentences of a language must stay below."""

SHOWN: Final = 10
"""How many of the worst are shown of each kind."""


def totals(heard: Sequence[Heard]) -> dict[tuple[str, str], Marks]:
    """Add up by language and kind, in this order; what was not heard is left out."""
    languages = dict.fromkeys(each.language for each in heard)
    sums = {
        (language, kind): total(
            each.marks for each in heard if (each.language, each.kind) == (language, kind)
        )
        for language in languages
        for kind in KINDS
    }
    return {place: marks for place, marks in sums.items() if marks.letters}


def failed(heard: Sequence[Heard]) -> list[str]:
    """Name the languages whose sentences were heard too badly."""
    return [
        language
        for (language, kind), marks in totals(heard).items()
        if kind == KINDS[0] and marks.rate >= LIMIT
    ]


def worst(heard: Sequence[Heard], language: str, kind: str) -> list[Heard]:
    """Give what was heard with the most errors for its length, and of these the longest first."""
    wrong = [
        each
        for each in heard
        if (each.language, each.kind) == (language, kind) and each.marks.errors
    ]
    return sorted(wrong, key=lambda each: (-each.marks.rate, -each.marks.letters))[:SHOWN]


def show(heard: Sequence[Heard], console: Console) -> None:
    """Print the worst of each kind with what was heard, and the totals."""
    sums = _table("", "Letters", "Wrong", "Share")
    for (language, kind), marks in totals(heard).items():
        sums.add_row(f"{language}: {kind}", str(marks.letters), str(marks.errors), _share(marks))
        table = _table("Wrong", "Prompt", "Said", "Heard")
        for each in worst(heard, language, kind):
            table.add_row(_share(each.marks), each.key, escape(each.said), escape(each.heard))
        if table.row_count:
            console.print(f"{language}: the worst {kind}", style="bold")
            console.print(table, "")
    console.print(sums)


def _share(marks: Marks) -> str:
    return f"{marks.rate:.1%}"


def _table(*names: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in names:
        numeric = name in {"Letters", "Wrong", "Share"}
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    return table
