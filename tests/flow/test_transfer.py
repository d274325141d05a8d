"""Agents hold callers and pass them on: who hears whom, who is busy, and what the record says."""

import asyncio

import pytest

from capacity.lines import Sizes
from capacity.outcomes import Outcome
from ivr.ari.messages import Channel, ChannelHold, ChannelUnhold
from ivr.calls.destinations import Destinations, Officer
from ivr.calls.talks import CannotDo
from ivr.calls.transfer_facts import Kind
from routing.agents import AgentCard, Duty
from tests.flow.exchange import Exchange, Phone
from tests.flow.test_reception import to_the_line
from tests.flow.test_recovery import killed_and_restarted

pytestmark = pytest.mark.looptime

HINDI = frozenset({"hi"})
ASHA = AgentCard("asha", frozenset({"MVVNL"}), HINDI)
VIJAY = AgentCard("vijay", frozenset({"KESCO"}), HINDI)
OFFICER = "+919415099999"
WHERE = Destinations({"101": "asha", "102": "vijay"}, {"21": Officer("J. K. Singh", OFFICER)})


def an_exchange(*agents: AgentCard, **options: object) -> Exchange:
    return Exchange(agents=agents or (ASHA, VIJAY), destinations=WHERE, **options)


async def talking(exchange: Exchange) -> str:
    """Bring a caller to Asha, and give her channel."""
    await to_the_line(exchange, "c1")
    await until(lambda: exchange.desk.waiting.duties()["asha"] is Duty.TALKING)
    return leg_of(exchange, "asha")


async def until(condition, within: float = 60) -> None:
    async with asyncio.timeout(within):
        while not condition():
            await asyncio.sleep(0.1)


def leg_of(exchange: Exchange, agent: str) -> str:
    (leg,) = [each for each in exchange.channel_ids if f"-{agent}-" in each]
    return leg


def outside(exchange: Exchange) -> str:
    (leg,) = [each for each in exchange.channel_ids if each.startswith("outgoing-")]
    return leg


def together(exchange: Exchange, *legs: str) -> bool:
    return set(legs) in exchange.bridges.values()


def of_kind(exchange: Exchange, kind: str) -> list[object]:
    return [fact.value for _, fact in exchange.facts if fact.kind == kind]


def outcomes(exchange: Exchange) -> dict[str, Outcome]:
    return {record.call_id: record.outcome for record in exchange.records}


async def over(exchange: Exchange, *legs: str) -> None:
    for leg in legs:
        exchange.drop(leg)
    await exchange.finished()
    await exchange.check_all_clear()


async def test_hold_and_back_by_key():
    exchange = an_exchange()
    asha = await talking(exchange)
    exchange.press(asha, "*", "2")
    await until(lambda: not together(exchange, "c1", asha))
    assert exchange.log[-1] == ("music", "c1")
    await asyncio.sleep(30)
    exchange.press(asha, "*", "2")
    await until(lambda: together(exchange, "c1", asha))
    assert of_kind(exchange, "held") == [pytest.approx(30, abs=1)]
    await over(exchange, asha)
    assert exchange.records[0].outcome is Outcome.ANSWERED


async def test_the_phones_own_hold_is_a_fact_and_nothing_else():
    exchange = an_exchange()
    asha = await talking(exchange)
    exchange.switchboard.receive(ChannelHold(channel=Channel(asha)))
    await asyncio.sleep(12)
    assert together(exchange, "c1", asha)
    exchange.switchboard.receive(ChannelUnhold(channel=Channel(asha)))
    await asyncio.sleep(1)
    assert of_kind(exchange, "held") == [12.0]
    await over(exchange, "c1")


