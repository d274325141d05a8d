"""The picture of a plan: what its lines and agents bring at other calls per hour."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from capacity.planning import Outlook, Size, outlook
from ivr.lengths import counted
from ivr.planning.plans import Plan

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH: Final = 9.0
HEIGHT: Final = 2.4
"""Inches: the width of the picture, and the height of each panel."""
TIMES: Final = np.linspace(0.5, 1.6, 34)
"""The calls that are drawn, as multiples of the plan's; 1 is one of them."""
STYLES: Final[dict[float, Any]] = {
    1.0: {"color": "tab:blue", "linewidth": 2.0},
    1.1: {"color": "tab:green", "linestyle": "--"},
    0.9: {"color": "tab:red", "linestyle": ":"},
}
"""How sizes are drawn, by what they are of the plan's."""
STYLE: Final[Any] = {"svg.hashsalt": "helpline", "axes.grid": True, "grid.alpha": 0.3}
"""A fixed salt, since the ids in an SVG would else differ from run to run."""


def draw(path: Path, plan: Plan) -> None:
    """Write the picture, as PNG or SVG by the name's ending. Raises OSError."""
    # Only who draws waits for this library.
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    panels = 3 if plan.size.agents else 1
    with mpl.rc_context():
        mpl.rcdefaults()  # a style of the user's would make it another picture
        mpl.rcParams.update(STYLE)
        figure = Figure(figsize=(WIDTH, HEIGHT * panels + 1), layout="constrained")
        axes = figure.subplots(panels, sharex=True, squeeze=False)[:, 0]
        _draw_lines(axes[0], plan)
        if plan.size.agents:
            _draw_agents(axes[1], axes[2], plan)
        calls = plan.inputs.callers.calls
        for panel in axes:
            panel.axvline(calls, color="grey", linewidth=1)
            panel.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
        axes[-1].set(xlabel="calls per hour", xlim=(calls * TIMES[0], calls * TIMES[-1]))
        figure.suptitle(_title(plan))
        # The date of the drawing would make each file another.
        dateless = {"Date": None} if path.suffix == ".svg" else {}
        figure.savefig(path, dpi=120, metadata=dateless)


def _draw_lines(panel: "Axes", plan: Plan) -> None:
    for times, style in STYLES.items():
        size = replace(plan.size, lines=max(1, round(plan.size.lines * times)))
        blocked = [each.blocked for each in _outlooks(plan, size)]
        _curve(panel, plan, blocked, {"label": counted(size.lines, "line"), **style})
    _goal(panel, plan.goals.blocked)
    panel.set(ylabel="blocked %", ylim=(0, None))


def _draw_agents(in_time: "Axes", gave_up: "Axes", plan: Plan) -> None:
    for times, style in STYLES.items():
        size = replace(plan.size, agents=max(1, round(plan.size.agents * times)))
        found = _outlooks(plan, size)
        named = {"label": counted(size.agents, "agent"), **style}
        _curve(in_time, plan, [each.in_time for each in found], named)
        _curve(gave_up, plan, [each.abandoned for each in found], named)
    _goal(in_time, plan.goals.answer)
    if plan.goals.abandoned < 1:
        _goal(gave_up, plan.goals.abandoned)
    in_time.set(ylabel=f"in {plan.goals.within:g} s, %", ylim=(0, 102))
    gave_up.set(ylabel="gave up in line %", ylim=(0, None))


def _outlooks(plan: Plan, size: Size) -> list[Outlook]:
    callers = plan.inputs.callers
    return [
        outlook(replace(callers, calls=calls), size, plan.goals.within)
        for calls in (callers.calls * TIMES).tolist()
    ]


def _curve(panel: "Axes", plan: Plan, shares: Sequence[float], style: Any) -> None:
    panel.plot(plan.inputs.callers.calls * TIMES, np.multiply(shares, 100), **style)


def _goal(panel: "Axes", goal: float) -> None:
    panel.axhline(100 * goal, color="black", linewidth=1, linestyle="-.", label="goal")


def _title(plan: Plan) -> str:
    size, brings = plan.size, plan.outlook
    agents = f" and {counted(size.agents, 'agent')}" if size.agents else ""
    calls = plan.inputs.callers.calls
    return f"{counted(size.lines, 'line')}{agents} for {calls:,.0f} calls/h of {brings.hold:.0f} s"
