"""Call-backs on virtual time: the place goes on without the caller, and each moment of it."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from capacity.lines import Sizes
from capacity.outcomes import Outcome
from ivr.calls.call_back import State
from ivr.calls.trunk import TrunkRules
from ivr.records import CallRecord, Side
from routing.agents import AgentCard, Duty
from routing.call_backs import Attempts
from tests.flow.exchange import EPOCH, Exchange, Phone
from tests.flow.test_reception import to_the_line
from tests.flow.test_recovery import killed_and_restarted, times

pytestmark = pytest.mark.looptime

ASHA = AgentCard("asha", frozenset(), frozenset({"hi"}))
HERS = "5222345678"
"""The consumer's number as it is dialled here."""


async def asks(exchange: Exchange, channel: str = "c1", number: str = HERS) -> None:
    """Bring a caller into the line, who wishes to be called back and hangs up."""
    await to_the_line(exchange, channel, number=f"0{number}")
    await ends_asking(exchange, channel, number)


async def ends_asking(exchange: Exchange, channel: str, number: str = HERS) -> None:
    exchange.reception._stories[channel].learn("call-back", f"+91{number}", private=True)
    exchange.drop(channel)
    await exchange.finished()


def come(exchange: Exchange, *agents: AgentCard) -> None:
    """Let agents come on duty."""
    exchange.agents = agents
    exchange.desk.change(agents, exchange.rules)


def dialled(exchange: Exchange) -> list[str]:
    return [entry[2] for entry in exchange.log if entry[0] == "dial"]


async def asked_for(exchange: Exchange, times: int = 1) -> str:
    """Wait until a person who is called back hears the question; gives their channel."""
    async with asyncio.timeout(120):
        while len(heard := [each for each in exchange.log if "callback.asked-for" in each[-1]]) < (
            times
        ):
            await asyncio.sleep(0.1)
    return heard[-1][1]


async def over(exchange: Exchange, call_id: str = "c1-back", within: float = 3600) -> CallRecord:
    async with asyncio.timeout(within):
        while not (found := [each for each in exchange.records if each.call_id == call_id]):
            await asyncio.sleep(0.5)
    (record,) = found
    return record


async def talks_and_ends(exchange: Exchange) -> CallRecord:
    """Let the agent answer and hang up after a talk."""
    await asyncio.sleep(20)
    (bridge,) = exchange.bridges.values()
    (agent,) = (channel for channel in bridge if channel.startswith("agent-"))
    exchange.drop(agent)
    return await over(exchange)


async def all_clear(exchange: Exchange) -> None:
    await asyncio.sleep(1)
    assert len(exchange.call_backs) == 0
    await exchange.check_all_clear()


async def test_the_place_goes_on_and_one_key_brings_the_person_to_the_agent_kept_for_them():
    exchange = Exchange(agents=())
    await asks(exchange)
    (asked,) = exchange.records
    assert (asked.outcome, asked.drop, asked.side) == (Outcome.CALL_BACK, None, Side.CALLER)
    await asyncio.sleep(300)
    (back,) = exchange.call_backs.open()
    assert (back.state, exchange.desk.waiting.room.position("c1-back")) == (State.IN_LINE, 1)
    come(exchange, ASHA)
    channel = await asked_for(exchange)
    assert exchange.desk.waiting.duties() == {"asha": Duty.RESERVED}
    assert not [entry for entry in exchange.log if entry[0] == "ring"], "not before the key"
    assert await exchange.lines.levels() == Sizes(0, 1)
    exchange.press(channel, "1")
    record = await talks_and_ends(exchange)
    assert (record.outcome, record.direction, record.agent) == (
        Outcome.ANSWERED,
        "outgoing",
        "asha",
    )
    assert (record.caller, record.caller_kind) == ("+91" + HERS, "unknown")
    assert record.queued_at == asked.queued_at, "the place is kept exactly"
    assert (record.reason, record.discom, record.language) == ("supply", "MVVNL", "hi")
    assert record.stage == "goodbye"
    await all_clear(exchange)


async def test_whoever_came_later_is_not_served_before():
    exchange = Exchange(agents=())
    await asks(exchange)
    await to_the_line(exchange, "later", number="05222345679")
    assert exchange.desk.waiting.room.position("later") == 2
    come(exchange, ASHA)
    channel = await asked_for(exchange)
    exchange.press(channel, "1")
    await talks_and_ends(exchange)
    await asyncio.sleep(12)
    assert [entry[2] for entry in exchange.log if entry[0] == "ring"] == [channel, "later"]
    exchange.drop("later")
    await exchange.finished()
    await all_clear(exchange)


