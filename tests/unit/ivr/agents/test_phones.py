"""Which phones can be rung is known from events, and from a look after each connection."""

import asyncio
from collections.abc import Sequence

import pytest

from ivr.agents.phones import EVERY, LOOK_AGAIN, Phones
from ivr.ari import AriUnavailable
from ivr.ari.messages import DeviceState, DeviceStateChanged

pytestmark = pytest.mark.looptime


class Asterisk:
    """What it would tell of its phones."""

    def __init__(self) -> None:
        self.states = {"asha": "online", "vijay": "offline", "trunk": "offline"}
        self.listened: list[list[str]] = []
        self.away = 0

    async def listen_to_phones(self, agents: Sequence[str]) -> None:
        if self.away:
            self.away -= 1
            raise AriUnavailable("away")
        self.listened.append(list(agents))

    async def phones(self) -> dict[str, str]:
        return dict(self.states)


class Agents:
    """What is told of them."""

    def __init__(self) -> None:
        self.ids = frozenset({"asha", "vijay", "new"})
        self.told: list[tuple[str, bool]] = []

    def reach(self, agent_id: str, *, reachable: bool) -> None:
        self.told.append((agent_id, reachable))


@pytest.fixture
def asterisk() -> Asterisk:
    return Asterisk()


@pytest.fixture
def agents() -> Agents:
    return Agents()


async def running(phones: Phones, seconds: float) -> None:
    task = asyncio.create_task(phones.keep())
    await asyncio.sleep(seconds)
    task.cancel()
    await asyncio.wait([task])


@pytest.mark.parametrize(
    ("state", "reachable"),
    [
        ("NOT_INUSE", True),
        ("INUSE", True),
        ("RINGING", True),
        ("UNKNOWN", True),
        ("UNAVAILABLE", False),
        ("INVALID", False),
    ],
)
async def test_each_event_is_told(
    asterisk: Asterisk, agents: Agents, state: str, reachable: bool
) -> None:
    event = DeviceStateChanged(device_state=DeviceState("PJSIP/asha", state))
    Phones(asterisk, agents).receive(event)
    assert agents.told == [("asha", reachable)]


async def test_devices_of_nobody_are_passed_over(asterisk: Asterisk, agents: Agents) -> None:
    phones = Phones(asterisk, agents)
    for name in ("PJSIP/trunk", "Stasis:asha"):
        phones.receive(DeviceStateChanged(device_state=DeviceState(name, "UNAVAILABLE")))
    assert agents.told == []


async def test_nothing_is_asked_before_there_is_a_connection(
    asterisk: Asterisk, agents: Agents
) -> None:
    await running(Phones(asterisk, agents), 1000)
    assert asterisk.listened == agents.told == []


async def test_a_look_tells_of_each_and_those_whom_asterisk_does_not_know(
    asterisk: Asterisk, agents: Agents
) -> None:
    phones = Phones(asterisk, agents)
    phones.soon()
    await running(phones, 1)
    assert asterisk.listened == [["asha", "new", "vijay"]]
    assert agents.told == [("asha", True), ("new", False), ("vijay", False)]


async def test_it_looks_now_and_then_and_again_soon_if_it_could_not(
    asterisk: Asterisk, agents: Agents
) -> None:
    phones = Phones(asterisk, agents)
    asterisk.away = 3
    phones.soon()
    await running(phones, 3 * LOOK_AGAIN + EVERY + 1)
    assert (len(asterisk.listened), len(agents.told)) == (2, 6)
