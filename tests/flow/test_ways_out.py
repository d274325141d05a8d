"""The ways out of the line: shown from the thresholds on, by key, without losing the place."""

import asyncio
from dataclasses import replace

import looptime
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capacity.outcomes import Outcome
from dialplan.talk import Manners
from ivr.calls.desk import DeskRules
from ivr.records import Side
from prompts.spoken import digits
from routing.agents import AgentCard
from routing.estimate import Expectation
from routing.promise import Prospect
from routing.ways_out import WaysOut
from tests.flow.exchange import Exchange, Phone
from tests.flow.test_reception import LUCKNOW_LANDLINE, to_the_line
from tests.flow.test_recovery import killed_and_restarted, times

pytestmark = pytest.mark.looptime

ASHA = AgentCard("asha", frozenset(), frozenset({"hi"}))
ALL = WaysOut(estimate=600.0, call_back=True, chatbot=True, other_discoms=True)
OFFER = "callback.offer.choice"


def an_exchange(ways: WaysOut = ALL, **options: object) -> Exchange:
    """Begin a helpline where nobody answers yet, and where ways out are shown at once."""
    manners = Manners(chatbots={"MVVNL": "8010924203"}, ways_out=ways)
    return Exchange(**{"agents": (), "manners": manners} | options)


def fact(exchange: Exchange, kind: str, channel: str = "c1") -> object:
    """Give the newest fact of a kind."""
    return next(f for of, f in reversed(exchange.facts) if (of, f.kind) == (channel, kind))


def prompts(played: str) -> list[str]:
    return [sound.partition("/")[2] for sound in played.split(",")]


async def all_clear(exchange: Exchange) -> None:
    """Nothing is left, once those who are to be called back are left to the next process."""
    await exchange.call_backs.leave()
    await exchange.check_all_clear()


async def end(exchange: Exchange, channel: str = "c1") -> Outcome:
    exchange.drop(channel)
    await exchange.finished()
    await all_clear(exchange)
    return exchange.records[-1].outcome


async def test_the_ways_are_shown_after_the_place_and_the_wait():
    exchange = an_exchange()
    await to_the_line(exchange)
    heard = prompts(exchange.played("c1")[-1])
    assert heard[0] == "wait.position.part-1"
    assert heard[-5:] == [
        OFFER, "press.1", "reason.chatbot.choice", "press.2", "callback.keeps-place",
    ]  # fmt: skip
    assert await end(exchange) is Outcome.SHORT_ABANDONED


@pytest.mark.parametrize(
    ("ways", "shown"),
    [
        (replace(ALL, place=4, estimate=601, waited=50), [False, True]),
        (replace(ALL, place=3, estimate=601, waited=900), [True, True]),
        (replace(ALL, place=4, estimate=600, waited=900), [True, True]),
        (replace(ALL, place=4, estimate=601, waited=900), [False, False]),
        (replace(ALL, call_back=False, chatbot=False), [False, False]),
    ],
)
async def test_any_of_the_thresholds_opens_the_ways(ways, shown):
    exchange = an_exchange(ways)
    await to_the_line(exchange)
    await asyncio.sleep(70)
    told = [sounds for sounds in exchange.played("c1") if "wait.position" in sounds]
    assert [OFFER in sounds for sounds in told] == shown
    await end(exchange)


@pytest.mark.parametrize(
    ("ways", "number", "shown", "not_shown"),
    [
        (replace(ALL, chatbot=False), LUCKNOW_LANDLINE, OFFER, "reason.chatbot.choice"),
        (replace(ALL, call_back=False), LUCKNOW_LANDLINE, "reason.chatbot.choice", OFFER),
        (ALL, "anonymous", "reason.chatbot.choice", OFFER),
    ],
)
async def test_each_way_can_be_switched_off_and_no_number_means_no_call_back(
    ways, number, shown, not_shown
):
    exchange = an_exchange(ways)
    exchange.call("c1", number, called="05221912")
    await asyncio.sleep(0.5)
    exchange.press("c1", "1")
    await asyncio.sleep(0.5)
    exchange.press("c1", *("" if number == LUCKNOW_LANDLINE else "226001"))
    await asyncio.sleep(3)
    exchange.press("c1", "1")
    await asyncio.sleep(0.5)
    heard = prompts(exchange.played("c1")[-1])
    assert shown in heard
    assert not_shown not in heard
    exchange.press("c1", "1" if shown != OFFER else "2")
    await asyncio.sleep(0.1)
    assert "wait.position.part-1" in prompts(exchange.played("c1")[-1]), "the key means nothing"
    await end(exchange)


