"""The two who talk: held apart and brought together again, and the agent's keys."""

from dataclasses import dataclass
from typing import Final

from dialplan.story import Story
from ivr.calls.agent_line import AgentLine
from ivr.calls.caller import LineCaller
from ivr.calls.telephone import Telephone
from ivr.calls.transfer_facts import HOLD, in_their_language, is_held, learn_held

NEXT_KEY: Final = 5.0
"""Seconds in which the next key of a code or of a destination is pressed."""

BY_PHONE: Final = "phone"
"""How a caller was put on hold by the phone itself; Asterisk then plays the music."""


@dataclass(frozen=True, slots=True)
class TalkingPair:
    """A caller, and an agent on a ``line``, to whom ``agent`` speaks."""

    line: AgentLine
    caller: LineCaller
    agent: LineCaller
    story: Story
    telephone: Telephone

    async def code(self) -> str | None:
        """Give the key after ``*``, if that is what was pressed."""
        if self.line.leg.take_key() != "*":
            return None
        return await self.agent.ask_key(patience=NEXT_KEY)

    async def hold(self, how: str) -> None:
        """Let the caller hear music, and the agent nothing."""
        learn_held(self.story)
        self.story.learn(HOLD, self.line.agent, how=how)
        await self.telephone.separate(self.line.bridge, self.caller.leg.id, self.line.leg.id)
        await self.caller.entertain()

    async def take_back(self) -> None:
        """Let both talk again."""
        await self.agent.quieten()
        await self.caller.quieten()
        await self.telephone.join(self.line.bridge, self.caller.leg.id, self.line.leg.id)
        learn_held(self.story)

    async def complain(self, prompt: str) -> None:
        """Tell the agent that it did not work, and let both talk again."""
        await self.agent.quieten()
        await self.agent.say(self.sound(prompt))
        await self.take_back()

    def note_hold_by_phone(self) -> None:
        """Note what the phone did by itself; Asterisk plays the music."""
        held = is_held(self.story)
        if self.line.leg.on_hold and held is None:
            self.story.learn(HOLD, self.line.agent, how=BY_PHONE)
        elif not self.line.leg.on_hold and held == BY_PHONE:
            learn_held(self.story)

    def sound(self, prompt: str) -> str:
        """Name the sound of a prompt in the language of the call."""
        return in_their_language(self.story, prompt)
