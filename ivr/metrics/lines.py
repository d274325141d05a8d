"""The line pools for Prometheus."""

from typing import Final

from prometheus_client import CollectorRegistry, Gauge

from capacity.lines import Direction, Sizes

LABELS: Final = ["direction"]


class LineMetrics:
    """Lines held and allowed, as they were last read; none at all when they could not be."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._held = Gauge(
            "helpline_lines_held", "Lines in use now, on all nodes that share the pool.", LABELS,
            registry=registry,
        )  # fmt: skip
        self._size = Gauge(
            "helpline_lines_size", "Lines allowed at once.", LABELS, registry=registry
        )

    def show(self, *, held: Sizes, size: Sizes) -> None:
        """Take the pools' state."""
        for direction in Direction:
            self._held.labels(direction).set(held.of(direction))
            self._size.labels(direction).set(size.of(direction))

    def hide(self) -> None:
        """Show nothing rather than what may be wrong."""
        self._held.clear()
        self._size.clear()