async def test_three_attempts_in_vain_with_pauses_in_which_the_agent_serves_others():
    exchange = Exchange(agents=())
    exchange.phones[HERS] = Phone(answers_after=None)
    await asks(exchange)
    come(exchange, ASHA)
    await asyncio.sleep(31)
    (back,) = exchange.call_backs.open()
    assert back.state is State.PAUSING
    assert exchange.desk.waiting.duties() == {"asha": Duty.FREE}
    await to_the_line(exchange, "other", number="05222345679")
    await asyncio.sleep(5)
    assert exchange.desk.waiting.duties() == {"asha": Duty.TALKING}
    exchange.drop("other")
    record = await over(exchange)
    assert (record.outcome, record.stage, record.drop) == (Outcome.UNREACHED, "calling", None)
    assert len(dialled(exchange)) == times(exchange, "c1-back", "not-reached") == 3
    starts = [f.at for of, f in exchange.facts if f.kind == "dialled"]
    assert all((b - a).total_seconds() >= 330 for a, b in pairwise(starts))
    await exchange.finished()
    await all_clear(exchange)


@pytest.mark.parametrize(("cause", "sip", "why"), [(17, 486, "the phone is busy")])
async def test_why_nobody_was_reached_is_told(cause, sip, why):
    exchange = Exchange(agents=())
    exchange.phones[HERS] = Phone(answers_after=None, cause=cause, sip=sip)
    await asks(exchange)
    come(exchange, ASHA)
    await over(exchange)
    told = {(f.value, f.how) for _, f in exchange.facts if f.kind == "not-reached"}
    assert told == {(why, f"Q.850 {cause}")}


async def test_a_machine_that_presses_no_key_takes_no_agents_time():
    exchange = Exchange(agents=(), attempts=Attempts(most=1))
    await asks(exchange)
    come(exchange, ASHA)
    record = await over(exchange, within=60)
    assert (record.outcome, record.side) == (Outcome.UNREACHED, Side.HELPLINE)
    assert not [entry for entry in exchange.log if entry[0] == "ring"]
    assert [f.value for _, f in exchange.facts if f.kind == "not-reached"] == ["no key was pressed"]
    await all_clear(exchange)


async def test_who_needs_no_call_any_more_says_so_with_a_key():
    exchange = Exchange(agents=())
    await asks(exchange)
    come(exchange, ASHA)
    exchange.press(await asked_for(exchange), "5")
    await asyncio.sleep(0.5)
    exchange.press(await asked_for(exchange, times=2), "2")
    record = await over(exchange, within=60)
    assert (record.outcome, len(dialled(exchange))) == (Outcome.SELF_SERVED, 1)
    assert exchange.desk.waiting.duties() == {"asha": Duty.FREE}
    await all_clear(exchange)


async def test_an_agent_who_misses_leaves_the_person_first_in_line_with_music():
    exchange = Exchange(agents=())
    exchange.phones["asha"] = Phone(answers_after=None)
    await asks(exchange)
    come(exchange, ASHA)
    channel = await asked_for(exchange)
    exchange.press(channel, "1")
    await asyncio.sleep(20)
    assert exchange.desk.waiting.room.position("c1-back") == 1
    assert ("music", channel) in exchange.log
    exchange.phones["asha"] = Phone(answers_after=1)
    record = await talks_and_ends(exchange)
    assert (record.outcome, len(dialled(exchange))) == (Outcome.ANSWERED, 1)
    await all_clear(exchange)


async def test_who_hangs_up_before_an_agent_answers_is_called_again_and_asked_again():
    exchange = Exchange(agents=())
    exchange.phones["asha"] = Phone(answers_after=10)
    await asks(exchange)
    come(exchange, ASHA)
    channel = await asked_for(exchange)
    exchange.press(channel, "1")
    await asyncio.sleep(3)
    exchange.drop(channel)
    await asyncio.sleep(305)
    again = await asked_for(exchange, times=2)
    assert again != channel
    exchange.press(again, "1")
    await asyncio.sleep(12)
    assert (await talks_and_ends(exchange)).outcome is Outcome.ANSWERED
    await all_clear(exchange)


async def test_nobody_is_called_at_night_and_the_place_is_the_first_in_the_morning():
    exchange = Exchange(agents=())
    await asks(exchange)
    await asyncio.sleep(4 * 3600)  # half past nine in the evening
    come(exchange, ASHA)
    await asyncio.sleep(60)
    (back,) = exchange.call_backs.open()
    assert (back.state, dialled(exchange)) == (State.OUT_OF_HOURS, [])
    assert not exchange.call_backs.possible()
    await to_the_line(exchange, "night", number="05222345679")
    await asyncio.sleep(2)
    assert exchange.desk.waiting.duties() == {"asha": Duty.TALKING}, "others are served meanwhile"
    exchange.drop("night")
    await asyncio.sleep(10.5 * 3600)
    called_at = next(f.at for _, f in exchange.facts if f.kind == "dialled")
    assert timedelta(hours=14.5) <= called_at - EPOCH < timedelta(hours=14.6)
    exchange.call_backs.cancel("c1-back", who="asha")
    await over(exchange)


