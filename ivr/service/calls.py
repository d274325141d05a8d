"""The calls of a service: those that come in, those that are called back, and their records."""

import asyncio
from dataclasses import dataclass

from capacity.lines import LinePool
from dialplan.story import Fact, Story
from ivr.calls.call_backs import CallBacks
from ivr.calls.earlier import EarlierCalls
from ivr.calls.leg import Leg
from ivr.calls.reception import Reception
from ivr.house import call_back_rules, house_rules
from ivr.journal import Journal
from ivr.metrics.calls import CallMetrics
from ivr.queue_control import QueueControl
from ivr.records import CallRecord
from ivr.service.agents import Agents
from ivr.service.exchange import Exchange
from ivr.service.stores import Stores
from ivr.settings import Settings


@dataclass(frozen=True, slots=True)
class Records:
    """Journals what becomes known about calls, and counts the calls that are over."""

    journal: Journal
    metrics: CallMetrics
    queue: QueueControl

    def fact(self, call_id: str, fact: Fact) -> None:
        """Keep a fact of a call."""
        self.journal.fact(call_id, fact)
        self.metrics.fact(call_id, fact)

    def record(self, record: CallRecord) -> None:
        """Keep the record of a call that is over."""
        self.journal.record(record)
        self.metrics.call_ended(record)
        self.queue.note(record)


class Calls:
    """The parts that lead calls. Call-backs and the reception need each other."""

    def __init__(
        self,
        settings: Settings,
        lines: LinePool,
        stores: Stores,
        exchange: Exchange,
        agents: Agents,
    ) -> None:
        records = Records(stores.journal, stores.metrics.calls, agents.queue)
        self.earlier = EarlierCalls()
        self.call_backs = self._call_backs(settings, stores, exchange, agents, records)
        self.reception = Reception(
            rules=house_rules(settings),
            lines=lines,
            telephone=exchange.telephone,
            switchboard=exchange.switchboard,
            desk=agents.desk,
            earlier=self.earlier,
            outages=stores.outages.open,
            call_backs=self.call_backs,
            keeper=records,
            media=stores.library.media,
        )

    def change(self, settings: Settings) -> None:
        """Take over edited settings."""
        self.reception.rules = house_rules(settings)
        self.call_backs.rules = call_back_rules(settings)

    async def close(self, drain: float) -> None:
        """Take no more calls, and give those that run ``drain`` seconds."""
        await asyncio.gather(self.reception.close(drain), self.call_backs.close(drain))

    async def leave(self) -> None:
        """Leave what calls there are to the next process."""
        await self.reception.leave()
        await self.call_backs.leave()

    def _call_backs(
        self,
        settings: Settings,
        stores: Stores,
        exchange: Exchange,
        agents: Agents,
        records: Records,
    ) -> CallBacks:
        return CallBacks(
            rules=call_back_rules(settings),
            desk=agents.desk,
            trunk=exchange.trunk,
            keeper=records,
            earlier=self.earlier,
            serve=self._serve,
            on_phone=self._talks_with,
            note_oldest=stores.oldest_call_back.note,
        )

    async def _serve(self, leg: Leg, story: Story) -> None:
        await self.reception.serve(leg, story)

    def _talks_with(self, number: str) -> bool:
        return self.reception.talks_with(number)
