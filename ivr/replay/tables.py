"""A comparison for people, as tables, and for programs, as a tree for JSON."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

from rich.table import Table

from ivr.replay.comparison import Compared, Comparison, Row

SECONDS: Final = ("mean_wait", "asa", "p90")
SHARES: Final = ("abandonment", "service_level")
BY_DAY: Final = {
    "blocked": "blocked",
    "answered": "answered",
    "dropped": "dropped",
    "mean_wait": "mean wait",
    "p90": "p90",
    "abandonment": "abandonment",
    "service_level": "in time",
}
"""The figures that each day's row shows, and their headings."""
IN_WORDS: Final = {
    "short_abandoned": "short-abandoned",
    "mean_wait": "mean wait of all in line",
    "asa": "mean wait of the answered",
    "p90": "wait of 90 % of the answered",
    "service_level": "answered, or gave up, in time",
}


def day_table(comparison: Comparison) -> Table:
    """Give a row per day: logged, then simulated."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("day", no_wrap=True)
    table.add_column("offered", justify="right")
    for heading in BY_DAY.values():
        table.add_column(heading, justify="right")
    for day, row in comparison.days.items():
        offered = shown_figure("offered", row["offered"].logged)
        table.add_row(day, offered, *(_pair(name, row[name]) for name in BY_DAY))
    return table


def total_table(row: Row) -> Table:
    """Give a row per figure of all days: logged, simulated with its interval, and difference."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("all days")
    for heading in ("logged", "simulated", "95 % interval", "difference"):
        table.add_column(heading, justify="right")
    for name, compared in row.items():
        table.add_row(IN_WORDS.get(name, name), *_cells(name, compared))
    return table


def basis_lines(basis: Mapping[str, str | float | None]) -> Iterator[str]:
    """Say what the simulation went by."""
    limit = basis["longest_wait"]
    yield (
        f"{basis['lines']:g} lines, {basis['shifts']} shifts of agents; after a call they are busy "
        f"for {basis['wrap_up']:g} s on average, phones ring for {basis['pick_up']:g} s, and "
        + (
            "nobody is turned away."
            if limit is None
            else f"after {limit:g} s callers are turned away."
        )
    )
    yield (
        f"Seeds {basis['seeds']}. In time is within {basis['service_level']:g} s; giving up "
        f"within {basis['short_abandon']:g} s is short, and no abandonment."
    )


def error_line(comparison: Comparison) -> str:
    """Say how far the median day is off."""
    wait, share = comparison.wait_error, comparison.abandonment_error
    if wait is None or share is None:
        return "No caller waited."
    return (
        f"On the median day the mean wait is {100 * wait:.0f} % off the logged one, "
        f"abandonment {100 * share:.1f} points."
    )


def tree_of(comparison: Comparison) -> dict[str, Any]:
    """Give all figures with names, for JSON; seconds, and shares from 0 to 1."""
    return {
        "median_day": {
            "wait_error": comparison.wait_error,
            "abandonment_error": comparison.abandonment_error,
        },
        "all": _row_tree(comparison.total),
        "days": {day: _row_tree(row) for day, row in comparison.days.items()},
    }


def _row_tree(row: Row) -> dict[str, Any]:
    return {
        name: {
            "logged": compared.logged,
            "simulated": compared.mean,
            "low": compared.simulated and compared.simulated.low,
            "high": compared.simulated and compared.simulated.high,
        }
        for name, compared in row.items()
    }


def _cells(name: str, compared: Compared) -> Iterator[str]:
    yield shown_figure(name, compared.logged)
    simulated, difference = compared.simulated, compared.difference
    yield shown_figure(name, compared.mean)
    if simulated is None or simulated.low == simulated.high:
        yield ""
    else:
        yield f"{shown_figure(name, simulated.low)} to {shown_figure(name, simulated.high)}"
    yield shown_figure(name, difference, "+") if difference else ""


def _pair(name: str, compared: Compared) -> str:
    return f"{shown_figure(name, compared.logged)} → {shown_figure(name, compared.mean)}"


def shown_figure(name: str, value: float | None, sign: str = "") -> str:
    """Write one figure for people."""
    if value is None or math.isnan(value):
        return "–"
    if name in SHARES:
        return f"{100 * value:{sign}.1f} %"
    return f"{value:{sign}.1f} s" if name in SECONDS else f"{value:{sign}.0f}"
