"""A supervisor's hand in the waiting line: what it changes is a fact of the call it is done to."""

from dialplan.story import Story
from ivr.calls.returning import was_at_desk
from ivr.calls.waiting_line import ANY, WaitingLine
from routing.order import Priority


class NotInLine(Exception):
    """No caller in line has this id; they never came, or wait no more."""


class IsRung(Exception):
    """An agent's phone rings for this caller already; ``agent`` names whose."""

    def __init__(self, agent: str) -> None:
        super().__init__(agent)
        self.agent = agent


class Steering:
    """Changes places of callers in line. As facts of their calls, changes outlive the process."""

    def __init__(self, waiting: WaitingLine, node: str) -> None:
        self._waiting = waiting
        self._node = node

    def find(self, asked: str) -> Story:
        """Find a caller in line by the id of the call; the node's name in front may be left out.

        Its beginning is not enough: it might be another's, once the one who is meant is answered.
        Raises `NotInLine`.
        """
        for call_id in (asked, f"{self._node}-{asked}"):
            if call_id in self._waiting.stories and self._waiting.room.waiter(call_id):
                return self._waiting.stories[call_id]
        raise NotInLine

    def prioritise(self, story: Story, priority: Priority, *, who: str) -> None:
        """Give a caller in line another priority, and with it another place."""
        story.learn("priority", int(priority), how=f"by {who}")
        self._waiting.move(story)

    def send(self, story: Story, discom: str | None, *, who: str) -> None:
        """Let a caller wait in another discom's line, by the time at which they joined the first.

        They are told of their place anew, as it may be a worse one. Raises `IsRung`.
        """
        if was_at_desk(story) == "ringing":
            raise IsRung(story.text("ringing") or "")
        story.learn("sent", discom or ANY, how=f"by {who}")
        story.learn("announced", {})
        self._waiting.move(story)