async def test_without_a_free_line_it_waits_and_goes_on_when_there_is_one(caplog):
    exchange = Exchange(agents=(), sizes=Sizes(5, 1))
    await asks(exchange)
    line = await exchange.lines.acquire("outgoing", "another")
    come(exchange, ASHA)
    await asyncio.sleep(95)
    (back,) = exchange.call_backs.open()
    assert (back.state, dialled(exchange)) == (State.HINDERED, [])
    assert exchange.desk.waiting.duties() == {"asha": Duty.FREE}
    assert len(exchange.log) < 40, "it does not try without end"
    await exchange.lines.release(line)
    exchange.press(await asked_for(exchange), "1")
    assert (await talks_and_ends(exchange)).outcome is Outcome.ANSWERED
    await all_clear(exchange)


async def test_without_a_trunk_it_is_not_possible_and_nobody_is_reserved():
    exchange = Exchange(agents=(), trunk=TrunkRules(False, "", "1912", 30))
    assert not exchange.call_backs.possible()
    await asks(exchange)
    come(exchange, ASHA)
    await asyncio.sleep(100)
    (back,) = exchange.call_backs.open()
    assert (back.state, back.why) == (State.HINDERED, "outgoing.trunk is not set")
    assert exchange.desk.waiting.duties()["asha"] is not Duty.RESERVED
    exchange.call_backs.cancel("c1-back", who="asha")
    record = await over(exchange)
    assert (record.outcome, record.stage) == (Outcome.UNREACHED, "waiting")
    await all_clear(exchange)


async def test_who_calls_again_and_waits_has_the_old_place_and_is_not_called():
    exchange = Exchange(agents=())
    await asks(exchange)
    await to_the_line(exchange, "second", number="05222345679")
    await asyncio.sleep(600)
    exchange.call("again", "0" + HERS)
    for key in ("1", "1"):
        await asyncio.sleep(0.5)
        exchange.press("again", key)
    await asyncio.sleep(0.5)
    record = await over(exchange)
    assert (record.outcome, len(exchange.call_backs)) == (Outcome.UNREACHED, 0)
    assert [f.value for of, f in exchange.facts if f.kind == "called-off"] == ["called-again"]
    assert exchange.desk.waiting.room.position("again") == 1
    assert exchange.desk.waiting.room.position("second") == 2
    await asyncio.sleep(60)
    assert exchange.desk.waiting.room.position("again") == 1, "the patience began anew"
    for channel in ("again", "second"):
        exchange.drop(channel)
    await exchange.finished()
    await all_clear(exchange)


async def test_who_is_in_our_menus_is_not_called_meanwhile():
    exchange = Exchange(agents=())
    await asks(exchange)
    exchange.call("again", "0" + HERS)
    await asyncio.sleep(1)
    come(exchange, ASHA)
    await asyncio.sleep(1)
    (back,) = exchange.call_backs.open()
    assert (back.state, dialled(exchange)) == (State.HINDERED, [])
    exchange.drop("again")
    exchange.press(await asked_for(exchange), "1")
    assert (await talks_and_ends(exchange)).outcome is Outcome.ANSWERED
    await all_clear(exchange)


async def test_who_calls_us_while_we_call_them_is_taken_at_once():
    exchange = Exchange(agents=())
    exchange.phones[HERS] = Phone(answers_after=None)
    await asks(exchange)
    come(exchange, ASHA)
    await asyncio.sleep(5)
    assert len(dialled(exchange)) == 1
    await to_the_line(exchange, "again", number="0" + HERS)
    await asyncio.sleep(2)
    assert exchange.desk.waiting.duties() == {"asha": Duty.TALKING}
    assert not exchange.channel_ids & set(dialled(exchange))
    exchange.drop("again")
    await exchange.finished()
    assert {each.call_id: each.outcome for each in exchange.records}["again"] is Outcome.ANSWERED
    await all_clear(exchange)


