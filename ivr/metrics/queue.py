"""The waiting lines for Prometheus, read when they are asked for."""

from collections.abc import Callable, Iterable
from typing import Protocol

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from ivr.http.queue_views import QueueView, ShownLine

LABELS = ("discom", "language")

GAUGES: dict[str, tuple[str, Callable[[ShownLine], float | None]]] = {
    "helpline_queue_waiting": (
        "Callers in a waiting line now.",
        lambda line: line.waiting,
    ),
    "helpline_queue_longest_wait_seconds": (
        "How long the first caller of a waiting line has waited.",
        lambda line: line.longest,
    ),
    "helpline_queue_expected_wait_seconds": (
        "Median wait of a caller who joins the line now; none while nobody is there to answer.",
        lambda line: line.expected,
    ),
    "helpline_queue_agents": (
        "The line's own agents who are there, free or busy.",
        lambda line: line.agents,
    ),
    "helpline_queue_talking": (
        "Conversations with callers of the line.",
        lambda line: line.talking,
    ),
}


class Lines(Protocol):
    """What of `QueueControl` is read here."""

    def view(self) -> QueueView:
        """Tell how it stands with all lines."""


class QueueCollector(Collector):
    """Gives a gauge per figure, with the discom (``any`` if not known) and language as labels."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def collect(self) -> Iterable[Metric]:
        """Read all lines."""
        view = self._lines.view()
        for name, (text, read) in GAUGES.items():
            gauge = GaugeMetricFamily(name, text, labels=LABELS)
            for line in view.lines:
                value = read(line)
                if value is not None:
                    gauge.add_metric((line.discom or "any", line.language), value)
            yield gauge
