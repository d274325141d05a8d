"""Supervisors on virtual time: whatever fails or dies, the talk goes on and nothing is left."""

import asyncio
from collections.abc import Callable

import pytest

from capacity.outcomes import Outcome
from ivr.ari import AriTimeout
from ivr.calls.supervising import CannotSupervise
from ivr.calls.supervision import How
from ivr.records import Side
from routing.agents import Duty
from tests.flow.exchange import Exchange, Phone
from tests.flow.test_reception import to_the_line
from tests.flow.test_recovery import killed_and_restarted, times

pytestmark = pytest.mark.looptime


async def talking() -> Exchange:
    """Let Asha talk with c1."""
    exchange = Exchange()
    await to_the_line(exchange)
    await asyncio.sleep(20)
    assert exchange.desk.waiting.duties() == {"asha": Duty.TALKING}
    return exchange


def agent_leg(exchange: Exchange) -> str:
    (leg,) = [channel for channel in exchange.channel_ids if channel.startswith("agent-")]
    return leg


def together(exchange: Exchange, *channels: str) -> bool:
    """Tell whether these, and nobody else, talk with each other."""
    return set(channels) in exchange.bridges.values()


def values(exchange: Exchange, *kinds: str) -> list[tuple[object, str | None]]:
    return [(fact.value, fact.how) for _, fact in exchange.facts if fact.kind in kinds]


async def over(exchange: Exchange, *, dropped: str = "c1") -> None:
    exchange.drop(dropped)
    await exchange.finished()
    await exchange.check_all_clear()


async def test_a_code_brings_a_supervisor_whose_keys_change_what_they_do():
    exchange = await talking()
    exchange.dial_code("phone", "*72101")
    await asyncio.sleep(1)
    (snoop,) = exchange.snooped
    assert exchange.snooped[snoop] == agent_leg(exchange)
    assert together(exchange, "phone", snoop)
    exchange.press("phone", "5", "1")
    await asyncio.sleep(1)
    assert [entry[0] for entry in exchange.log if entry[1] == "phone"] == [
        "answer", "unmute", "join", "mute",
    ]  # fmt: skip
    exchange.drop("phone")
    await asyncio.sleep(1)
    assert together(exchange, "c1", agent_leg(exchange))
    assert values(exchange, "supervised", "supervised-until") == [
        (("rekha", "whisper"), "phone"),
        (("rekha", "listen"), "phone"),
        ("rekha", "the supervisor hung up"),
    ]
    await over(exchange)
    assert exchange.records[0].taken_over_by is None


async def test_the_end_of_the_talk_ends_the_supervision_before_the_record():
    exchange = await talking()
    await exchange.desk.beside.supervising.begin("rekha", "c1", How.LISTEN)
    await asyncio.sleep(3)
    await over(exchange)
    assert values(exchange, "supervised-until") == [("rekha", "the talk ended")]


async def test_who_takes_over_talks_on_and_the_agent_is_free():
    exchange = await talking()
    shown = await exchange.desk.beside.supervising.begin("rekha", "asha", How.TAKE_OVER)
    assert (shown.call_id, shown.seat, shown.supervisor) == ("c1", 101, "rekha")
    await asyncio.sleep(3)
    (leg,) = exchange.channel_ids - {"c1"}
    assert together(exchange, "c1", leg)
    assert exchange.desk.waiting.duties() == {"asha": Duty.WRAP_UP}
    assert exchange.desk.beside.supervising.talks() == []
    await asyncio.sleep(30)
    await over(exchange, dropped=leg)
    (record,) = exchange.records
    assert (record.outcome, record.agent, record.taken_over_by) == (
        Outcome.ANSWERED, "asha", "rekha",
    )  # fmt: skip
    assert (record.side, record.stage) == (Side.AGENT, "goodbye")
    assert (record.parted_at - record.answered_at).total_seconds() > 45
    assert times(exchange, "c1", "parted") == 1


async def test_a_caller_who_hangs_up_on_the_supervisor_leaves_nothing():
    exchange = await talking()
    exchange.dial_code("phone", "*73101")
    await asyncio.sleep(3)
    assert together(exchange, "c1", "phone")
    await over(exchange)
    assert (exchange.records[0].side, exchange.records[0].stage) == (Side.CALLER, "talking")


async def test_a_supervisor_lost_by_the_network_gives_the_caller_the_old_place():
    exchange = await talking()
    exchange.dial_code("phone", "*73101")
    await asyncio.sleep(30)
    exchange.drop("phone", 1, soft=True)
    await asyncio.sleep(20)
    assert exchange.desk.waiting.duties() == {"asha": Duty.TALKING}
    await over(exchange)
    assert exchange.records[0].outcome is Outcome.ANSWERED


async def test_agent_or_supervisor_gone_at_the_moment_of_taking_over(monkeypatch):
    for gone in ("agent", "phone"):
        exchange = await talking()
        exchange.dial_code("phone", "*71101")
        await asyncio.sleep(1)
        real = exchange.unmute

        async def first_gone(channel: str, exchange=exchange, gone=gone, real=real) -> None:
            exchange.drop(agent_leg(exchange) if gone == "agent" else "phone")
            await asyncio.sleep(0.01)
            await real(channel)

        monkeypatch.setattr(exchange, "unmute", first_gone)
        exchange.press("phone", "3")
        await asyncio.sleep(5)
        assert together(exchange, "c1", "phone" if gone == "agent" else agent_leg(exchange))
        await over(exchange)
        assert times(exchange, "c1", "parted") == 1
        assert exchange.records[0].taken_over_by == ("rekha" if gone == "agent" else None)


