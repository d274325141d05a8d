"""How much happened within the stretch of time that ends now."""

from collections import deque


class Rolling:
    """Counts what happened within the last ``seconds``. Times are of one monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._times: deque[float] = deque()

    def add(self, now: float) -> None:
        """Count one more; what is too old by now is forgotten."""
        self._times.append(now)
        self.count(now)

    def count(self, now: float) -> int:
        """Tell how much there was since just after ``now - seconds``."""
        while self._times and self._times[0] <= now - self._seconds:
            self._times.popleft()
        return len(self._times)