async def test_a_call_back_is_agreed_by_two_keys_and_the_number_stays_private():
    exchange = an_exchange()
    await to_the_line(exchange)
    exchange.press("c1", "1", "1")
    await asyncio.sleep(0.1)
    asked = prompts(exchange.played("c1")[-1])
    assert asked[0].startswith("callback.number")
    assert asked[-14:-3] == list(digits("05222345678"))
    assert asked[-3:] == ["callback.right.choice", "press.1", "ways-out.stay"]
    assert fact(exchange, "said").private
    await asyncio.sleep(1.5)
    exchange.press("c1", "1")
    await exchange.finished()
    (record,) = exchange.records
    assert (record.outcome, record.drop, record.side) == (Outcome.CALL_BACK, None, Side.HELPLINE)
    agreed = fact(exchange, "call-back")
    assert (agreed.value, agreed.private, agreed.how) == ("+915222345678", True, "key")
    assert [prompts(each)[0] for each in exchange.played("c1")[-2:]] == [
        "callback.confirmed",
        "thanks",
    ]
    await all_clear(exchange)


async def test_a_key_that_comes_twice_agrees_to_nothing():
    exchange = an_exchange()
    await to_the_line(exchange)
    for _ in range(4):
        exchange.press("c1", "1")
        await asyncio.sleep(0.2)
    assert times(exchange, "c1", "call-back") == 0
    assert await end(exchange) is Outcome.SHORT_ABANDONED


async def test_another_key_than_that_of_the_number_means_to_wait_on():
    exchange = an_exchange()
    await to_the_line(exchange)
    exchange.press("c1", "1")
    await asyncio.sleep(3)
    exchange.press("c1", "5")
    await asyncio.sleep(3)
    assert prompts(exchange.played("c1")[-1]) == ["ways-out.go-on"]
    exchange.press("c1", "1")
    await asyncio.sleep(0.1)
    assert prompts(exchange.played("c1")[-1])[0].startswith("callback.number")
    await asyncio.sleep(70)
    assert OFFER in prompts(exchange.played("c1")[-1])
    exchange.press("c1", "1")
    await asyncio.sleep(0.1)
    assert prompts(exchange.played("c1")[-1])[0].startswith("callback.number"), "asked anew"
    assert await end(exchange) is Outcome.ABANDONED


async def test_the_chatbots_number_comes_twice_and_whoever_hangs_up_then_is_served():
    exchange = an_exchange()
    await to_the_line(exchange)
    exchange.press("c1", "2")
    await asyncio.sleep(0.1)
    assert prompts(exchange.played("c1")[-1])[0] == "chatbot.number.part-1"
    await asyncio.sleep(2.1)
    heard = prompts(exchange.played("c1")[-1])
    assert (heard[0], heard[-1]) == ("chatbot.again.part-1", "ways-out.enough")
    await asyncio.sleep(8)
    assert exchange.desk.waiting.room.position("c1") == 1, "the place is kept"
    assert exchange.log[-1] == ("music", "c1")
    assert await end(exchange) is Outcome.SELF_SERVED


async def test_who_hangs_up_before_the_number_was_heard_has_abandoned():
    exchange = an_exchange()
    await to_the_line(exchange)
    await asyncio.sleep(10)
    exchange.press("c1", "2")
    await asyncio.sleep(1)
    assert await end(exchange) is Outcome.ABANDONED


async def test_who_waits_on_after_the_chatbots_number_was_not_content_with_it():
    exchange = an_exchange()
    await to_the_line(exchange)
    exchange.press("c1", "2")
    await asyncio.sleep(70)
    assert await end(exchange) is Outcome.ABANDONED


