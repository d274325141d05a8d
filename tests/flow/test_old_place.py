"""Who was cut off and calls again goes on where they were, also with another process."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.outcomes import Outcome
from dialplan.conversation import OldCall
from dialplan.old_place import TAKEN_OVER, what_holds
from dialplan.story import Fact
from dialplan.talk import Manners
from routing.estimate import Expectation
from routing.order import Order
from routing.promise import Prospect
from tests.flow.exchange import Exchange
from tests.flow.script import ScriptedDesk, play_call
from tests.flow.test_reception import LUCKNOW_LANDLINE, to_the_line
from tests.flow.test_recovery import killed_and_restarted, times

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
MOBILE = "9415012345"


def known(exchange: Exchange, channel: str) -> dict[str, Fact]:
    return {fact.kind: fact for of, fact in exchange.facts if of == channel}


def heard(exchange: Exchange, channel: str) -> list[str]:
    sounds = ",".join(exchange.played(channel)).split(",")
    return [sound.partition("/")[2] for sound in sounds]


async def mobile_to_the_line(exchange: Exchange, channel: str = "c1") -> None:
    exchange.call(channel, MOBILE)
    for keys in ("1", "226001", "2"):
        await asyncio.sleep(0.7)
        exchange.press(channel, *keys)
    await asyncio.sleep(2.5)


@pytest.mark.looptime
async def test_who_dropped_in_line_has_the_old_place_again_and_is_asked_nothing():
    exchange = Exchange(agents=())
    await mobile_to_the_line(exchange, "first")
    await to_the_line(exchange, "other")
    exchange.prospect = Prospect(2, Expectation(100.0, 0.0))
    await asyncio.sleep(60)
    exchange.drop("first")
    await asyncio.sleep(30)
    exchange.prospect = Prospect(9, Expectation(5_000.0, 0.0))
    exchange.call("again", MOBILE)
    await asyncio.sleep(8)
    assert [exchange.desk.waiting.room.position(each) for each in ("again", "other")] == [1, 2]
    words = heard(exchange, "again")
    assert words[:2] == ["old-place.greeting", "old-place.kept"]
    assert "ordinal.2" in words, "neither the place nor the wait that was told has risen"
    assert "minutes-rising.1-2" in words
    assert not {"greeting", "pin.ask", "reason.menu", "wait.start"} & set(words)
    exchange.drop("again")
    await exchange.finished()
    records = {record.call_id: record for record in exchange.records}
    again = records["again"]
    assert again.continues == "first"
    assert (again.language, again.discom, again.reason) == ("hi", "MVVNL", "bill")
    assert again.discom_how == "old-call"
    assert again.queued_at > again.offered_at
    facts = known(exchange, "again")
    assert facts["reason"].how == "old-call first"
    assert facts["pin-code"].private
    assert facts["priority"].value == known(exchange, "first")["priority"].value
    exchange.drop("other")
    await exchange.finished()
    await exchange.check_all_clear()


@pytest.mark.looptime
async def test_who_dropped_in_the_menus_goes_on_at_the_question_they_were_at():
    exchange = Exchange(agents=())
    exchange.call("first", MOBILE)
    for keys in ("2", "226001"):
        await asyncio.sleep(0.7)
        exchange.press("first", *keys)
    await asyncio.sleep(1)
    exchange.drop("first", 41)
    await exchange.finished()
    assert exchange.records[0].outcome is Outcome.DROPPED
    exchange.call("again", MOBILE)
    await asyncio.sleep(10)
    words = heard(exchange, "again")
    assert words[1] == "old-place.goes-on"
    assert "reason.menu" in words
    assert "pin.ask" not in words
    assert all(sound.startswith("sound:en/") for sound in exchange.played("again"))
    exchange.drop("again")
    await exchange.finished()
    assert exchange.records[1].queued_at is None


@pytest.mark.looptime
@pytest.mark.parametrize(("away", "kept"), [(57, True), (61, False)])
async def test_the_old_place_is_kept_for_a_minute(away, kept):
    exchange = Exchange(agents=())
    await to_the_line(exchange, "first")
    exchange.drop("first")
    await asyncio.sleep(away)
    exchange.call("again", LUCKNOW_LANDLINE)
    await asyncio.sleep(0.5)
    assert ("old-place.kept" in heard(exchange, "again")) == kept
    exchange.drop("again")
    await exchange.finished()


@pytest.mark.looptime
async def test_it_can_be_switched_off():
    exchange = Exchange(agents=(), manners=Manners(old_place_within=0))
    await to_the_line(exchange, "first")
    exchange.drop("first")
    await asyncio.sleep(1)
    exchange.call("again", LUCKNOW_LANDLINE)
    await asyncio.sleep(0.5)
    assert "old-place.kept" not in heard(exchange, "again")
    exchange.drop("again")
    await exchange.finished()


@pytest.mark.looptime
async def test_one_key_begins_anew():
    exchange = Exchange(agents=())
    await to_the_line(exchange, "first", reason="2")
    exchange.drop("first")
    await asyncio.sleep(5)
    exchange.call("again", LUCKNOW_LANDLINE)
    await asyncio.sleep(0.5)
    exchange.press("again", "*")
    await asyncio.sleep(0.5)
    assert "greeting" in heard(exchange, "again")
    exchange.drop("again")
    await exchange.finished()
    record = exchange.records[1]
    assert (record.continues, record.reason, record.language) == (None, None, None)


@pytest.mark.looptime
async def test_the_key_of_danger_works_here_too():
    exchange = Exchange()
    await to_the_line(exchange, "first")
    exchange.drop("first")
    await asyncio.sleep(1)
    exchange.call("again", LUCKNOW_LANDLINE)
    await asyncio.sleep(0.5)
    exchange.press("again", "9")
    await asyncio.sleep(20)
    exchange.drop("again")
    await exchange.finished()
    record = exchange.records[1]
    assert (record.reason, record.priority, record.discom) == ("danger", 0, "MVVNL")


@pytest.mark.looptime
@pytest.mark.parametrize("moment", ["before the call", "at the question", "in line"])
async def test_the_old_place_outlives_a_killed_service(moment):
    exchange = Exchange(agents=(), rules=Exchange().rules)
    await to_the_line(exchange, "first")
    await to_the_line(exchange, "other")
    exchange.drop("first")
    await asyncio.sleep(1)
    if moment == "before the call":
        await killed_and_restarted(exchange)
    exchange.call("again", LUCKNOW_LANDLINE)
    await asyncio.sleep(1)
    if moment == "at the question":
        await killed_and_restarted(exchange)
    await asyncio.sleep(5)
    if moment == "in line":
        await killed_and_restarted(exchange)
    await asyncio.sleep(3)
    assert times(exchange, "again", "old-place") == 1
    assert [exchange.desk.waiting.room.position(each) for each in ("again", "other")] == [1, 2]
    assert "greeting" not in heard(exchange, "again")
    for each in ("again", "other"):
        exchange.drop(each)
    await exchange.finished()
    assert {record.continues for record in exchange.records} == {None, "first"}
    await exchange.check_all_clear()


@pytest.mark.looptime
async def test_who_is_cut_off_again_and_again_keeps_the_first_place():
    exchange = Exchange(agents=())
    await to_the_line(exchange, "c0")
    await to_the_line(exchange, "other")
    for n in range(1, 4):
        exchange.drop(f"c{n - 1}")
        await asyncio.sleep(40)
        exchange.call(f"c{n}", LUCKNOW_LANDLINE)
        await asyncio.sleep(0.5 if n == 2 else 6)  # at c2 they are cut off at the question
    assert [exchange.desk.waiting.room.position(each) for each in ("c3", "other")] == [1, 2]
    exchange.drop("c3")
    exchange.drop("other")
    await exchange.finished()
    continued = {record.call_id: record.continues for record in exchange.records}
    assert continued == {"c0": None, "c1": "c0", "c2": None, "c3": "c1", "other": None}


@pytest.mark.looptime
async def test_an_old_place_is_given_to_one_call_only():
    exchange = Exchange(agents=())
    await to_the_line(exchange, "first")
    exchange.drop("first")
    await asyncio.sleep(1)
    exchange.call("one", LUCKNOW_LANDLINE)
    exchange.call("two", LUCKNOW_LANDLINE)
    await asyncio.sleep(0.5)
    assert "old-place.kept" in heard(exchange, "one")
    assert "greeting" in heard(exchange, "two")
    exchange.drop("one")
    exchange.drop("two")
    await exchange.finished()


@pytest.mark.looptime
async def test_whoever_talked_to_the_end_or_was_given_a_ticket_begins_anew():
    exchange = Exchange()
    await to_the_line(exchange, "first")
    await asyncio.sleep(20)
    exchange.drop("first")
    await exchange.finished()
    exchange.call("again", LUCKNOW_LANDLINE)
    await asyncio.sleep(0.5)
    assert "greeting" in heard(exchange, "again")
    exchange.drop("again")
    await exchange.finished()


@pytest.mark.looptime
async def test_a_talk_that_the_network_cut_off_leads_to_the_front_and_waits_anew():
    rules = Exchange().rules
    exchange = Exchange(rules=type(rules)(15, 10, 100, 10, order=Order()))
    await to_the_line(exchange, "first")
    await asyncio.sleep(200)
    exchange.drop("first", 38)
    exchange.agents = ()
    exchange.desk.change((), exchange.rules)
    await to_the_line(exchange, "other", number="05222345679")
    exchange.call("again", LUCKNOW_LANDLINE)
    await asyncio.sleep(10)
    assert [exchange.desk.waiting.room.position(each) for each in ("again", "other")] == [1, 2]
    exchange.drop("again")
    exchange.drop("other")
    await exchange.finished()


async def test_no_notice_of_an_outage_comes_between_a_caller_and_the_old_place():
    since = Fact("place-since", (AT - timedelta(seconds=90)).isoformat(), AT)
    facts = (Fact("language", "hi", AT), Fact("reason", "supply", AT), since)
    desk = ScriptedDesk(old=OldCall("first", AT, facts))
    desk.outages = lambda: pytest.fail("nobody looks for outages here")
    call = await play_call({}, desk=desk)
    assert call.story.text("old-place") == "first"
    assert call.desk.needs[0].reason == "supply"


FACTS = st.lists(
    st.builds(
        Fact,
        st.sampled_from([*TAKEN_OVER, "queued", "keyed", "served", "answered"]),
        st.none() | st.just("MVVNL"),
        st.just(AT),
    )
)


@given(FACTS)
def test_what_holds_is_the_newest_of_each_kind_in_a_set_order(facts):
    holds = what_holds(facts)
    kinds = [fact.kind for fact in holds]
    assert kinds == [kind for kind in TAKEN_OVER if kind in kinds]
    queued = any(fact.kind == "queued" for fact in facts)
    assert queued <= ("place-since" in kinds)
    assert all(fact.value is not None for fact in holds if fact.kind == "discom")
