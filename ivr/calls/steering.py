"""A supervisor's hand in the waiting line: what it changes is a fact of the call it is done to."""

from dialplan.story import Story
from ivr.calls.desk import ANY, AgentDesk
from ivr.calls.returning import was_at_desk
from routing.order import Priority


class NotInLine(Exception):
    """No caller in line has this id; they never came, or wait no more."""


class SeveralCalls(Exception):
    """The ids of several callers in line begin like this; ``ids`` names them."""

    def __init__(self, ids: list[str]) -> None:
        super().__init__(", ".join(ids))
        self.ids = ids


class IsRung(Exception):
    """An agent's phone rings for this caller already; ``agent`` names whose."""

    def __init__(self, agent: str) -> None:
        super().__init__(agent)
        self.agent = agent


class Steering:
    """Changes places of callers in line. As facts of their calls, changes outlive the process."""

    def __init__(self, desk: AgentDesk, node: str) -> None:
        self._desk = desk
        self._node = node

    def find(self, asked: str) -> Story:
        """Find a caller in line by the id of the call, or its beginning, the node's name left out.

        Raises `NotInLine` or `SeveralCalls`.
        """
        in_line = [each for each in self._desk.stories if self._desk.room.waiter(each)]
        for begin in (asked, f"{self._node}-{asked}"):
            if begin in in_line:
                return self._desk.stories[begin]
        begins = tuple(begin for begin in (asked, f"{self._node}-{asked}") if asked)
        found = [each for each in in_line if each.startswith(begins)]
        if len(found) > 1:
            raise SeveralCalls(sorted(found))
        if not found:
            raise NotInLine
        return self._desk.stories[found[0]]

    def prioritise(self, story: Story, priority: Priority, *, who: str) -> None:
        """Give a caller in line another priority, and with it another place."""
        story.learn("priority", int(priority), how=f"by {who}")
        self._desk.move(story)

    def send(self, story: Story, discom: str | None, *, who: str) -> None:
        """Let a caller wait in another discom's line, by the time at which they joined the first.

        They are told of their place anew, as it may be a worse one. Raises `IsRung`.
        """
        if was_at_desk(story) == "ringing":
            raise IsRung(story.text("ringing") or "")
        story.learn("sent", discom or ANY, how=f"by {who}")
        story.learn("announced", {})
        self._desk.move(story)
