"""A storm: callers of an area without supply are told at once, and most need no more."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta

import pytest

from capacity.outcomes import Outcome
from dialplan.outages import notice
from routing.outages import Outage
from tests.flow.exchange import EPOCH, Exchange
from tests.flow.script import HANG_UP, ScriptedDesk, play_call
from tests.flow.test_reception import LUCKNOW_LANDLINE
from tests.flow.test_recovery import killed_and_restarted, times

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)  # noon in India
LUCKNOW_PIN = {"pin.ask": ["226001"]}


def outage(district: str = "Lucknow", **more: object) -> Outage:
    given = {"discom": None, "since": NOW, "until": datetime.now(UTC) + timedelta(days=3)} | more
    return Outage(id="o-1", district=district, reason="storm", who="asha", **given)


def desk(*outages: Outage, **more: object) -> ScriptedDesk:
    return ScriptedDesk(notices=outages or (outage(),), **more)


@pytest.mark.parametrize(
    ("until", "key", "values"),
    [
        (NOW + timedelta(hours=7), "outage.today", {"time": time(19)}),
        (NOW + timedelta(hours=12), "outage.today", {"time": time(0)}),
        (NOW + timedelta(hours=17), "outage.tomorrow", {"time": time(5)}),
        (NOW.replace(second=9) + timedelta(hours=7), "outage.today", {"time": time(19)}),
        (
            NOW + timedelta(days=2),
            "outage.by-date",
            {"time": time(12), "date": date(2026, 11, 24)},
        ),
        (None, "outage.no-time", {}),
    ],
)
def test_a_notice_is_made_from_the_fields(until, key, values):
    assert notice(outage(until=until), NOW) == (key, {"district": "Lucknow", **values})


async def test_a_caller_who_keys_nothing_is_told_and_thanked():
    call = await play_call(LUCKNOW_PIN, desk=desk())
    heard = call.caller.heard_keys()
    assert heard.index("outage.by-date.part-1") < heard.index("outage.on.choice")
    assert heard[heard.index("outage.by-date.part-1") + 1] == "district.Lucknow"
    assert heard[-1] == "thanks"
    assert "reason.menu" not in heard
    assert call.desk.needs == []
    assert (call.story.text("served"), call.story.text("reason")) == ("outage", "supply")
    assert call.story.text("outage") == "o-1"


@pytest.mark.parametrize(
    ("until_heard", "served"), [("outage.by-date.part-1", None), ("outage.on.choice", "outage")]
)
async def test_who_hangs_up_has_been_served_once_the_notice_is_told(until_heard, served):
    call = await play_call(LUCKNOW_PIN | {until_heard: [HANG_UP]}, desk=desk())
    assert call.hung_up
    assert call.story.text("served") == served


@pytest.mark.parametrize("keys", [["1"], ["7", "1"], ["7", "7", "7"]])
async def test_who_keys_goes_on_to_the_menus(keys):
    script = LUCKNOW_PIN | {"outage.on.choice": keys, "reason.menu": ["1"]}
    call = await play_call(script, desk=desk())
    heard = call.caller.heard_keys()
    assert heard.count("wrong-key") == keys.count("7")
    assert heard.count("outage.by-date.part-1") == 1
    assert (call.desk.needs[0].reason, call.story.text("served")) == ("supply", None)


async def test_danger_is_a_key_of_the_notice_too():
    call = await play_call(LUCKNOW_PIN | {"outage.on.choice": ["9"]}, desk=desk())
    assert (call.desk.needs[0].reason, call.desk.needs[0].priority) == ("danger", 0)
    assert "danger.advice" in call.caller.heard_keys()
    assert call.story.text("served") is None


@pytest.mark.parametrize("elsewhere", ["Unnao", "Kanpur Nagar"])
async def test_an_outage_elsewhere_is_not_told(elsewhere):
    call = await play_call(LUCKNOW_PIN, desk=desk(outage(elsewhere)))
    assert not any(key.startswith("outage.") for key in call.caller.heard_keys())
    assert len(call.desk.needs) == 1


async def test_a_landline_tells_the_area():
    call = await play_call({}, std="0522", desk=desk())
    assert call.story.text("served") == "outage"
    assert "pin.ask" not in call.caller.heard_keys()


async def test_an_area_code_of_several_districts_waits_until_supply_is_the_reason():
    noida = desk(outage("Gautam Buddha Nagar"))
    script = {"discom.which": ["1"], "reason.menu": ["1"], "pin.ask": ["201301"]}
    call = await play_call(script, std="0120", desk=noida)
    heard = call.caller.heard_keys()
    assert heard.index("reason.menu") < heard.index("pin.ask") < heard.index("outage.on.choice")
    assert call.story.text("served") == "outage"


@pytest.mark.parametrize(("reason", "asked"), [("1", 1), ("2", 0)])
async def test_a_known_caller_is_asked_for_the_area_only_when_supply_is_off(reason, asked):
    known = desk(earlier={"+919415012345": "MVVNL"})
    call = await play_call({"reason.menu": [reason]} | LUCKNOW_PIN, desk=known)
    heard = call.caller.heard_keys()
    assert heard.count("pin.ask") == asked
    assert call.story.text("served") == ("outage" if asked else None)
    assert call.story.text("reason") == ("supply" if asked else "bill")


async def test_nobody_is_asked_for_the_area_when_no_outage_can_be_theirs():
    known = desk(outage("Varanasi"), earlier={"+919415012345": "MVVNL"})
    call = await play_call({"reason.menu": ["1"]}, desk=known)
    assert "pin.ask" not in call.caller.heard_keys()


async def test_a_pin_code_that_was_asked_for_in_vain_is_not_asked_for_again():
    script = {"pin.ask": ["#", "226001"], "discom.menu": ["2"], "reason.menu": ["1"]}
    call = await play_call(script, desk=desk())
    assert call.caller.heard_keys().count("pin.ask") == 1
    assert call.desk.needs[0].discom == "MVVNL"


@pytest.mark.looptime
async def test_a_storm_ends_in_the_ivr():
    exchange = Exchange()
    exchange.outages.append(outage(until=EPOCH + timedelta(hours=2)))
    for number in range(3):
        exchange.call(f"c{number}", LUCKNOW_LANDLINE)
    await exchange.finished()
    assert {record.outcome for record in exchange.records} == {Outcome.SELF_SERVED}
    assert {(record.reason, record.queued_at) for record in exchange.records} == {("supply", None)}
    await exchange.check_all_clear()


@pytest.mark.looptime
@pytest.mark.parametrize(("key", "outcome"), [(None, Outcome.SELF_SERVED), ("1", Outcome.LEFT)])
async def test_a_notice_that_was_told_is_not_told_again_after_a_restart(key, outcome):
    exchange = Exchange()
    exchange.outages.append(outage(until=EPOCH + timedelta(hours=2)))
    exchange.call("c1", LUCKNOW_LANDLINE)
    await asyncio.sleep(0.5)
    exchange.press("c1", "1")
    await asyncio.sleep(3)  # the notice is told, the choice is being offered
    await killed_and_restarted(exchange, away=0.5)
    if key:
        await asyncio.sleep(0.5)
        exchange.press("c1", key)
        await asyncio.sleep(0.5)
        await killed_and_restarted(exchange, away=0.5)
        assert "reason.menu" in exchange.played("c1")[-1]
        exchange.drop("c1")
    await exchange.finished()
    told = [sounds for sounds in exchange.played("c1") if "outage.today" in sounds]
    assert len(told) == 1
    assert exchange.records[0].outcome is outcome
    assert times(exchange, "c1", "outage") == 1
    await exchange.check_all_clear()


@pytest.mark.looptime
async def test_who_waits_already_when_an_outage_is_told_of_waits_on_after_a_restart():
    exchange = Exchange(agents=())
    exchange.call("c1", LUCKNOW_LANDLINE)
    for key in ("1", "1"):
        await asyncio.sleep(0.5)
        exchange.press("c1", key)
    await asyncio.sleep(3)
    exchange.outages.append(outage(until=EPOCH + timedelta(hours=2)))
    await killed_and_restarted(exchange)
    await asyncio.sleep(5)
    assert not any("outage" in sounds for sounds in exchange.played("c1"))
    exchange.drop("c1")
    await exchange.finished()
    assert exchange.records[0].outcome is Outcome.ABANDONED