async def test_an_agent_who_answers_after_the_chatbots_number_is_what_counts():
    exchange = an_exchange()
    await to_the_line(exchange)
    exchange.press("c1", "2")
    await asyncio.sleep(10)
    exchange.desk.change((ASHA,), exchange.rules)
    await asyncio.sleep(5)
    exchange.drop("c1", 38)
    await exchange.finished()
    assert (exchange.records[0].outcome, exchange.records[0].drop) == (Outcome.DROPPED, "network")


async def test_an_agents_answer_wins_over_a_question_in_progress():
    exchange = an_exchange()
    exchange.phones["asha"] = Phone(answers_after=1)
    await to_the_line(exchange)
    exchange.press("c1", "1")
    await asyncio.sleep(0.5)
    exchange.desk.change((ASHA,), exchange.rules)
    await asyncio.sleep(0.5)
    exchange.press("c1", "1")
    await asyncio.sleep(5)
    assert len(exchange.bridges) == 1
    assert times(exchange, "c1", "call-back") == 0
    assert await end(exchange) is Outcome.ANSWERED


async def test_a_key_pressed_while_a_phone_rings_counts_when_nobody_picked_up():
    exchange = an_exchange()
    exchange.phones["asha"] = Phone(answers_after=None)
    await to_the_line(exchange)
    exchange.desk.change((ASHA,), exchange.rules)
    await asyncio.sleep(5)
    exchange.press("c1", "1")
    await asyncio.sleep(11)
    assert prompts(exchange.played("c1")[-1])[0].startswith("callback.number")
    assert await end(exchange) is Outcome.ABANDONED


async def test_the_chatbots_number_comes_twice_also_while_phones_ring_in_vain():
    exchange = an_exchange()
    exchange.phones["asha"] = Phone(reachable=False)
    await to_the_line(exchange)
    exchange.press("c1", "2")
    await asyncio.sleep(0.5)
    exchange.desk.change((ASHA,), exchange.rules)
    await asyncio.sleep(3)
    assert any(entry[0] == "ring" for entry in exchange.log)
    assert prompts(exchange.played("c1")[-1])[0] == "chatbot.again.part-1"
    assert await end(exchange) is Outcome.SELF_SERVED


async def test_any_other_key_tells_place_and_wait():
    exchange = an_exchange(WaysOut())
    await to_the_line(exchange)
    exchange.prospect = Prospect(2, Expectation(250.0, 0.0))
    exchange.press("c1", "7")
    await asyncio.sleep(0.1)
    assert "ordinal.2" in prompts(exchange.played("c1")[-1])
    exchange.press("c1", "8")
    await asyncio.sleep(0.1)
    orders = [entry[0] for entry in exchange.log[-5:]]
    assert orders == ["play", "music", "stop", "play", "music"], "in place of what is being said"
    assert await end(exchange) is Outcome.SHORT_ABANDONED


async def test_keys_that_were_meant_for_the_menus_choose_nothing_in_line():
    exchange = an_exchange()
    exchange.call("c1", LUCKNOW_LANDLINE)
    await asyncio.sleep(0.5)
    exchange.press("c1", "1", "1", "1", "1")
    await asyncio.sleep(3)
    assert OFFER in prompts(exchange.played("c1")[-1])
    await end(exchange)


async def test_danger_is_shown_no_way_out():
    exchange = an_exchange()
    await to_the_line(exchange, reason="9")
    assert OFFER not in exchange.played("c1")[-1]
    exchange.press("c1", "1")
    await asyncio.sleep(0.1)
    assert "callback" not in exchange.played("c1")[-1]
    await end(exchange)


async def test_after_a_restart_the_keys_mean_what_they_meant():
    exchange = an_exchange()
    await to_the_line(exchange)
    await killed_and_restarted(exchange)
    exchange.press("c1", "1")
    await asyncio.sleep(0.1)
    assert prompts(exchange.played("c1")[-1])[0].startswith("callback.number")
    await killed_and_restarted(exchange)
    exchange.press("c1", "1")
    await exchange.finished()
    assert exchange.records[0].outcome is Outcome.CALL_BACK
    await all_clear(exchange)


