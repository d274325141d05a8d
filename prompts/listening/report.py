"""Says how much was heard: for people as tables, for programs as JSON."""

import json
from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from prompts.listening.listener import KINDS, Heard
from prompts.listening.marks import Marks, total

LIMIT: Final = 0.12
"""The character error rate that the sentences of a language must stay below."""


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


def worst(heard: Sequence[Heard], count: int) -> list[Heard]:
    """Give the prompts with the highest error rates, and of these the longest first."""
    return sorted(heard, key=lambda each: (-each.marks.rate, -each.marks.letters))[:count]


def show(heard: Sequence[Heard], count: int, console: Console) -> None:
    """Print the totals, and the worst of each kind with what was heard."""
    sums = _table("", "Letters", "Wrong", "Share")
    for (language, kind), marks in totals(heard).items():
        sums.add_row(f"{language}: {kind}", str(marks.letters), str(marks.errors), _share(marks))
    for kind in KINDS:
        table = _table("Prompt", "Wrong", "Said", "Heard")
        for each in worst([one for one in heard if one.kind == kind and one.marks.errors], count):
            name = f"{each.language}/{each.key}" if each.key else each.language
            table.add_row(name, _share(each.marks), escape(each.said), escape(each.heard))
        if table.row_count:
            console.print(f"The worst {kind}", style="bold")
            console.print(table)
            console.print()
    console.print(sums)


def as_json(heard: Sequence[Heard]) -> str:
    """Give everything: totals by language and kind, and what was heard of each prompt."""
    sums = [
        {"language": language, "kind": kind, **_numbers(marks)}
        for (language, kind), marks in totals(heard).items()
    ]
    each = [
        {"language": one.language, "kind": one.kind, "key": one.key or None, "said": one.said,
         "heard": one.heard, **_numbers(one.marks)}
        for one in heard
    ]  # fmt: skip
    return json.dumps({"totals": sums, "heard": each}, ensure_ascii=False, indent=1)


def _numbers(marks: Marks) -> dict[str, float]:
    return {"letters": marks.letters, "errors": marks.errors, "rate": round(marks.rate, 4)}


def _share(marks: Marks) -> str:
    return f"{marks.rate:.1%}"


def _table(*names: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in names:
        numeric = name in {"Letters", "Wrong", "Share"}
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    return table
