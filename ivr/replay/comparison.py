"""What the log says beside what the simulation says, day by day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from capacity.days import Result
from capacity.figures import Figures, Spread, spread_of


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure; None where there were no calls that it could be taken from."""

    logged: float | None
    simulated: Spread | None

    @property
    def mean(self) -> float | None:
        """The mean of the runs."""
        return None if self.simulated is None else self.simulated.mean

    @property
    def difference(self) -> float | None:
        """How much larger it is simulated than logged."""
        if self.logged is None or self.simulated is None:
            return None
        return self.simulated.mean - self.logged


Row = Mapping[str, Compared]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All figures by day (ISO 8601), and those of all days together."""

    days: dict[str, Row]
    total: Row

    @property
    def wait_error(self) -> float | None:
        """The median day's error of the mean wait, as a share of the logged one."""
        return _median(
            abs(wait.difference) / wait.logged
            for wait in self._of_days("mean_wait")
            if wait.logged and wait.difference is not None
        )

    @property
    def abandonment_error(self) -> float | None:
        """The median day's error of the share that abandoned."""
        return _median(
            abs(share.difference)
            for share in self._of_days("abandonment")
            if share.difference is not None
        )

    def _of_days(self, figure: str) -> Iterator[Compared]:
        return (row[figure] for row in self.days.values())


def compare(logged: Result, runs: Sequence[Result]) -> Comparison:
    """Put the runs, one at least, beside the log."""
    return Comparison(
        {
            day.isoformat(): _row(found, [run.days[day] for run in runs])
            for day, found in logged.days.items()
        },
        _row(logged.total, [run.total for run in runs]),
    )


def _row(logged: Figures, runs: Sequence[Figures]) -> Row:
    return {name: Compared(value, _spread(name, runs)) for name, value in logged.items()}


def _spread(name: str, runs: Sequence[Figures]) -> Spread | None:
    values = [value for run in runs if (value := run[name]) is not None]
    return spread_of(values) if values else None


def _median(errors: Iterator[float]) -> float | None:
    found = list(errors)
    return median(found) if found else None
