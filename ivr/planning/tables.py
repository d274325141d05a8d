"""A plan for people: its inputs, its answer, and a row for each thing that might differ."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from rich.table import Table

from capacity.sensitivity import Variant
from ivr.lengths import counted
from ivr.planning.plans import Plan

WORDS: Final = {
    "calls": ("calls", "an hour"),
    "hold": ("a call holds its line", "s"),
    "menus": ("of it in the menus", "s"),
    "self_served": ("never want an agent", "%"),
    "talk": ("talk with an agent", "s"),
    "wrap_up": ("agent's work after it", "s"),
    "patience": ("callers would wait", "s"),
    "redial": ("blocked or gave up, redial", "%"),
}
"""What each input is called, in the order of the table, and its unit."""
OF_AGENTS: Final = frozenset({"talk", "wrap_up", "patience"})
"""Inputs that say nothing where nobody wants an agent."""


def input_table(plan: Plan) -> Table:
    """Give a row per input: its value, and where it is from."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_column()
    for name, (words, unit) in WORDS.items():
        each = plan.inputs.named.get(name)
        if each is not None and (plan.size.agents or name not in OF_AGENTS):
            value = each.value * (100 if unit == "%" else 1)
            told = f"{number(value)} {unit}" if math.isfinite(value) else "for ever"
            table.add_row(words, told, each.source)
    return table


def answer_lines(plan: Plan) -> Iterator[str]:
    """Say what is needed, what for, and what the lines can land."""
    goals, size, brings = plan.goals, plan.size, plan.outlook
    if size != plan.needed:
        yield f"Needed: {_size(plan.needed.lines, plan.needed.agents)}."
        yield f"Looked at: {_size(size.lines, size.agents)}."
    else:
        yield f"Needed: {_size(size.lines, size.agents)}."
    yield (
        f"The goals: at most {share(goals.blocked)} % blocked"
        + (f"; in line {_waiting_goals(plan)}" if size.agents else "")
        + "."
    )
    yield (
        f"{counted(size.lines, 'line')} can land {plan.most_landed:,.0f} calls an hour with "
        f"{share(goals.blocked)} % blocked and {brings.hold:.0f} s a call."
    )
    if size.agents:
        yield "Agents are those who are ready; breaks, leave and training come on top."


def _waiting_goals(plan: Plan) -> str:
    goals = plan.goals
    met = f"{share(goals.answer)} % answered (or gone) within {goals.within:g} s"
    return met if goals.abandoned >= 1 else f"{met}, and at most {share(goals.abandoned)} % give up"


def _size(lines: int, agents: int) -> str:
    both = counted(lines, "line")
    return f"{both} and {counted(agents, 'agent')} on duty" if agents else both


def variant_table(plan: Plan) -> Table:
    """Give a row per variant: what the size then brings, and what would be needed instead."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("", no_wrap=True)
    told = {**LINES, **(WAITING if plan.size.agents else {}), **NEEDED}
    for heading in told:
        table.add_column(heading.format(plan.goals.within), justify="right")
    for each in plan.variants:
        cells = [cell(each) for cell in told.values()]
        table.add_row(each.name, *cells, style="bold" if each is plan.variants[0] else None)
    return table


def _needed(each: Variant) -> str:
    needed = each.needed
    return f"{needed.lines} + {needed.agents}" if needed.agents else str(needed.lines)


def share(value: float) -> str:
    """Write a share of 1 in percent, without the sign."""
    percent = 100 * value
    return f"{percent:.2f}".rstrip("0").rstrip(".") if percent < 1 else f"{percent:.3g}"


def number(value: float) -> str:
    """Write a number with as many digits as matter."""
    return f"{value:.0f}" if abs(value - round(value)) < 0.05 else f"{value:.1f}"  # noqa: PLR2004


Cell = Callable[[Variant], str]

LINES: Final[Mapping[str, Cell]] = {
    "lines": lambda each: str(each.size.lines),
    "offered/h": lambda each: f"{each.outlook.attempts:.0f}",
    "landed/h": lambda each: f"{each.outlook.landed:.0f}",
    "blocked %": lambda each: share(each.outlook.blocked),
    "held s": lambda each: f"{each.outlook.hold:.0f}",
    "busy %": lambda each: share(each.outlook.lines_busy),
}
WAITING: Final[Mapping[str, Cell]] = {
    "agents": lambda each: str(each.size.agents),
    "in {:g} s %": lambda each: share(each.outlook.in_time),
    "ASA s": lambda each: f"{each.outlook.asa:.1f}",
    "gave up %": lambda each: share(each.outlook.abandoned),
    "busy % ": lambda each: share(each.outlook.agents_busy),
}
NEEDED: Final[Mapping[str, Cell]] = {"would need": _needed}
"""The columns of lines, of the waiting line, and of what then is needed."""
