"""All metrics of one service."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from prometheus_client import (
    CollectorRegistry,
    Gauge,
    Metric,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.registry import Collector

from ivr.metrics.calls import CallMetrics
from ivr.metrics.lines import LineMetrics
from ivr.metrics.machine import AriMetrics, MachineMetrics
from ivr.metrics.stores import JournalState, ProjectorState, SoundState, store_readings


class Metrics:
    """The metrics of one service, in a registry of their own."""

    def __init__(
        self,
        journal: JournalState,
        projector: ProjectorState,
        sounds: SoundState,
        *,
        trunks: Sequence[str] = (),
        version: str = "unknown",
    ) -> None:
        # Times of creation would double the series, and say what a restart says too.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        self.calls = CallMetrics(self.registry, trunks)
        self.lines = LineMetrics(self.registry)
        self.ari = AriMetrics(self.registry)
        self.machine = MachineMetrics(self.registry, version)
        self._call_backs = Gauge(
            "helpline_call_backs",
            "People who are to be called back, by how it stands with them.",
            ["state"],
            registry=self.registry,
        )
        self.registry.register(store_readings(journal, projector, sounds))

    def read_call_backs(self, states: Mapping[str, int]) -> None:
        """Take the counts of those who are to be called back."""
        for state, count in states.items():
            self._call_backs.labels(state).set(count)

    async def text(self) -> bytes:
        """Write all metrics in the text format of Prometheus.

        They are read at once, by whom they belong to; a thread writes them, for that takes longer.
        """
        self.machine.tasks.set(len(asyncio.all_tasks()))
        return await asyncio.to_thread(generate_latest, _Read(self.registry))


class _Read(Collector):
    """What a registry had when this was made."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._metrics = list(registry.collect())

    def collect(self) -> Iterable[Metric]:
        return self._metrics
