"""What goes on beside a talk: supervisors, and its recording."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from dialplan.story import Story
from ivr.calls.agent_line import AgentLine
from ivr.calls.caller import LineCaller
from ivr.calls.recording import Recorder
from ivr.calls.supervising import People, Supervising


@dataclass(frozen=True, slots=True)
class Beside:
    """For each talk at the desk, from when both hear each other until they part."""

    supervising: Supervising
    recorder: Recorder

    def change(self, people: People, recorded: frozenset[str]) -> None:
        """Take over changed settings; talks that go on stay as they are."""
        self.supervising.people = people
        self.recorder.discoms = recorded

    @asynccontextmanager
    async def talk(self, line: AgentLine, caller: LineCaller, story: Story) -> AsyncIterator[None]:
        """Record a talk, and let supervisors come to it, for the length of the block."""
        self.recorder.begin(caller, story)
        try:
            async with self.supervising.at(line, caller, story):
                yield
        finally:
            if not self.supervising.has_taken(story.call_id):
                await self.recorder.end(story)

    async def talk_on(self, caller: LineCaller, story: Story) -> None:
        """Stay while a supervisor who took the call over talks with the caller, if one did."""
        if not self.supervising.has_taken(story.call_id):
            return
        self.recorder.begin(caller, story)
        try:
            await self.supervising.talk_on(caller, story)
        finally:
            await self.recorder.end(story)

    def expect_back(self, story: Story) -> bool:
        """Listen for legs of an earlier process; true if a supervisor has the call."""
        self.recorder.expect_back(story)
        return self.supervising.expect_back(story)

    async def let_go(self, story: Story) -> None:
        """End what a call had before a restart, if it has not come for it."""
        await self.supervising.let_go(story)
        await self.recorder.let_go(story)
