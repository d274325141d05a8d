"""A consumer who follows a script: waits for a prompt by ear, then keys or hangs up."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ivr.phone.call import Call
from ivr.phone.recognition import Ear, KnownSounds
from tests.asterisk.helpline import SOUNDS
from tests.waiting import until

HANG_UP = "hang up"
LISTEN = 0.05
STAY = 150.0
"""Seconds after the last step of a script in which the call must have ended."""

KNOWN = KnownSounds.load(SOUNDS)

Script = Sequence[tuple[str, str]]
"""Pairs of a prompt key to wait for, and what is keyed then (or `HANG_UP`)."""


@dataclass
class Consumer:
    """One person on the phone; ``heard`` grows while the call goes on."""

    call: Call
    heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._ear = Ear(KNOWN)

    def listen(self) -> list[str]:
        """Give what was heard since the last time."""
        new = [heard.sound for heard in self._ear.listen(self.call.sound.sound)]
        self.heard += new
        return new

    async def wait_for(self, key: str, *, within: float = 40.0) -> None:
        """Listen until this prompt begins, in whatever language."""
        deadline = asyncio.get_running_loop().time() + within
        while not any(sound.partition("/")[2] == key for sound in self.listen()):
            late = asyncio.get_running_loop().time() > deadline
            assert not late, f"no {key} within {within:g} s; heard: {self.heard}"
            assert not self.call.over, f"the call ended before {key}; heard: {self.heard}"
            await asyncio.sleep(LISTEN)

    async def follow(self, script: Script) -> None:
        """Do what the script says, step by step."""
        for key, action in script:
            await self.wait_for(key)
            if action == HANG_UP:
                await self.call.hang_up()
            elif action:
                await self.call.press(action)


async def play_consumer(line: Any, number: str, script: Script, **options: object) -> Consumer:
    """Call 1912, follow the script, and stay until the call is over."""
    async with line.phone(number, **options) as phone:
        consumer = Consumer(await phone.call("1912"))
        await consumer.follow(script)
        await until(
            lambda: consumer.listen() == [] and consumer.call.over, within=STAY, step=LISTEN
        )
        return consumer
