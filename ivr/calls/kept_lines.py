"""The agents' lines of an earlier process, kept for the calls that come back for them."""

from dialplan.story import Story
from ivr.calls.agent_line import AgentLine
from ivr.calls.switchboard import Switchboard
from ivr.calls.telephone import Telephone
from ivr.calls.third_party import now
from ivr.calls.waiting_line import WaitingLine


class KeptLines:
    """Agents who rang or talked when the service went away, each taken for one call."""

    def __init__(
        self, waiting: WaitingLine, telephone: Telephone, switchboard: Switchboard
    ) -> None:
        self._waiting = waiting
        self._telephone = telephone
        self._switchboard = switchboard
        self._lines: dict[str, AgentLine] = {}

    def keep(self, story: Story, *, talking: bool) -> None:
        """Take the agent out of the line's reach, and listen for the agent's leg."""
        ringing = story.fact("ringing")
        if ringing is None or ringing.how is None:
            return
        agent = str(ringing.value)
        if self._waiting.resume(story, agent):
            leg = self._switchboard.expect(ringing.how)
            line = AgentLine(agent, leg, self._telephone, rung=True, talking=talking)
            self._lines[story.call_id] = line

    def line(self, call_id: str) -> AgentLine | None:
        """Give the line that is kept for a call, if one is."""
        return self._lines.get(call_id)

    def taken(self, call_id: str) -> None:
        """Note that a call is back, and that the line kept for it is its own from here on."""
        del self._lines[call_id]
        self._waiting.returning.is_back(call_id)

    async def let_go(self, story: Story) -> None:
        """End the line of a call that has not come for it, and wait for that call no longer."""
        line = self._lines.pop(story.call_id, None)
        try:
            if line is not None:
                with self._switchboard.forgetting(line.leg):
                    await line.end(story)
        finally:
            if line is not None:
                self._waiting.room.leave(story.call_id, now())
            self._waiting.returning.is_back(story.call_id)
