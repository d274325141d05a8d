"""A comparison for people, as tables, and for programs, as a tree for JSON."""

import math
from collections.abc import Iterator, Mapping
from textwrap import fill
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
TITLE: Final = 90
"""Letters that a line over the picture has room for."""
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


def total_table(comparison: Comparison) -> Table:
    """Give a row per figure of all days: logged, simulated with its interval, and difference."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    days = list(comparison.days)
    table.add_column(days[0] if len(days) == 1 else f"all {len(days)} days")
    for heading in ("logged", "simulated", "95 % interval", "difference"):
        table.add_column(heading, justify="right")
    for name, compared in comparison.total.items():
        table.add_row(IN_WORDS.get(name, name), *_cells(name, compared))
    return table


def basis_lines(basis: Mapping[str, Any]) -> Iterator[str]:
    """Say what the log shows, and what the simulation went by."""
    yield (
        f"At its busiest the log shows {_counted(basis['logged_lines'], 'line')} in use, and "
        f"{_counted(basis['logged_agents'], 'agent')} on duty"
        f"{_by_queue(basis['logged_agents_of_queue'])}."
    )
    yield (
        f"Simulated with {_counted(basis['lines'], 'line')}, and agents as logged"
        + _by_queue(basis["agents_of_queue"], basis["logged_agents_of_queue"])
        + f"; after a call they are busy for {basis['wrap_up']:g} s on average, phones ring for "
        f"{basis['pick_up']:g} s, and {_limit(basis['longest_wait'])}."
    )
    yield (
        f"Seeds {basis['seeds']}. In time is within {basis['service_level']:g} s; giving up "
        f"within {basis['short_abandon']:g} s is short, and no abandonment."
    )


def title_of(basis: Mapping[str, Any]) -> str:
    """Name the days, the seeds and what was asked, over a picture."""
    title = f"{basis['days']}: logged, and simulated with seeds {basis['seeds']}"
    asked = fill(f"what if {basis['asked']}", TITLE)
    return f"{title}\n{asked}" if basis["asked"] else title


def error_line(comparison: Comparison, asked: str) -> str:
    """Say how far the median day is off, or of a what-if, what its difference is made of."""
    wait, share = comparison.wait_error, comparison.abandonment_error
    if wait is None or share is None:
        return "No caller waited."
    if asked:
        return (
            f"The difference is due to what was asked ({asked}) and to the error of the replay; "
            "without --set it shows the error alone."
        )
    off = (
        f"mean wait is {100 * wait:.0f} % off the logged one, abandonment {100 * share:.1f} points"
    )
    return f"On the median day the {off}." if len(comparison.days) > 1 else f"The {off}."


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _by_queue(agents: Mapping[str, int], usual: Mapping[str, int] | None = None) -> str:
    """Name the agents of each queue, or with what is usual, of those that have others."""
    if usual is None:
        named = ", ".join(f"{queue} {count}" for queue, count in agents.items())
        return f" ({named}, by what each mainly answered)" if named else ""
    return "".join(
        f", but {count} for {queue} in place of {usual.get(queue, 0)}"
        for queue, count in agents.items()
        if count != usual.get(queue)
    )


def _limit(longest_wait: float | None) -> str:
    if longest_wait is None:
        return "nobody is sent away for having waited long, since the log knows longer waits"
    return f"who waited for {longest_wait:g} s is sent away"


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
    simulated = compared.simulated
    yield shown_figure(name, compared.mean)
    if simulated is None or simulated.low == simulated.high:
        yield ""
    else:
        low, high = max(0.0, simulated.low), simulated.high
        yield f"{shown_figure(name, low)} to {shown_figure(name, high)}"
    yield shown_difference(name, compared.logged, compared.mean)


def shown_difference(name: str, logged: float | None, other: float | None) -> str:
    """Subtract what is shown, lest 20.3 and 21.2 be 1.0 apart."""
    if logged is None or other is None:
        return ""
    _, digits, unit = _form(name)
    apart = round(_rounded(name, other) - _rounded(name, logged), digits)
    return f"{apart:+.{digits}f}{' points' if name in SHARES else unit}" if apart else ""


def _pair(name: str, compared: Compared) -> str:
    return f"{shown_figure(name, compared.logged)} → {shown_figure(name, compared.mean)}"


def shown_figure(name: str, value: float | None) -> str:
    """Write one figure for people."""
    if value is None or math.isnan(value):
        return "–"
    _, digits, unit = _form(name)
    return f"{_rounded(name, value):.{digits}f}{unit}"


def _rounded(name: str, value: float) -> float:
    times, digits, _ = _form(name)
    return round(times * value, digits)


def _form(name: str) -> tuple[int, int, str]:
    """Give by what a figure is multiplied, its decimals and its unit."""
    if name in SHARES:
        return 100, 1, " %"
    return (1, 1, " s") if name in SECONDS else (1, 0, "")
