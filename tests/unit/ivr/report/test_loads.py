import numpy as np

from capacity.duty import duty_of
from capacity.held import Steps, Stretches
from ivr.report.loads import AgentLoad, Load, agent_loads, line_loads

EDGES = np.array([0.0, 100.0, 200.0])


def test_lines_held_of_those_there_are() -> None:
    held = Stretches(np.array([0.0, 50.0]), np.array([100.0, 150.0]))
    first, second = line_loads(held, Steps(np.array([0.0]), np.array([10.0])), EDGES)
    assert (first, second) == (Load(1.5, 2, 10), Load(0.5, 1, 10))
    assert first.occupancy == 0.15
    unknown = line_loads(held, Steps(np.empty(0), np.empty(0)), EDGES)[0]
    assert (unknown.size, unknown.occupancy) == (None, None)


def test_agents_busy_of_those_on_duty() -> None:
    duty = duty_of({"asha": [(0, 100)], "vijay": [(0, 100)]}, {"asha": [(0, 50)]})
    first, second = agent_loads(duty, EDGES)
    assert (first, second) == (AgentLoad(2, 0.5), AgentLoad(0, 0))
    assert first is not None
    assert second is not None
    assert (first.occupancy, second.occupancy) == (0.25, None)
    assert agent_loads(None, EDGES) == [None, None]
