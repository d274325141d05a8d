"""Tells metrics what becomes known of a call."""

from dialplan.story import Fact
from ivr.metrics.calls import CallMetrics
from tests.unit.ivr.samples import after


def told(metrics: CallMetrics, call_id: str, *kinds: str, how: str | None = None) -> None:
    """Tell facts of these kinds."""
    for kind in kinds:
        metrics.fact(call_id, Fact(kind, None, after(0), how))
