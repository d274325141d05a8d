from prometheus_client import CollectorRegistry

from capacity.lines import Sizes
from ivr.metrics.lines import LineMetrics
from tests.unit.ivr.metrics.reading import found


def test_lines_are_shown_as_last_read_or_not_at_all() -> None:
    registry = CollectorRegistry()
    lines = LineMetrics(registry)
    lines.show(held=Sizes(41, 2), size=Sizes(350, 300))
    assert found(registry) == {
        ("helpline_lines_held", "incoming"): 41,
        ("helpline_lines_held", "outgoing"): 2,
        ("helpline_lines_size", "incoming"): 350,
        ("helpline_lines_size", "outgoing"): 300,
    }
    lines.hide()
    assert found(registry) == {}
