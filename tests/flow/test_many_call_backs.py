"""Many who asked to be called back, by chance: never too many calls, never two to one person."""

import asyncio
import random

import pytest

from capacity.lines import Direction, Sizes
from capacity.outcomes import Outcome
from routing.agents import AgentCard, Duty
from routing.call_backs import Attempts
from tests.flow.exchange import Exchange, Phone
from tests.flow.test_call_backs import all_clear, come, ends_asking
from tests.flow.test_reception import to_the_line
from tests.flow.test_recovery import killed_and_restarted, times

pytestmark = pytest.mark.looptime

AGENTS = tuple(AgentCard(name, frozenset(), frozenset({"hi"})) for name in ("asha", "vijay"))


def a_phone(chance: random.Random) -> Phone:
    after = chance.choice((None, 0.5, 4.0, 12.0))
    return Phone(after, cause=chance.choice((17, 19)), sip=chance.choice((486, None)))


def check(exchange: Exchange) -> None:
    """Look at the people who are called now, and at the agents."""
    called = [each for each in exchange.channel_ids if each.startswith("outgoing-")]
    duties = exchange.desk.waiting.duties().values()
    assert len(called) <= sum(each is not Duty.FREE for each in duties) <= len(AGENTS)
    numbers = {entry[2]: entry[1] for entry in exchange.log if entry[0] == "dial"}
    assert len({numbers[each] for each in called}) == len(called), "two calls to one person"


@pytest.mark.parametrize("seed", range(12))
async def test_never_more_calls_than_free_agents_and_never_two_to_one_person(seed):
    chance = random.Random(seed)
    exchange = Exchange(
        agents=(), sizes=Sizes(9, chance.choice((1, 9))), attempts=Attempts(2, pause=20)
    )
    numbers = [f"522234567{n}" for n in range(4)]
    for n, number in enumerate(chance.choices(numbers, k=7)):
        exchange.phones[number] = a_phone(chance)
        await to_the_line(exchange, f"c{n}", number=f"0{number}")
        await ends_asking(exchange, f"c{n}", number)
    come(exchange, *AGENTS)
    exchange.phones |= {agent.id: a_phone(chance) for agent in AGENTS}
    exchange.phones["asha"] = Phone(answers_after=2)
    killed_at = asyncio.get_running_loop().time() + chance.uniform(0, 60)
    killed, keyed = False, set()
    async with asyncio.timeout(7200):
        while len(exchange.call_backs) or not killed:
            check(exchange)
            if not killed and asyncio.get_running_loop().time() > killed_at:
                await killed_and_restarted(exchange, away=chance.uniform(0.2, 3))
                killed = True
            await act(exchange, chance, keyed)
            await asyncio.sleep(0.25)
    asked = [each for each in exchange.records if each.direction == Direction.INCOMING]
    called = [each for each in exchange.records if each.direction == Direction.OUTGOING]
    assert {each.outcome for each in asked} == {Outcome.CALL_BACK}
    assert {each.outcome for each in called} <= {
        Outcome.ANSWERED,
        Outcome.UNREACHED,
        Outcome.SELF_SERVED,
    }
    assert {each.caller for each in asked} == {each.caller for each in called}
    assert len({each.call_id for each in called}) == len(called)
    tried = [each.caller for each in called if each.stage != "waiting"]
    assert len(tried) == len(set(tried)), "who asked again was called once"
    assert all(times(exchange, each.call_id, "not-reached") <= 2 for each in called)
    await all_clear(exchange)


async def act(exchange: Exchange, chance: random.Random, keyed: set[str]) -> None:
    """Let people key something when they are asked, and conversations end by chance."""
    for entry in exchange.log[-6:]:
        if "callback.asked-for" in entry[-1] and entry[1] not in keyed:
            keyed.add(entry[1])
            exchange.press(entry[1], chance.choice("11125"))
    for channels in list(exchange.bridges.values()):
        if chance.random() < 0.05:
            exchange.drop(chance.choice(sorted(channels)))
