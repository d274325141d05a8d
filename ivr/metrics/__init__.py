"""What Prometheus reads of the service; docs/metrics.md lists every metric."""

from ivr.metrics.metrics import Metrics

__all__ = ["Metrics"]
