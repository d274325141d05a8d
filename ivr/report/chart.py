"""Pictures of a report as SVG, drawn so that they follow the page's colours and size."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor, log10
from typing import Final

from markupsafe import Markup, escape

WIDTH: Final = 720.0
HEIGHT: Final = 190.0
LEFT: Final = 52.0
RIGHT: Final = 8.0
TOP: Final = 8.0
BOTTOM: Final = 22.0
ROWS: Final = 4
"""Stretches between the horizontal lines, about."""


@dataclass(frozen=True, slots=True)
class Series:
    """A line of a picture: a value from each of the picture's times on; None is a gap."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Chart:
    """Values over time. Each holds until the next of ``times``, which have one more than values.

    ``ticks`` are times and what is written below them; ``note`` says more for people.
    """

    title: str
    times: Sequence[float]
    series: Sequence[Series]
    ticks: Sequence[tuple[float, str]]
    note: str = ""

    @property
    def svg(self) -> Markup:
        """Give the picture. Lines differ by their dashes too (classes s0, s1, …)."""
        parts = Markup("").join([*self._grid(), *self._marks(), *self._lines()])
        head = Markup('<svg viewBox="0 0 {:g} {:g}" role="img"><title>{}</title>').format(
            WIDTH, HEIGHT, self.title
        )
        return head + parts + Markup("</svg>")

    @property
    def top(self) -> float:
        """The value at the upper edge."""
        values = [each for series in self.series for each in series.values if each is not None]
        step = _nice(max(values, default=0.0) / ROWS)
        return step * max(1.0, -(-max(values, default=0.0) // step))

    def _grid(self) -> Iterator[Markup]:
        step = _nice(self.top / ROWS)
        for number in range(round(self.top / step) + 1):
            y = self._y(number * step)
            yield Markup('<path class="grid" d="M{:g} {:.1f}H{:g}"/>').format(
                LEFT, y, WIDTH - RIGHT
            )
            yield Markup('<text class="y" x="{:g}" y="{:.1f}">{:g}</text>').format(
                LEFT - 6, y + 4, number * step
            )

    def _marks(self) -> Iterator[Markup]:
        for at, text in self.ticks:
            yield Markup('<text class="x" x="{:.1f}" y="{:g}">{}</text>').format(
                self._x(at), HEIGHT - 6, text
            )

    def _lines(self) -> Iterator[Markup]:
        for number, series in enumerate(self.series):
            path = "".join(self._steps(series.values))
            yield Markup('<path class="s s{}" d="{}"><title>{}</title></path>').format(
                number, escape(path), series.name
            )

    def _steps(self, values: Sequence[float | None]) -> Iterator[str]:
        begins = True
        for (begin, end), value in zip(pairwise(self.times), values, strict=True):
            if value is not None:
                move = f"M{self._x(begin):.1f} {self._y(value):.1f}"
                yield f"{move if begins else f'V{self._y(value):.1f}'}H{self._x(end):.1f}"
            begins = value is None

    def _x(self, at: float) -> float:
        first, last = self.times[0], self.times[-1]
        return LEFT + (WIDTH - LEFT - RIGHT) * (at - first) / max(last - first, 1.0)

    def _y(self, value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / self.top)


def _nice(step: float) -> float:
    """Give the next of 1, 2, 5, 10, 20 … that is no smaller; 1 at the least."""
    if step <= 1:
        return 1.0
    power = 10.0 ** floor(log10(step))
    return next(times * power for times in (1, 2, 5, 10) if times * power >= step)
