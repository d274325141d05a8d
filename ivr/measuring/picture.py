"""The picture of a measurement: blocking beside Erlang B, times, and memory while calls went on."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from capacity.erlang_b import blocking
from ivr.measuring.found import Found
from ivr.measuring.judging import SET_UP
from ivr.measuring.sheets import MEGA, MILLI

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIZE: Final = (9.0, 9.0)
"""Inches."""
AROUND: Final = np.linspace(0.8, 1.2, 41)
"""Loads for which Erlang B is drawn, as multiples of the loads measured."""
COLOURS: Final = ("tab:blue", "tab:orange", "tab:green", "tab:red", "tab:purple", "tab:brown")
DRAWN: Final = {"p50": "p50", "p95": "p95", "p99": "p99", "p99.9": "p99_9"}
TICKS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


def draw(path: Path, found: Sequence[Found]) -> None:
    """Write the picture as PNG. Raises OSError."""
    # Only who draws waits for this library.
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    with mpl.rc_context():
        mpl.rcdefaults()  # a style of the user's would make it another picture
        mpl.rcParams.update({"axes.grid": True, "grid.alpha": 0.3})
        figure = Figure(figsize=SIZE, layout="constrained")
        lost, times, memory = figure.subplots(3, squeeze=True)
        _draw_blocking(lost, found)
        _draw_times(times, found)
        _draw_memory(memory, found)
        figure.savefig(path, dpi=120)


def _draw_blocking(panel: "Axes", found: Sequence[Found]) -> None:
    sizes = sorted({each.setting.lines for each in found})
    for lines, colour in zip(sizes, COLOURS, strict=False):
        mine = [each for each in found if each.setting.lines == lines]
        loads = [each.setting.wish.erlangs for each in mine]
        drawn = np.linspace(min(loads) * AROUND[0], max(loads) * AROUND[-1], len(AROUND))
        formula = [100 * blocking(load, lines) for load in drawn.tolist()]
        panel.plot(drawn, formula, color=colour, label=f"Erlang B, {lines} lines")
        low, high = ([100 * getattr(f.blocking.expected, n) for f in mine] for n in ("low", "high"))
        panel.vlines(loads, low, high, color=colour, alpha=0.5, linewidth=4)
        panel.plot(loads, [100 * f.blocking.share for f in mine], "k_", markersize=12)
        for load, each in zip(loads, mine, strict=True):
            if each.blocking.ideal is not None:
                panel.plot(load, 100 * each.blocking.ideal, "rx")
    panel.plot([], [], "k_", label="measured")
    panel.plot([], [], "rx", label="ideal pool, same calls")
    panel.set(xlabel="offered, erlangs", ylabel="blocked %", ylim=(0, None))
    panel.legend(fontsize="small")


def _draw_times(panel: "Axes", found: Sequence[Found]) -> None:
    for each, colour in zip(found, COLOURS * len(found), strict=False):
        measured = {**each.delays, "gap in a prompt": each.gaps}
        for name, style in ((SET_UP, "-"), ("key to next prompt", ":"), ("gap in a prompt", "--")):
            times = measured.get(name)
            if times is not None:
                shown = [MILLI * getattr(times, point) for point in DRAWN.values()]
                label = f"{each.setting.name}: {name}"
                panel.plot(list(DRAWN), shown, style, color=colour, marker=".", label=label)
    panel.set(ylabel="ms", yscale="log")
    panel.set_yticks(TICKS, [str(tick) for tick in TICKS])
    panel.minorticks_off()
    panel.legend(fontsize="xx-small", loc="center left", bbox_to_anchor=(1.0, 0.5))


def _draw_memory(panel: "Axes", found: Sequence[Found]) -> None:
    for each, colour in zip(found, COLOURS * len(found), strict=False):
        for (name, cost), style in zip(each.costs.items(), ("-", "--"), strict=False):
            at, size = np.array(cost.course).T
            label = f"{each.setting.name}: {name}"
            panel.plot(at / 60, size / MEGA, style, color=colour, label=label)
    panel.set(xlabel="minutes", ylabel="memory, MB", ylim=(0, None))
    panel.legend(fontsize="xx-small", loc="center left", bbox_to_anchor=(1.0, 0.5))
