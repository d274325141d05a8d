"""The search for the highest rate that holds, as a sans-IO object."""

from dataclasses import dataclass


@dataclass
class Search:
    """Raises the rate by a factor until one fails, then halves the distance; rates in calls/s.

    ``rate`` is the one to try next, None when the search is over: the highest that held and the
    lowest that failed are within ``precision`` (a share), or ``most`` held.
    """

    rate: float | None
    factor: float = 1.5
    precision: float = 0.08
    most: float = 200.0
    held: float = 0.0
    failed: float | None = None

    def tried(self, *, held: bool) -> None:
        """Take the result of ``rate``, and choose the next."""
        assert self.rate is not None, "the search is over"
        if held:
            self.held = max(self.held, self.rate)
        else:
            self.failed = min(self.failed or self.rate, self.rate)
        self.rate = self._next()

    def _next(self) -> float | None:
        if self.failed is None:
            return None if self.held >= self.most else min(self.most, self.held * self.factor)
        if self.failed - self.held <= self.precision * self.failed or self.failed < 1:
            return None
        return (self.held + self.failed) / 2