async def test_blind_to_another_agent():
    exchange = an_exchange()
    asha = await talking(exchange)
    exchange.press(asha, *"*3102#")
    await until(lambda: exchange.desk.waiting.duties()["vijay"] is Duty.TALKING)
    assert exchange.desk.waiting.duties()["asha"] is Duty.WRAP_UP
    assert any("transfer.start" in sound for sound in exchange.played("c1"))
    vijay = leg_of(exchange, "vijay")
    assert together(exchange, "c1", vijay)
    assert asha not in exchange.channel_ids
    await over(exchange, vijay)
    (record,) = exchange.records
    assert (record.outcome, record.agent) == (Outcome.ANSWERED, "vijay")
    assert record.answered_at < record.parted_at
    assert of_kind(exchange, "transfer") == [("blind", "agent", "vijay", "asha")]
    assert of_kind(exchange, "transfer-end") == ["connected"]
    assert exchange.desk.waiting.duties()["vijay"] is Duty.WRAP_UP


async def test_no_answer_there_brings_the_caller_back_to_the_first_agent():
    exchange = an_exchange()
    exchange.phones["vijay"] = Phone(answers_after=None)
    asha = await talking(exchange)
    exchange.press(asha, *"*3102#")
    await until(lambda: exchange.desk.waiting.duties()["asha"] is Duty.FREE)
    await until(lambda: exchange.desk.waiting.duties()["asha"] is Duty.TALKING)
    assert any("transfer.failed" in sound for sound in exchange.played("c1"))
    assert exchange.desk.waiting.duties()["vijay"] in (Duty.RESTING, Duty.FREE)
    assert together(exchange, "c1", leg_of(exchange, "asha"))
    await over(exchange, leg_of(exchange, "asha"))
    assert exchange.records[0].agent == "asha"
    assert of_kind(exchange, "transfer-end") == ["the phone was not picked up"]


async def test_nobody_is_free_to_come_back_to_so_the_caller_is_first_in_line():
    exchange = an_exchange()
    exchange.phones["vijay"] = Phone(answers_after=None)
    asha = await talking(exchange)
    await to_the_line(exchange, "c2")
    exchange.press(asha, *"*3102#")
    await until(
        lambda: (
            exchange.desk.waiting.duties()["asha"] is Duty.TALKING
            and asha not in exchange.channel_ids
        )
    )
    second = leg_of(exchange, "asha")
    assert together(exchange, "c2", second)  # in the meantime
    await until(lambda: "transfer-end" in [fact.kind for _, fact in exchange.facts])
    await to_the_line(exchange, "c3")
    await asyncio.sleep(1)
    exchange.drop(second)
    await until(lambda: any("c1" in members for members in exchange.bridges.values()))
    await over(exchange, "c1", "c2", "c3")


async def test_blind_to_a_waiting_line():
    exchange = an_exchange()
    asha = await talking(exchange)
    exchange.press(asha, *"*35#")
    await until(lambda: exchange.desk.waiting.duties()["vijay"] is Duty.TALKING)
    assert together(exchange, "c1", leg_of(exchange, "vijay"))
    await over(exchange, leg_of(exchange, "vijay"))
    assert of_kind(exchange, "transfer") == [("blind", "line", "KESCO", "asha")]
    assert of_kind(exchange, "transfer-end") == ["in line"]
    (record,) = exchange.records
    assert (record.agent, record.discom) == ("vijay", "MVVNL")


async def test_blind_to_a_field_officer_holds_an_outgoing_line_and_no_agent():
    exchange = an_exchange()
    asha = await talking(exchange)
    exchange.press(asha, *"*321#")
    await until(
        lambda: (
            any("c1" in m and len(m) == 2 for m in exchange.bridges.values())
            and asha not in exchange.channel_ids
        )
    )
    assert together(exchange, "c1", outside(exchange))
    assert any("transfer.agent" in sound for sound in exchange.played(outside(exchange)))
    assert await exchange.lines.levels() == Sizes(1, 1)
    await asyncio.sleep(15)
    assert set(exchange.desk.waiting.duties().values()) == {Duty.FREE}
    await over(exchange, outside(exchange))
    (record,) = exchange.records
    assert (record.outcome, record.agent) == (Outcome.ANSWERED, "asha")
    assert of_kind(exchange, "parted") == ["transfer", "officer"]


