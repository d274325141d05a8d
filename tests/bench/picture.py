"""Cost and delay against load, as a picture."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from matplotlib.figure import Figure

from tests.bench.figures import percentile
from tests.bench.journeys import Course
from tests.bench.steps import Taken
from tests.bench.systems import OURS, PLAIN

COLOURS: Final = {OURS: "tab:blue", PLAIN: "tab:orange"}


def draw(path: Path, course: Course) -> None:
    """Draw processor time per journey and set-up delay over the rate; an SVG or a PNG."""
    figure = Figure(figsize=(8, 7), layout="constrained")
    cost, delay = figure.subplots(2, sharex=True)
    for name, some in course.items():
        steps = sorted(some, key=lambda taken: taken.step.rate)
        rates, colour = [taken.step.rate for taken in steps], COLOURS[name]
        cost.plot(rates, _ms(steps), "o-", color=colour, label=name)
        if any("service" in taken.cpu for taken in steps):
            alone = [1000 * taken.cpu["asterisk"] for taken in steps]
            cost.plot(rates, alone, "o:", color=colour, label=f"{name}, Asterisk alone")
        for share, style in ((0.5, "o-"), (0.99, "o:")):
            waits = [1000 * percentile(taken.step.setup, share) for taken in steps]
            delay.plot(rates, waits, style, color=colour, label=f"{name}, p{100 * share:.0f}")
    cost.set(ylabel="CPU per journey, ms", ylim=(0, None))
    delay.set(ylabel="INVITE to 200, ms", xlabel="full journeys per second", yscale="log")
    for axes in (cost, delay):
        axes.legend()
        axes.grid(alpha=0.3)
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)


def _ms(steps: Sequence[Taken]) -> list[float]:
    return [1000 * sum(taken.cpu.values()) for taken in steps]