@pytest.mark.parametrize("promised", ["call-back", "ticket"])
async def test_what_was_promised_holds_even_if_the_service_dies_saying_so(promised):
    exchange = an_exchange(rules=DeskRules(15, 10, 60, 10))
    await to_the_line(exchange)
    if promised == "call-back":
        exchange.press("c1", "1")
        await asyncio.sleep(2)
        exchange.press("c1", "1")
        await asyncio.sleep(0.5)
    else:
        await asyncio.sleep(58.5)
    assert times(exchange, "c1", "call-back") == 1
    exchange.agents = (ASHA,)
    await killed_and_restarted(exchange, away=0.5)
    await exchange.finished()
    record = exchange.records[0]
    assert (record.call_id, record.outcome) == ("c1", promised)
    assert not any(entry[0] == "ring" for entry in exchange.log)
    assert times(exchange, "c1", promised) == times(exchange, "c1", "call-back") == 1
    await all_clear(exchange)


async def test_agents_of_another_discom_are_asked_from_the_thresholds_on():
    away = AgentCard("vijay", frozenset({"PuVVNL"}), frozenset({"hi"}))
    own = AgentCard("asha", frozenset({"MVVNL"}), frozenset({"hi"}))
    exchange = an_exchange(agents=(own, away))
    exchange.phones["asha"] = Phone(answers_after=None)
    await to_the_line(exchange, "c1")
    await to_the_line(exchange, "c2")
    await asyncio.sleep(1)
    rung = [entry[1:] for entry in exchange.log if entry[0] == "ring"]
    assert rung == [("asha", "c1"), ("vijay", "c2")]
    exchange.drop("c1")
    await end(exchange, "c2")


KEYS = st.lists(st.tuples(st.floats(0, 40), st.sampled_from("1234567890*#")), max_size=12)


@given(KEYS, st.none() | st.floats(0, 300), st.none() | st.floats(0, 200), st.floats(30, 400))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_pressed_there_is_an_answer_a_way_out_or_a_ticket(keys, answered, killed, most):
    async def scene() -> None:
        exchange = an_exchange(rules=DeskRules(15, 10, most, 10))
        await to_the_line(exchange)
        begun = asyncio.get_running_loop().time()
        events = [
            *(
                (sum(after for after, _ in keys[: n + 1]), "press", key[1])
                for n, key in enumerate(keys)
            ),
            *([(answered, "answer", "")] if answered is not None else []),
            *([(killed, "kill", "")] if killed is not None else []),
        ]
        for at, what, key in sorted(events):
            await asyncio.sleep(max(0.0, begun + at - asyncio.get_running_loop().time()))
            if what == "press":
                exchange.press("c1", key)
            elif what == "kill":
                await killed_and_restarted(exchange, away=0.5)
            else:
                exchange.agents = (ASHA,)
                exchange.desk.change((ASHA,), exchange.rules)
            await asyncio.sleep(0.01)
            if not exchange.records and not exchange.bridges:
                check_not_silent(exchange)
        await asyncio.sleep(most + 20)
        if exchange.bridges:
            exchange.drop("c1")
        await exchange.finished()
        (record,) = [each for each in exchange.records if each.call_id == "c1"]
        assert record.outcome in (Outcome.ANSWERED, Outcome.CALL_BACK, Outcome.TICKET)
        told = [
            f.value
            for call, f in exchange.facts
            if call == "c1" and f.kind == "announced" and f.value
        ]
        for name in ("position", "minutes"):
            heard = [each[name] for each in told]
            assert heard == sorted(heard, reverse=True)
        await all_clear(exchange)

    loop = looptime.new_event_loop()
    try:
        loop.run_until_complete(scene())
    finally:
        loop.close()


def check_not_silent(exchange: Exchange) -> None:
    """While the caller waits or is told something, a sound or music is what they hear."""
    last = [entry for entry in exchange.log if entry[1:2] == ("c1",) or "c1-say" in entry[1]][-1]
    assert last[0] in ("music", "play", "hang-up"), exchange.log[-6:]