@pytest.mark.parametrize("order", ["ring", "mute", "snoop", "join", "unmute", "part"])
async def test_an_order_that_fails_costs_the_supervision_and_not_the_talk(order, monkeypatch):
    exchange = await talking()
    real, failures = getattr(exchange, order), [AriTimeout("no answer")]

    async def once(*arguments: object, **options: object) -> None:
        await real(*arguments, **options)
        if failures and order != "part":  # which never raises
            raise failures.pop()

    monkeypatch.setattr(exchange, order, once)
    supervising = exchange.desk.beside.supervising
    try:
        await supervising.begin("rekha", "asha", How.LISTEN)
        await asyncio.sleep(3)
        for channel in exchange.channel_ids - {"c1", agent_leg(exchange)}:
            exchange.press(channel, "3")
        await asyncio.sleep(3)
    except CannotSupervise:
        assert order == "ring"
    if order in ("part", "join", "unmute"):
        exchange.drop("c1")
    else:
        assert together(exchange, "c1", agent_leg(exchange))
        assert supervising.talks()[0].supervisor is None
    await over(exchange)
    assert exchange.records[0].outcome is Outcome.ANSWERED


def dead_after(exchange: Exchange, order: str, nth: int) -> Callable[..., object]:
    """Let Asterisk carry out an order, whose answer finds nobody."""
    real, seen = getattr(exchange, order), []

    async def last(*arguments: object, **options: object) -> None:
        await real(*arguments, **options)
        seen.append(order)
        if len(seen) == nth:
            exchange.life.over = True
            await asyncio.sleep(10)

    return last


@pytest.mark.parametrize(
    ("order", "nth", "taken"),
    [
        ("answer", 1, False),
        ("mute", 1, False),
        ("snoop", 1, False),
        ("join", 1, False),
        ("unmute", 1, True),
        ("join", 2, True),
        ("hang_up", 1, True),
        ("part", 1, True),
    ],
)
async def test_killed_at_any_order_of_a_supervision_the_talk_goes_on(
    order, nth, taken, monkeypatch
):
    exchange = await talking()
    monkeypatch.setattr(exchange, order, dead_after(exchange, order, nth))
    exchange.dial_code("phone", "*71101")
    await asyncio.sleep(2)
    if not exchange.life.over:
        exchange.press("phone", "3")
        await asyncio.sleep(2)
    assert exchange.life.over
    monkeypatch.undo()
    await killed_and_restarted(exchange)
    await asyncio.sleep(2)
    await exchange.comparison.run()  # as it will be after each while
    if taken:
        assert together(exchange, "c1", "phone")
        assert exchange.desk.waiting.duties() == {"asha": Duty.FREE}
    else:
        assert together(exchange, "c1", agent_leg(exchange))
    await over(exchange)
    assert exchange.records[0].taken_over_by == ("rekha" if taken else None)


@pytest.mark.parametrize("gone", ["phone", "agent", "c1"])
async def test_who_leaves_a_supervised_talk_while_the_service_is_dead(gone):
    exchange = await talking()
    exchange.dial_code("phone", "*71101")
    await asyncio.sleep(2)
    await exchange.kill()
    exchange.drop(agent_leg(exchange) if gone == "agent" else gone)
    await exchange.restart()
    await asyncio.sleep(1)
    if gone == "phone":
        assert together(exchange, "c1", agent_leg(exchange))
        exchange.dial_code("phone", "*71101")
        await asyncio.sleep(1)
        assert exchange.desk.beside.supervising.talks()[0].supervisor == "rekha"
    await over(exchange)
    assert times(exchange, "c1", "supervised-until") == times(exchange, "c1", "supervised")


async def test_one_supervisor_is_at_one_talk_and_one_talk_has_one():
    exchange = await talking()
    exchange.phones["rekha"] = Phone(answers_after=None)
    begin = exchange.desk.beside.supervising.begin
    first = await begin("rekha", "c1", How.LISTEN)
    again = await begin("rekha", "asha", How.WHISPER)
    assert (first.how, again.how) == (How.LISTEN, How.WHISPER)
    exchange.dial_code("phone", "*71101")
    exchange.dial_code("nobody", "*71102")
    await asyncio.sleep(1)
    refused = [entry for entry in exchange.log if entry[0] == "refuse"]
    assert refused == [("refuse", "phone", "486"), ("refuse", "nobody", "404")]
    for who, whom, status in (("rekha", "c2", 404), ("vijay", "c1", 404)):
        with pytest.raises(CannotSupervise) as caught:
            await begin(who, whom, How.LISTEN)
        assert caught.value.status == status
    await asyncio.sleep(25)
    assert exchange.desk.beside.supervising.talks()[0].supervisor is None, "not picked up"
    await over(exchange)
    assert values(exchange, "supervised") == []
