"""A caller who was passed on to somebody outside: a field officer, or another mobile."""

from dataclasses import dataclass

from dialplan.conversation import CallerHungUp
from dialplan.story import Story
from ivr.ari import AriError
from ivr.calls.agent_line import NETWORK
from ivr.calls.caller import LineCaller, hang_up_shows
from ivr.calls.leg import lost_by_network
from ivr.calls.telephone import Telephone
from ivr.calls.third_party import ThirdParty, bridge_of, rings_in_vain
from ivr.calls.transfer_facts import (
    CONNECTED,
    CONSULTED,
    OFFICER,
    TRANSFER,
    TRANSFER_END,
    in_their_language,
    open_transfer,
)


@dataclass(frozen=True, slots=True)
class OutsideTalk:
    """The caller hears music until the person has picked up; then both talk."""

    third: ThirdParty
    caller: LineCaller
    person: LineCaller
    story: Story

    async def hold(self, telephone: Telephone) -> str | None:
        """Connect both and stay until they part; None when they talked, else why they did not.

        Raises `CallerHungUp`. At the end the person is hung up.
        """
        try:
            if open_transfer(self.story) is not None:
                async with hang_up_shows():
                    why = await rings_in_vain(self.third, self.caller.leg)
                if why is not None:
                    return why
                try:
                    await self._connect(telephone)
                except (AriError, CallerHungUp) as error:
                    if self.caller.leg.gone.done():
                        raise CallerHungUp from error
                    return "hung up at once"
            await self._stay()
        finally:
            await self.caller.leave(bridge_of(self.third))
            await self.third.let_go()
        return None

    async def _connect(self, telephone: Telephone) -> None:
        """Tell the person what the call is about, unless an agent did, and join both."""
        last = self.story.newest(TRANSFER, CONSULTED)
        met = last is not None and last.kind == CONSULTED
        if not met:
            await self.person.say(in_their_language(self.story, "transfer.agent"))
        await self.caller.quieten()
        newcomers = () if met else (self.third.leg.id,)
        await telephone.join(bridge_of(self.third), self.caller.leg.id, *newcomers)
        self.story.learn(TRANSFER_END, CONNECTED)

    async def _stay(self) -> None:
        try:
            async with hang_up_shows():
                await self.caller.leg.first(self.third.leg.gone)
        finally:
            self.story.learn("parted", self._who_parted())

    def _who_parted(self) -> str:
        if self.caller.leg.gone.done():
            return "caller"
        if not self.third.leg.gone.done():
            return "helpline"
        return NETWORK if lost_by_network(self.third.leg.ending) else OFFICER
