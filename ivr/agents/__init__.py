"""The duty of the agents of this node: who is there, who is on pause, whose phone can be rung."""

from ivr.agents.acts import Act, DutyRefused, DutyRules
from ivr.agents.roster import AgentNow, Roster

__all__ = ["Act", "AgentNow", "DutyRefused", "DutyRules", "Roster"]
