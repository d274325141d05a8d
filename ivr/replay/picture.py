"""The picture of a replay: how a day went, logged and simulated."""

import math
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from capacity.days import BINS, DAY, Course
from capacity.distribution import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PER_HOUR: Final = BINS * 3600 / DAY
EDGES: Final = np.arange(BINS + 1) / PER_HOUR
WIDTH: Final = 9.0
HEIGHT: Final = 2.2
"""Inches: the width of the picture, and the height of each panel."""
LOGGED: Final = "darkgrey"
SIMULATED: Final = "tab:blue"
LIVE: Final = "tab:red"
BROAD: Final = 3.0
STYLE: Final[Any] = {
    "svg.hashsalt": "helpline",
    "axes.grid": True,
    "grid.alpha": 0.3,
    "patch.linewidth": 1.2,
}
"""A fixed salt, since the ids in an SVG would else differ from run to run."""


def draw(
    path: Path, title: str, logged: Course, runs: Sequence[Course], live: Course | None = None
) -> None:
    """Write the picture, as PNG or SVG by the name's ending. Raises OSError.

    With real calls, ``live``, it shows the hours of these only.
    """
    # Only who draws waits for this library.
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    courses = [logged, *runs, *([live] if live else [])]
    drawn = {name: values for name, values in PANELS.items() if _is_drawn(values, courses)}
    with mpl.rc_context():
        mpl.rcdefaults()  # a style of the user's would make it another picture
        mpl.rcParams.update(STYLE)
        figure = Figure(figsize=(WIDTH, HEIGHT * len(drawn) + 1), layout="constrained")
        panels = figure.subplots(len(drawn), sharex=True)
        for panel, (name, values) in zip(panels, drawn.items(), strict=True):
            _panel(panel, name, values(logged), [values(run) for run in runs])
            if live is not None:
                panel.stairs(values(live), EDGES, baseline=None, label="live", color=LIVE)
            panel.set_ylim(0, max(1, panel.get_ylim()[1]))  # so that nothing looks like nothing
        figure.suptitle(title)
        panels[-1].set(xlabel=_hours(drawn), xlim=(0, 24), xticks=range(0, 25, 2))
        if live is not None:
            _zoom(panels[-1], EDGES[:-1][live.offered > 0])
        lines, labels = panels[0].get_legend_handles_labels()
        figure.legend(lines, labels, loc="outside lower center", ncols=len(labels))
        # The date of the drawing would make each file another.
        dateless = {"Date": None} if path.suffix == ".svg" else {}
        figure.savefig(path, dpi=120, metadata=dateless)


def _zoom(panel: "Axes", begun: Floats) -> None:
    """Show only the time from the first to the last of these quarters of an hour."""
    ticks = np.arange(begun[0], begun[-1] + 1 / PER_HOUR, 1 / PER_HOUR)
    ticks = ticks[:: 1 + len(ticks) // 12]
    panel.set_xlim(begun[0], begun[-1] + 1 / PER_HOUR)
    panel.set_xticks(
        ticks, [f"{hour:02.0f}:{part * 60:02.0f}" for part, hour in map(math.modf, ticks)]
    )


PANELS: Final[dict[str, Callable[[Course], Floats]]] = {
    "offered per hour": lambda course: course.offered * PER_HOUR,
    "mean wait, s": lambda course: course.waited,
    "gave up per hour": lambda course: course.gave_up * PER_HOUR,
    "blocked per hour": lambda course: course.blocked * PER_HOUR,
    "dropped per hour": lambda course: course.dropped * PER_HOUR,
}
ALWAYS: Final = ("offered per hour", "mean wait, s")


def _is_drawn(values: Callable[[Course], Floats], courses: Sequence[Course]) -> bool:
    always = values in (PANELS[name] for name in ALWAYS)
    return always or any(values(course).any() for course in courses)


def _hours(drawn: Collection[str]) -> str:
    """Name the axis of the hours, and what has no panel since it befell nobody."""
    none = [f"nobody {name.removesuffix(' per hour')}" for name in PANELS if name not in drawn]
    return f"time of day ({', '.join(none)})" if none else "time of day"


def _panel(panel: "Axes", name: str, logged: Floats, runs: Sequence[Floats]) -> None:
    """Draw the log's line, the runs' mean, and a band from the lowest to the highest run."""
    # The log's line is so broad that the other does not hide it where both agree.
    panel.stairs(logged, EDGES, baseline=None, label="logged", color=LOGGED, linewidth=BROAD)
    if runs:
        _draw_runs(panel, np.ma.masked_invalid(np.array(runs)))
    panel.set_ylabel(name)


def _draw_runs(panel: "Axes", runs: Any) -> None:
    """Draw their mean, and the band in which they lie if there are several."""
    low, mean, high = (
        found.filled(np.nan) for found in (runs.min(axis=0), runs.mean(axis=0), runs.max(axis=0))
    )
    label = "simulated, one run"
    if len(runs) > 1:
        label, band = f"simulated, mean of {len(runs)} runs", "lowest to highest run"
        panel.stairs(high, EDGES, baseline=low, fill=True, alpha=0.3, color=SIMULATED, label=band)
    panel.stairs(mean, EDGES, baseline=None, label=label, color=SIMULATED)
