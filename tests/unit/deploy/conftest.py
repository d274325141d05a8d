"""All metrics that a service exports, as a test can compare them with what uses them."""

from dataclasses import dataclass

import pytest
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.parser import text_string_to_metric_families

from capacity.outcomes import Outcome
from ivr.http import build_app
from tests.unit.ivr.http.conftest import World
from tests.unit.ivr.samples import a_record


@dataclass(frozen=True)
class Exported:
    """A metric as Prometheus stores it, in several series if it is a histogram."""

    name: str
    kind: str
    labels: frozenset[str]


def busy(world: World) -> World:
    """Let happen what makes every series appear."""
    world.metrics.calls.call_ended(a_record())
    world.metrics.calls.call_ended(a_record("c-2", outcome=Outcome.DROPPED, drop="media"))
    world.metrics.ari.asked("POST", "channels/c-1/answer", 0.002, None)
    world.line.desk.waiting.room.set_away("asha", 0.0, away=False)
    world.line.join("c-3")
    return world


@pytest.fixture
async def metrics_text() -> str:
    """Give what a service that has done everything once answers to GET /metrics."""
    async with TestClient(TestServer(build_app(busy(World()).parts()), host="127.0.0.86")) as asked:
        return await (await asked.get("/metrics")).text()


@pytest.fixture
def exported(metrics_text: str) -> dict[str, Exported]:
    """List the helpline's own metrics by name; counters with ``_total``, as they are asked for."""
    found = {}
    for family in text_string_to_metric_families(metrics_text):
        name = f"{family.name}_total" if family.type == "counter" else family.name
        labels = frozenset(label for sample in family.samples for label in sample.labels)
        found[name] = Exported(name, family.type, labels - {"le"})
    return found


@pytest.fixture
def series(exported: dict[str, Exported]) -> dict[str, frozenset[str]]:
    """Give the labels of each series that Prometheus stores, by name."""
    found = {}
    for each in exported.values():
        found[each.name] = each.labels
        if each.kind == "histogram":
            for part in ("_sum", "_count"):
                found[each.name + part] = each.labels
            found[f"{each.name}_bucket"] = each.labels | {"le"}
    return found
