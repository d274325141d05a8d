"""Single figures that are read from their owners when Prometheus asks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure; ``name`` has neither our prefix nor ``_total``. ``counts`` if it only grows."""

    name: str
    meaning: str
    value: Callable[[], float]
    counts: bool = False


class Readings(Collector):
    """Gives what each reading says at the moment."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self._readings = readings

    def collect(self) -> Iterable[Metric]:
        """Read them all."""
        for each in self._readings:
            family = CounterMetricFamily if each.counts else GaugeMetricFamily
            yield family(f"helpline_{each.name}", each.meaning, value=float(each.value()))
