"""How the result of a load is shown: callers and journal side by side, and what it stands for."""

import math
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from capacity.load import Wish
from capacity.outcomes import GAVE_UP, Outcome
from ivr.load.books import Books
from ivr.load.result import LoadResult

MOST_REASONS: Final = 5
TOO_LATE: Final = 1.0
"""Seconds; where calls come later than that, the machine is measured and not the helpline."""


def both(result: LoadResult, books: Books) -> Iterator[tuple[str, float | None, float | None]]:
    """Give each figure as the callers saw it and as the helpline recorded it."""
    outcomes = books.outcomes
    yield "placed", result.placed, len(books.records)
    yield "blocked", result.blocked, outcomes[Outcome.BLOCKED]
    yield "landed", result.landed, books.landed
    yield "dropped", None, outcomes[Outcome.DROPPED]
    yield "failed", result.failed, None
    yield "most at once", result.most_at_once, books.most_at_once


def differences(result: LoadResult, books: Books) -> Iterator[str]:
    """Name what callers and journal do not agree about."""
    for name, seen, recorded in both(result, books):
        if name != "most at once" and None not in (seen, recorded) and seen != recorded:
            yield f"{name}: callers saw {seen:g}, the helpline recorded {recorded:g}"


def result_table(result: LoadResult, books: Books) -> Table:
    """Give a row per figure."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("attempts")
    for heading in ("callers saw", "recorded"):
        table.add_column(heading, justify="right")
    for name, *values in both(result, books):
        table.add_row(name, *("–" if value is None else f"{value:g}" for value in values))
    table.add_row("mean hold", _seconds(_mean(result.holds)), _seconds(books.mean_hold))
    return table


def result_lines(result: LoadResult, books: Books) -> Iterator[str]:
    """Say what was placed and what it stands for, how calls ended, and how late it all was."""
    wish, plan = result.plan.wish, result.plan
    ends = ", ".join(f"{count} {outcome}" for outcome, count in books.outcomes.most_common())
    yield f"As recorded: {ends or 'nothing'}. {result.redials} attempts were redials."
    for why, count in Counter(a.why for a in result.attempts if a.why).most_common(MOST_REASONS):
        yield f"{count} failed: {why}"
    in_line = sum(books.outcomes[each] for each in GAVE_UP)
    if in_line and not books.outcomes[Outcome.ANSWERED]:
        yield f"No agent answered any of the {in_line} who waited: --agents has phones that do."
    if wish.compress != 1:
        yield from _compressed(wish)
    yield (
        f"Planned: {len(plan.calls)} callers who stay for {_seconds(plan.mean_hold)} on average."
    )
    late, set_up = result.lateness, result.set_up
    yield (
        f"INVITE to 200: median {_part(set_up, 50)}, p99 {_part(set_up, 99)}. "
        f"Callers were late by at most {_part(late, 100)}, p99 {_part(late, 99)}."
    )
    if late.max(initial=0.0) > TOO_LATE:
        yield "That is too late: this result tells of the machine, not of the helpline."


def _compressed(wish: Wish) -> Iterator[str]:
    hour = wish.compress
    yield (
        f"Compressed {hour:g} times: {wish.seconds:g} s stand for "
        f"{wish.seconds * hour / 60:g} minutes, "
        f"a hold of {wish.hold / hour:.3g} s for {wish.hold:g} s, "
        f"and {wish.rate:.3g} calls a second for {wish.calls:g} an hour. "
        f"The traffic is the same: {wish.erlangs:.3g} erlangs."
    )
    yield (
        "Prompts, keys and the helpline's own times are not shortened: "
        f"what took 10 s counts as {10 * hour:g} s of the hour."
    )


def tree_of(result: LoadResult, books: Books) -> dict[str, Any]:
    """Give all figures with names, for JSON; times in real seconds."""
    wish, plan = result.plan.wish, result.plan
    return {
        "load": {
            "calls_per_hour": wish.calls,
            "hold": wish.hold,
            "compress": wish.compress,
            "seconds": wish.seconds,
            "erlangs": wish.erlangs,
            "seed": wish.seed,
            "redial": wish.redial,
            "callers": len(plan.calls),
            "planned_hold": plan.mean_hold,
            "began": result.began,
        },
        "figures": {
            name: {"callers": seen, "recorded": recorded}
            for name, seen, recorded in (
                *both(result, books),
                ("mean hold", _mean(result.holds), books.mean_hold),
            )
        },
        "redials": result.redials,
        "outcomes": dict(books.outcomes),
        "set_up": {f"p{part}": _percentile(result.set_up, part) for part in (50, 95, 99)},
        "late": {f"p{part}": _percentile(result.lateness, part) for part in (50, 99, 100)},
        "differences": list(differences(result, books)),
    }


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if len(values) else math.nan


def _percentile(values: NDArray[np.float64], part: float) -> float | None:
    return round(float(np.percentile(values, part)), 4) if len(values) else None


def _part(values: NDArray[np.float64], part: float) -> str:
    found = _percentile(values, part)
    return "–" if found is None else f"{1000 * found:.0f} ms"


def _seconds(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.2f} s"