async def test_an_officer_who_is_busy_brings_the_caller_back():
    exchange = an_exchange()
    exchange.phones[OFFICER.removeprefix("+91")] = Phone(answers_after=None, sip=486, cause=17)
    asha = await talking(exchange)
    exchange.press(asha, *"*321#")
    await until(lambda: exchange.desk.waiting.duties()["asha"] is Duty.WRAP_UP)
    await until(lambda: exchange.desk.waiting.duties()["asha"] is Duty.TALKING)
    assert await exchange.lines.levels() == Sizes(1, 0)
    await over(exchange, leg_of(exchange, "asha"))


@pytest.mark.parametrize("keys", ["*9", "*3999#", "*3", "*3102", "*45#", "*3101#"])
async def test_what_cannot_be_done_is_told_to_the_agent_alone_and_nothing_is_lost(keys):
    exchange = an_exchange()
    asha = await talking(exchange)
    heard = len(exchange.played("c1"))
    exchange.press(asha, *keys)
    await until(lambda: any("wrong-key" in s or "not-reached" in s for s in exchange.played(asha)))
    await until(lambda: together(exchange, "c1", asha))
    assert len(exchange.played("c1")) == heard
    assert exchange.desk.waiting.duties() == {"asha": Duty.TALKING, "vijay": Duty.FREE}
    await over(exchange, asha)
    assert exchange.records[0].agent == "asha"


async def test_hold_and_transfer_by_order():
    exchange = an_exchange()
    asha = await talking(exchange)
    talks = exchange.desk.talks
    with pytest.raises(CannotDo, match="no agent talks"):
        talks.hold("c2", on=True)
    assert talks.hold("c1", on=False).agent == "asha"
    talks.hold("c1", on=True)
    with pytest.raises(CannotDo, match="just passing"):
        talks.hold("c1", on=True)
    await until(lambda: not together(exchange, "c1", asha))
    talks.hold("c1", on=False)
    await until(lambda: together(exchange, "c1", asha))
    with pytest.raises(CannotDo, match="nobody has this number"):
        talks.transfer("c1", Kind.BLIND, "999")
    talks.transfer("c1", Kind.BLIND, "102")
    await until(lambda: exchange.desk.waiting.duties()["vijay"] is Duty.TALKING)
    await over(exchange, "c1")
    assert [fact.how for _, fact in exchange.facts if fact.kind == "hold"] == ["api", "transfer"]


async def test_an_order_that_is_lost_in_a_talk_ends_no_talk():
    exchange = an_exchange()
    asha = await talking(exchange)
    exchange.cut = True
    exchange.press(asha, *"*3102#")
    await asyncio.sleep(5)
    exchange.cut = False
    await until(lambda: together(exchange, "c1", asha))
    assert exchange.desk.waiting.duties() == {"asha": Duty.TALKING, "vijay": Duty.FREE}
    await over(exchange, asha)
    assert exchange.records[0].agent == "asha"


async def consulting(exchange: Exchange, who: str = "102") -> str:
    """Let Asha talk with a third party first; gives her channel."""
    asha = await talking(exchange)
    exchange.press(asha, *f"*4{who}#")
    await until(lambda: "consulted" in [fact.kind for _, fact in exchange.facts])
    return asha


async def test_attended_and_completed_by_hanging_up():
    exchange = an_exchange()
    asha = await consulting(exchange)
    vijay = leg_of(exchange, "vijay")
    assert together(exchange, asha, vijay)
    assert set(exchange.desk.waiting.duties().values()) == {Duty.TALKING}
    await asyncio.sleep(10)
    exchange.drop(asha)
    await until(lambda: together(exchange, "c1", vijay))
    assert exchange.desk.waiting.duties() == {"asha": Duty.WRAP_UP, "vijay": Duty.TALKING}
    await over(exchange, vijay)
    assert exchange.records[0].agent == "vijay"
    assert of_kind(exchange, "transfer-end") == ["connected"]
    assert sum(of_kind(exchange, "held")) == pytest.approx(11, abs=2)


