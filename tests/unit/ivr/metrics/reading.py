"""Reads a registry as Prometheus would."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Metric

Found = dict[tuple[str, ...], float]


def found(registry: CollectorRegistry) -> Found:
    """Give all samples by name and label values, these in the order of the labels' names."""
    return samples(registry.collect())


def samples(families: Iterable[Metric]) -> Found:
    """Give the samples of some metrics, likewise."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }
