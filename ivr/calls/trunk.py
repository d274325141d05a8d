"""Calling people over the operator's trunk, each call on a line of the outgoing pool."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from capacity.lines import Direction, LinePool, held_line
from ivr.ari import AriError
from ivr.calls.leg import NORMAL_CLEARING, EndedBy, Ending, Leg
from ivr.calls.switchboard import Switchboard
from ivr.calls.telephone import Telephone

INDIA: Final = "+91"


@dataclass(frozen=True, slots=True)
class TrunkRules:
    """How numbers are dialled: what comes before their ten digits, who is shown as calling.

    ``ring`` is in seconds; without a trunk nobody can be called.
    """

    has_trunk: bool
    prefix: str
    caller_id: str
    ring: float


class NoTrunk(Exception):
    """The settings name no trunk over which people could be called."""

    def __init__(self) -> None:
        super().__init__("outgoing.trunk is not set: name the operator's address in helpline.toml")


@dataclass(frozen=True, slots=True)
class Trunk:
    """The way out to people."""

    lines: LinePool
    telephone: Telephone
    switchboard: Switchboard
    rules: TrunkRules

    @asynccontextmanager
    async def call(self, channel: str, number: str, *, adopted: bool = False) -> AsyncIterator[Leg]:
        """Hold a line and a leg to this number (E.164) for the length of the block.

        The leg is ``started`` when the person has picked up, and ``gone`` when they did not or
        have hung up. ``channel`` begins with `OUTGOING_LEG`; with ``adopted`` it is there already.
        Raises `NoTrunk`, `NoLineFree`, and `AriError` when the order is not taken.
        """
        if not self.rules.has_trunk:
            raise NoTrunk
        leg = self.switchboard.expect(channel)
        with self.switchboard.forgetting(leg):
            async with held_line(self.lines, Direction.OUTGOING, channel, adopted=adopted):
                try:
                    if not adopted:
                        await self._dial(number, leg)
                    yield leg
                finally:
                    leg.end(Ending(EndedBy.US, NORMAL_CLEARING))
                    await self.telephone.hang_up(leg.id)

    async def _dial(self, number: str, leg: Leg) -> None:
        rules = self.rules
        dialled = rules.prefix + number.removeprefix(INDIA)
        try:
            await self.telephone.dial(
                dialled, leg.id, caller_id=rules.caller_id, seconds=rules.ring
            )
        except AriError:
            leg.end(Ending(EndedBy.US))
            raise
