"""What calls had at the desk before a restart, until they come back for it."""

from dialplan.story import Story
from ivr.calls.agent_line import NETWORK, AgentLine
from ivr.calls.transfer_facts import PASSED_ON

DESK_FACTS = ("queued", "reserved", "not-reached", "ringing", "missed", "answered", "parted")


class Returning:
    """Who is expected back in line, and the agents' lines that are kept for them.

    Nobody is given an agent before all who waited are back, or are known to be gone: otherwise
    whoever happens to be found first would be served first.
    """

    def __init__(self) -> None:
        self._awaited: set[str] = set()
        self._lines: dict[str, AgentLine] = {}

    def forget_awaited(self) -> None:
        """Wait for nobody any more."""
        self._awaited.clear()

    @property
    def all_back(self) -> bool:
        """Tell whether nobody is waited for any more."""
        return not self._awaited

    def await_caller(self, call_id: str) -> None:
        """Expect a call back."""
        self._awaited.add(call_id)

    def keep(self, call_id: str, line: AgentLine) -> None:
        """Keep an agent's line for a call."""
        self._lines[call_id] = line

    def line(self, call_id: str) -> AgentLine | None:
        """Give the agent's line that is kept for a call, if one is."""
        return self._lines.get(call_id)

    def take(self, call_id: str) -> AgentLine | None:
        """Give the agent's line that was kept for a call; it is its own from here on."""
        return self._lines.pop(call_id, None)

    def is_back(self, call_id: str) -> bool:
        """Note that a call is back, or gone; tell whether it was awaited."""
        awaited = call_id in self._awaited
        self._awaited.discard(call_id)
        return awaited


def was_at_desk(story: Story) -> str | None:
    """Name the last thing that came about between a call and the desk, if that goes on."""
    last = story.newest(*DESK_FACTS)
    if (
        last is None
        or story.knows("call-back")
        or story.knows("ticket")
        or (last.kind == "parted" and last.value not in (NETWORK, PASSED_ON))
    ):
        return None
    return last.kind