async def test_two_requests_of_one_number_are_one_and_the_urgent_one_keeps_the_older_place():
    exchange = Exchange(agents=())
    await asks(exchange)
    await to_the_line(exchange, "other", number="05222345679")
    await ends_asking(exchange, "other")
    assert [back.story.call_id for back in exchange.call_backs.open()] == ["c1-back"]
    await to_the_line(exchange, "danger", reason="9", number="05222345670")
    await ends_asking(exchange, "danger")
    (back,) = exchange.call_backs.open()
    assert back.story.call_id == "danger-back"
    assert exchange.records[-1].call_id == "c1-back" or await over(exchange)
    come(exchange, ASHA)
    exchange.press(await asked_for(exchange), "1")
    await asyncio.sleep(5)
    exchange.drop(dialled(exchange)[-1])
    record = await over(exchange, "danger-back")
    assert (record.outcome, record.reason) == (Outcome.ANSWERED, "danger")
    await all_clear(exchange)


async def test_one_agent_two_requests_one_call_at_a_time():
    exchange = Exchange(agents=())
    await asks(exchange, "c1")
    await asks(exchange, "c2", "5222345679")
    come(exchange, ASHA)
    first = await asked_for(exchange)
    await asyncio.sleep(2)
    assert dialled(exchange) == [first]
    exchange.press(first, "1")
    await talks_and_ends(exchange)
    second = await asked_for(exchange, times=2)
    assert first.startswith("outgoing-c1-back-")
    assert second.startswith("outgoing-c2-back-")
    exchange.press(second, "2")
    await over(exchange, "c2-back")
    await all_clear(exchange)


async def test_a_stop_in_good_order_leaves_who_waits_to_the_next_process():
    exchange = Exchange(agents=())
    await asks(exchange)
    await exchange.call_backs.close(5)
    assert len(exchange.records) == 1, "only the call that asked"
    await exchange.kill()
    await exchange.restart()
    assert exchange.desk.waiting.room.position("c1-back") == 1
    come(exchange, ASHA)
    exchange.press(await asked_for(exchange), "1")
    assert (await talks_and_ends(exchange)).outcome is Outcome.ANSWERED
    await all_clear(exchange)


async def test_a_stop_while_they_talk_tells_them_so():
    exchange = Exchange(agents=())
    await asks(exchange)
    come(exchange, ASHA)
    exchange.press(await asked_for(exchange), "1")
    await asyncio.sleep(5)
    await exchange.call_backs.close(3)
    record = await over(exchange)
    assert (record.outcome, record.drop) == (Outcome.DROPPED, "closing")
    await all_clear(exchange)


async def test_a_number_that_the_journal_masks_cannot_be_called():
    exchange = Exchange(agents=())
    await asks(exchange)
    await exchange.kill()
    exchange.facts = [
        (of, f if f.kind != "caller" else type(f)(f.kind, "*********5678", f.at))
        for of, f in exchange.facts
    ]
    await exchange.restart()
    assert (await over(exchange)).outcome is Outcome.UNREACHED
    await all_clear(exchange)


@pytest.mark.parametrize("moment", [n / 2 for n in range(34)])
async def test_killed_at_any_moment_a_call_back_ends_with_a_talk(moment):
    """From the hang-up of who asked, over the ring (6 s), the key and the agent's ring (3 s)."""
    exchange = Exchange(agents=())
    exchange.phones |= {HERS: Phone(answers_after=6), "asha": Phone(answers_after=3)}
    await to_the_line(exchange)
    exchange.reception._stories["c1"].learn("call-back", f"+91{HERS}", private=True)
    exchange.drop("c1")
    loop = asyncio.get_running_loop()
    killed_at, killed, talking_since, came = loop.time() + moment, False, 0.0, False
    async with asyncio.timeout(900):
        while len(exchange.records) < 2:
            if not killed and loop.time() >= killed_at:
                await killed_and_restarted(exchange, away=0.7)
                killed = True
            if not came and loop.time() >= killed_at - moment + 1:
                come(exchange, ASHA)
                came = True
            for entry in exchange.log[-3:]:
                if "callback.asked-for" in entry[-1]:
                    exchange.press(entry[1], "1")
            if exchange.bridges and not talking_since:
                talking_since = loop.time()
            if talking_since and loop.time() > talking_since + 4:
                for channel in exchange.channel_ids.copy():
                    if channel.startswith("agent-"):
                        exchange.drop(channel)
            await asyncio.sleep(0.1)
    record = await over(exchange)
    assert (record.outcome, record.agent) == (Outcome.ANSWERED, "asha")
    assert times(exchange, "c1-back", "queued") == times(exchange, "c1-back", "asked-in") == 1
    attempts = [f.value for of, f in exchange.facts if f.kind == "dialled"]
    assert len(set(dialled(exchange))) == len(dialled(exchange)) <= len(attempts) <= 2
    await exchange.finished()
    await all_clear(exchange)
