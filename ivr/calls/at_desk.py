"""The agents' desk as one caller meets it: `dialplan.conversation.Desk` on a real line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dialplan.conversation import Announcer, Need, OldCall, WaitEnd
from dialplan.story import Story
from ivr.calls.caller import LineCaller
from ivr.calls.desk import AgentDesk
from ivr.calls.earlier import EarlierCalls
from routing.order import Priority
from routing.outages import Outage


@dataclass(frozen=True, slots=True)
class DeskForCaller:
    """Joins one caller with the agents and with what is known of their earlier calls."""

    desk: AgentDesk
    caller: LineCaller
    earlier: EarlierCalls
    notices: Callable[[], Sequence[Outage]]
    now: Callable[[], datetime]

    def earlier_discom(self, caller_number: str) -> str | None:
        """Name the discom of the same caller's last call."""
        return self.earlier.discom(caller_number)

    def standing(self, caller_number: str | None) -> Priority:
        """Give the priority that callers have by who they are."""
        in_vain = self.earlier.in_vain(caller_number, self.now()) if caller_number else None
        return self.desk.standing(caller_number, in_vain)

    def old_call(self, story: Story, within: float) -> OldCall | None:
        """Find the call of the same number that broke off a short while before this one."""
        return self.earlier.cut_off.find(story, within)

    def outages(self) -> Sequence[Outage]:
        """List the outages that operators have told of."""
        return self.notices()

    def records(self, discom: str | None) -> bool:
        """Tell whether talks with this discom's callers are recorded."""
        return self.desk.beside.recorder.wanted(discom)

    async def wait_and_talk(self, need: Need, story: Story, announcer: Announcer) -> WaitEnd:
        """Keep the caller in line with music, connect an agent, and stay until they part."""
        return await self.desk.serve(self.caller, need, story, announcer)
