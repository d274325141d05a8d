"""The agents for Prometheus, read when they are asked for."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final, Protocol

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from ivr.agents import AgentNow
from ivr.agents.acts import Presence
from ivr.journal.agent_changes import UNREACHABLE
from routing.agents import Duty

STATES: Final = tuple(
    word
    for word in (*map(str, Duty), *map(str, Presence), UNREACHABLE)
    if word not in (Duty.AWAY, Presence.READY)
)
"""What an agent can be doing, as `AgentNow.duty` says it."""


class Roster(Protocol):
    """What of `Roster` is read here."""

    def now(self) -> Sequence[AgentNow]:
        """Tell what each agent is doing."""


class AgentCollector(Collector):
    """Agents by what they do, and the time that they were busy; ``busy`` gives it in seconds."""

    def __init__(self, roster: Roster, busy: Callable[[], float]) -> None:
        self._roster = roster
        self._busy = busy

    def collect(self) -> Iterable[Metric]:
        """Read all agents."""
        agents = GaugeMetricFamily(
            "helpline_agents", "Agents by what they are doing now.", labels=["state"]
        )
        doing = Counter(each.duty for each in self._roster.now())
        for state in STATES:
            agents.add_metric([state], doing[state])
        yield agents
        yield CounterMetricFamily(
            "helpline_agents_busy_seconds",
            "Time that agents were reserved, rung, talking or wrapping up, of all together.",
            value=self._busy(),
        )
