"""A plan: from its inputs and goals to sizes, what they bring, and what lies around them."""

import math
from dataclasses import asdict, dataclass
from typing import Any

from capacity.erlang_b import load_for
from capacity.planning import (
    HOUR,
    Goals,
    Outlook,
    Size,
    hold_expected,
    lines_needed,
    outlook,
    size_for,
)
from capacity.sensitivity import Variant, around
from ivr.planning.inputs import Inputs
from ivr.settings import Problem, SettingsError


@dataclass(frozen=True, slots=True)
class Plan:
    """Lines and agents: ``needed`` for the goals, and ``size``, in which wishes come first.

    ``variants`` begin with the plan itself. ``most_landed`` is the landing capacity: the most
    calls an hour that the lines of ``size`` land when as many are blocked as may be, each holding
    its line as long as it does in this plan.
    """

    inputs: Inputs
    goals: Goals
    needed: Size
    size: Size
    variants: list[Variant]
    most_landed: float

    @property
    def outlook(self) -> Outlook:
        """What the size brings."""
        return self.variants[0].outlook


def make_plan(inputs: Inputs, goals: Goals) -> Plan:
    """Find the size, and look around it. Raises `SettingsError`."""
    callers, wished = inputs.callers, inputs.size
    needed = size_for(callers, goals)
    agents = (wished.agents or needed.agents) if callers.reaching else 0
    if not wished.lines and math.isinf(hold_expected(callers, goals, agents)):
        wrong = f"of {agents} agents and callers who never give up the line grows for ever"
        raise SettingsError([Problem("--agents", wrong, "Give more, or --lines, or a --patience")])
    size = Size(wished.lines or lines_needed(callers, goals, agents), agents)
    hold = outlook(callers, size, goals.within).hold
    return Plan(
        inputs=inputs,
        goals=goals,
        needed=needed,
        size=size,
        variants=list(around(callers, size, goals)),
        most_landed=load_for(size.lines, goals.blocked) * (1 - goals.blocked) * HOUR / hold,
    )


def tree_of(plan: Plan) -> dict[str, Any]:
    """Give the names and values that JSON has: seconds, shares of 1, calls per hour."""
    named = plan.inputs.named.items()
    return {
        "inputs": {name: {"value": each.value, "source": each.source} for name, each in named},
        "goals": asdict(plan.goals),
        "needed": asdict(plan.needed),
        "size": asdict(plan.size),
        "outlook": asdict(plan.outlook),
        "landing_capacity": {"calls_per_hour": plan.most_landed, "hold": plan.outlook.hold},
        "around": {each.name: _variant(each) for each in plan.variants[1:]},
    }


def _variant(each: Variant) -> dict[str, Any]:
    return {
        "size": asdict(each.size),
        "outlook": asdict(each.outlook),
        "needed": asdict(each.needed),
    }
