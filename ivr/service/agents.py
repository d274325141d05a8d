"""Those who answer on a service: their desk, its waiting lines, who is on duty, their phones."""

import asyncio

from ivr.agents import Roster
from ivr.agents.code_calls import CodeCalls
from ivr.agents.phones import Phones
from ivr.calls.desk import AgentDesk
from ivr.house import (
    agent_cards,
    desk_rules,
    destinations,
    duty_rules,
    supervision_rules,
)
from ivr.metrics.agents import AgentCollector
from ivr.metrics.queue import QueueCollector
from ivr.queue_control import QueueControl
from ivr.service.exchange import Exchange
from ivr.service.stores import Stores
from ivr.settings import Settings
from ivr.share_board import ShareBoard


class Agents:
    """The parts for the people who answer."""

    def __init__(self, settings: Settings, stores: Stores, exchange: Exchange) -> None:
        telephone, switchboard = exchange.telephone, exchange.switchboard
        self.desk = _desk(settings, stores, exchange)
        self.shares = ShareBoard(stores.journal, stores.queries, self.desk.waiting.share)
        self.queue = QueueControl(
            self.desk.waiting,
            self.shares,
            stores.queries,
            node=settings.run.node,
            languages=settings.call.languages,
        )
        self.roster = Roster(
            self.desk.waiting, stores.journal, settings.agents, duty_rules(settings)
        )
        stores.metrics.registry.register(QueueCollector(self.queue))
        stores.metrics.registry.register(AgentCollector(self.roster, self._busy_seconds))
        self.phones = Phones(telephone, self.roster)
        self.codes = CodeCalls(self.roster, telephone, switchboard, stores.library.media)

    def change(self, settings: Settings) -> None:
        """Take over edited settings."""
        self.desk.change(agent_cards(settings), desk_rules(settings))
        self.roster.change(settings.agents, duty_rules(settings))
        self.desk.beside.change(*supervision_rules(settings))
        self.desk.talks.destinations = destinations(settings)

    def _busy_seconds(self) -> float:
        return self.desk.waiting.room.busy_seconds(asyncio.get_running_loop().time())


def _desk(settings: Settings, stores: Stores, exchange: Exchange) -> AgentDesk:
    desk = AgentDesk(
        agent_cards(settings), desk_rules(settings), exchange.telephone, exchange.switchboard
    )
    desk.talks.destinations = destinations(settings)
    desk.talks.trunk = exchange.trunk
    desk.talks.media = stores.library.media
    desk.beside.change(*supervision_rules(settings))
    desk.beside.recorder.room = stores.recordings.has_room
    return desk
