from types import SimpleNamespace

from ivr.metrics.agents import STATES, AgentCollector
from tests.unit.ivr.metrics.reading import samples


def test_agents_are_counted_by_what_they_do() -> None:
    agents = [SimpleNamespace(duty=duty) for duty in ("free", "free", "talking", "paused")]
    found = samples(AgentCollector(SimpleNamespace(now=lambda: agents), lambda: 99.5).collect())
    counts = {key[1]: value for key, value in found.items() if key[0] == "helpline_agents"}
    assert counts == dict.fromkeys(STATES, 0) | {"free": 2, "talking": 1, "paused": 1}
    assert found["helpline_agents_busy_seconds_total",] == 99.5


def test_every_state_is_there() -> None:
    assert set(STATES) == {
        "free", "reserved", "ringing", "talking", "wrap-up", "resting",
        "paused", "logged-out", "unreachable",
    }  # fmt: skip
