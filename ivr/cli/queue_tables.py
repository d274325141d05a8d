"""The waiting lines as tables: how each stands, and who waits."""

from collections.abc import Sequence
from typing import Final

from rich.console import Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from ivr.http.queue_views import (
    QueueCalls,
    QueueView,
    ShownLine,
    ShownShare,
    ShownTally,
    ShownWaiter,
)
from ivr.instants import in_ist
from ivr.lengths import counted, percent, seconds_in_words
from routing.promise import LONGER, Range

LONG: Final = 300.0
"""Seconds of waiting from which a line is marked."""

NARROW: Final = (0, 1, 0, 0)
"""The blanks around cells that let a row fit into 80 columns."""

NONE: Final = "–"

CLOCK: Final = "%H:%M:%S IST"
MINUTE: Final = "%H:%M IST"


def queue_picture(view: QueueView, calls: QueueCalls | None) -> Group:
    """Lay out all lines, what is opened, and below it the callers if they are wanted."""
    head = f"{view.node}, {in_ist(view.at, CLOCK)}: {counted(view.waiting, 'caller')} in line"
    parts: list[Text | Table] = [Text(head, style="bold"), line_table(view.lines)]
    parts += [Text(share_words(share), style="cyan") for share in view.shared]
    if calls is not None:
        parts += [Text(""), calls_table(calls)]
    return Group(*parts)


def line_table(lines: Sequence[ShownLine]) -> Table:
    """Give a row per line; red is one in which callers wait and nobody is there to answer."""
    table = Table(box=None, pad_edge=False, padding=NARROW)
    table.add_column("Line", no_wrap=True)
    for name in ("Wait", "Longest", "Next is told", "Agents", "Free", "Talk"):
        table.add_column(name, justify="right")
    for name in ("In time", "Gave up"):
        table.add_column(f"{name}\n30 min, day", justify="right")
    for line in lines:
        table.add_row(*_cells(line), style=_style(line))
    return table


def calls_table(calls: QueueCalls) -> Table:
    """Give a row per caller, the next to be answered first; numbers where there are some."""
    more = calls.waiting - len(calls.calls)
    caption = counted(calls.waiting, "caller") + (f", {more} of them not shown" if more else "")
    table = Table(box=None, pad_edge=False, padding=NARROW, caption=caption, caption_justify="left")
    numbers = any(call.number for call in calls.calls)
    table.add_column("Line", no_wrap=True)
    table.add_column("Place", justify="right")
    for name in ("Priority", "Waited", "Told", "Reason", "Rings"):
        table.add_column(name, justify="right" if name == "Waited" else "left")
    if numbers:
        table.add_column("From", no_wrap=True)
    table.add_column("ID", no_wrap=True)
    for call in calls.calls:
        number = (call.number or "withheld",) if numbers else ()
        short = call.call_id.removeprefix(f"{calls.node}-")
        table.add_row(*map(escape, (*_call_cells(call), *number, short)))
    return table


def share_words(share: ShownShare) -> str:
    """Say which lines are open to all, until when and why."""
    reason = f": {share.reason}" if share.reason else ""
    until = in_ist(share.until, MINUTE)
    return f"{share.discom} is open to agents of all discoms until {until} ({share.who}{reason})"


def place_words(call: ShownWaiter) -> str:
    """Say where a caller stands now."""
    rings = f"; the phone of {call.ringing} rings for them" if call.ringing else ""
    line = line_name(call.discom, call.language)
    waited = seconds_in_words(call.waited)
    return f"is no. {call.position} in line {line}, priority {call.priority}, after {waited}{rings}"


def line_name(discom: str | None, language: str) -> str:
    """Name a waiting line."""
    return f"{discom or 'any'} {language}"


def clock(seconds: float) -> str:
    """Write how long somebody has waited, in few characters: ``6:12``, ``1:02:10``."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def range_words(minutes: Range) -> str:
    """Write a wait as callers are told it."""
    return "over an hour" if minutes == LONGER else f"{minutes[0]}–{minutes[1]} min"


def _cells(line: ShownLine) -> tuple[str, ...]:
    return (
        line_name(line.discom, line.language),
        str(line.waiting),
        clock(line.longest) if line.waiting else NONE,
        "rings at once" if line.expected == 0 else range_words(line.told),
        str(line.agents),
        str(line.free),
        str(line.talking),
        ", ".join(map(_in_time, (line.half_hour, line.today))),
        f"{line.half_hour.abandoned}, {line.today.abandoned}",
    )


def _in_time(tally: ShownTally) -> str:
    return NONE if tally.service_level is None else percent(tally.service_level)


def _style(line: ShownLine) -> str | None:
    if not line.waiting:
        return "dim" if not line.talking else None
    if line.expected is None:
        return "bold red"
    return "yellow" if line.longest >= LONG else "bold"


def _call_cells(call: ShownWaiter) -> tuple[str, ...]:
    heard = NONE
    if call.told:
        heard = f"{call.told.position} in {range_words(call.told.minutes)}"
    return (
        line_name(call.discom, call.language),
        str(call.position),
        call.priority,
        clock(call.waited),
        heard,
        call.reason or NONE,
        call.ringing or NONE,
    )
