"""A plan in few words, for tests."""

from typing import Any

from capacity.history import Measured
from capacity.planning import Goals
from ivr.planning.inputs import Asked, Input, Inputs, settle
from ivr.planning.plans import Plan, make_plan

GOALS = Goals(blocked=0.01, answer=0.8, within=20, abandoned=0.05)
WRAP_UP = Input(10, "the settings")


def settled(found: Measured | None = None, **asked: Any) -> Inputs:
    return settle(Asked(**asked), found, WRAP_UP, GOALS)


def a_plan(**asked: Any) -> Plan:
    return make_plan(settled(**{"calls": 400.0, **asked}), GOALS)