async def test_attended_and_taken_back_by_key():
    exchange = an_exchange()
    asha = await consulting(exchange)
    exchange.press(asha, *"*4")
    await until(lambda: together(exchange, "c1", asha))
    assert exchange.desk.waiting.duties() == {"asha": Duty.TALKING, "vijay": Duty.FREE}
    assert of_kind(exchange, "transfer-end") == ["taken back"]
    await over(exchange, asha)


async def test_attended_and_the_third_party_hangs_up():
    exchange = an_exchange()
    asha = await consulting(exchange, "21")
    exchange.drop(outside(exchange))
    await until(lambda: together(exchange, "c1", asha))
    assert await exchange.lines.levels() == Sizes(1, 0)
    await over(exchange, asha)


async def test_attended_to_an_officer_and_completed():
    exchange = an_exchange()
    asha = await consulting(exchange, "21")
    exchange.drop(asha)
    await until(lambda: together(exchange, "c1", outside(exchange)))
    assert not any("transfer.agent" in sound for sound in exchange.played(outside(exchange)))
    await over(exchange, "c1")
    assert of_kind(exchange, "parted") == ["transfer", "caller"]


async def test_a_caller_who_hangs_up_leaves_nothing_behind():
    for keys in ("*2", "*3", "*3102#", "*321#", "*4102#", "*421#"):
        for wait in (0.1, 0.6, 3.0):
            exchange = an_exchange()
            asha = await talking(exchange)
            exchange.press(asha, *keys)
            await asyncio.sleep(wait)
            await over(exchange, "c1")
            assert exchange.records[0].outcome is Outcome.ANSWERED
            assert not {Duty.TALKING, Duty.RINGING} & set(exchange.desk.waiting.duties().values())


NOT_BEGUN = (0.0, 1.5, 1.75)
"""Moments of a kill at which the keys are lost, or that find nobody when the phone is picked up."""

KILLED = [n / 4 for n in range(28)]


@pytest.mark.parametrize("keys", ["*3102#", "*321#", "*35#"])
@pytest.mark.parametrize("moment", KILLED)
async def test_a_blind_transfer_killed_at_any_moment_goes_on(keys, moment):
    exchange = an_exchange()
    exchange.phones["vijay"] = Phone(answers_after=2)
    exchange.phones[OFFICER.removeprefix("+91")] = Phone(answers_after=2)
    asha = await talking(exchange)
    await to_the_line(exchange, "c2")
    exchange.press(asha, *keys)
    await asyncio.sleep(moment)
    await killed_and_restarted(exchange, away=0.4)
    await asyncio.sleep(8)
    exchange.drop("c2")
    try:
        await until(lambda: any("c1" in m and len(m) > 1 for m in exchange.bridges.values()))
    except TimeoutError:
        raise AssertionError(exchange.log[-30:]) from None
    await asyncio.sleep(20)
    assert any("c1" in m and len(m) > 1 for m in exchange.bridges.values())
    await over(exchange, "c1", "c2")
    assert outcomes(exchange)["c1"] is Outcome.ANSWERED


@pytest.mark.parametrize("keys", ["*4102#", "*421#"])
@pytest.mark.parametrize("moment", KILLED)
async def test_an_attended_transfer_killed_at_any_moment_goes_on(keys, moment):
    exchange = an_exchange()
    exchange.phones["vijay"] = Phone(answers_after=2)
    exchange.phones[OFFICER.removeprefix("+91")] = Phone(answers_after=2)
    asha = await talking(exchange)
    await to_the_line(exchange, "c2")
    exchange.press(asha, *keys)
    loop = asyncio.get_running_loop()
    loop.call_later(5, exchange.drop, asha)
    await asyncio.sleep(moment)
    await killed_and_restarted(exchange, away=0.4)
    third = "-vijay-" if keys == "*4102#" else "outgoing-"
    await asyncio.sleep(40)
    if moment in NOT_BEGUN:
        assert "agent" in of_kind(exchange, "parted")  # who had the caller back
        await over(exchange, "c2")
        return
    (talk,) = [members for members in exchange.bridges.values() if "c1" in members]
    assert any(third in leg for leg in talk)
    await over(exchange, "c1", "c2")
    assert outcomes(exchange)["c1"] is Outcome.ANSWERED
