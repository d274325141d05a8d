"""The picture of a replay: how a day went, logged and simulated."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from capacity.days import BINS, DAY, Course
from capacity.distribution import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PER_HOUR: Final = BINS * 3600 / DAY
HOURS: Final = np.arange(BINS) / PER_HOUR
SIZE: Final = (9.0, 9.0)
LOGGED: Final = "black"
SIMULATED: Final = "tab:blue"
LIVE: Final = "tab:red"
STYLE: Final[Any] = {
    "svg.hashsalt": "helpline",
    "axes.grid": True,
    "grid.alpha": 0.3,
    "lines.linewidth": 1.2,
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

    with mpl.rc_context():
        mpl.rcdefaults()  # a style of the user's would make it another picture
        mpl.rcParams.update(STYLE)
        figure = Figure(figsize=SIZE, layout="constrained")
        panels = figure.subplots(len(PANELS), sharex=True, height_ratios=[3, 3, 2, 2, 2])
        for panel, (name, values) in zip(panels, PANELS.items(), strict=True):
            _panel(panel, name, values(logged), [values(run) for run in runs])
            if live is not None:
                panel.step(HOURS, values(live), where="post", label="live", color=LIVE)
        panels[0].set_title(title)
        panels[0].legend(loc="upper right")
        panels[-1].set(xlabel="time of day", xlim=(0, 24), xticks=range(0, 25, 2))
        if live is not None:
            _zoom(panels[-1], HOURS[live.offered > 0])
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


def _panel(panel: "Axes", name: str, logged: Floats, runs: Sequence[Floats]) -> None:
    """Draw the log's line, the runs' mean, and a band from the lowest to the highest run."""
    panel.step(HOURS, logged, where="post", label="logged", color=LOGGED)
    if runs:
        every = np.ma.masked_invalid(np.array(runs))
        panel.step(HOURS, every.mean(axis=0), where="post", label="simulated", color=SIMULATED)
        panel.fill_between(
            HOURS, every.min(axis=0), every.max(axis=0), step="post", alpha=0.3, color=SIMULATED
        )
    panel.set_ylabel(name)
    panel.set_ylim(0, max(1, panel.get_ylim()[1]))  # so that nothing looks like nothing
