"""Recorded talks on virtual time: told before, one file for each talk, through restarts."""

import asyncio

import pytest

from capacity.outcomes import Outcome
from ivr.ari import AriTimeout
from ivr.ari.messages import Recording, RecordingFinished
from ivr.calls.recording import NO_ROOM, NOT_WRITTEN, TALK_ENDED
from tests.flow.exchange import Exchange
from tests.flow.test_reception import to_the_line
from tests.flow.test_recovery import killed_and_restarted
from tests.flow.test_supervising import agent_leg, over, together, values

pytestmark = pytest.mark.looptime

DAY = "2026-06-01"


async def recorded_talk(*discoms: str) -> Exchange:
    exchange = Exchange(recorded=frozenset(discoms))
    await to_the_line(exchange)
    await asyncio.sleep(20)
    return exchange


def recorder(exchange: Exchange) -> str:
    (snoop,) = [snoop for snoop, leg in exchange.snooped.items() if leg == "c1"]
    return snoop


async def test_a_talk_is_recorded_after_the_caller_was_told_until_it_ends():
    exchange = await recorded_talk("MVVNL", "KESCO")
    told = exchange.played("c1")
    notice = next(n for n, sounds in enumerate(told) if "recording.notice" in sounds)
    assert "wait.start" in told[notice + 1]
    leg = recorder(exchange)
    assert ("record", leg, f"{DAY}/c1") in exchange.log
    exchange.drop(agent_leg(exchange))
    await asyncio.sleep(0.5)
    assert leg not in exchange.channel_ids, "the thanks are not part of it"
    await exchange.finished()
    assert values(exchange, "recording") == [(f"{DAY}/c1.wav", leg)]
    assert values(exchange, "recording-ended") == [(None, TALK_ENDED)]
    await exchange.check_all_clear()


@pytest.mark.parametrize("discoms", [(), ("KESCO",)])
async def test_other_callers_are_neither_told_nor_recorded(discoms):
    exchange = await recorded_talk(*discoms)
    assert not any("recording.notice" in sounds for sounds in exchange.played("c1"))
    assert exchange.snooped == {}
    await over(exchange)


async def test_who_was_not_told_is_not_recorded_though_the_settings_change():
    exchange = Exchange()
    exchange.phones.clear()
    await to_the_line(exchange)
    exchange.desk.beside.change(exchange.people, frozenset({"all"}))
    await asyncio.sleep(20)
    assert exchange.snooped == {}
    await over(exchange)


async def test_in_danger_the_notice_holds_nobody_up():
    exchange = Exchange(recorded=frozenset({"all"}))
    exchange.call("c1")
    await asyncio.sleep(0.5)
    exchange.press("c1", "9")
    await asyncio.sleep(0.1)
    assert [entry[0] for entry in exchange.log if entry[0] in ("ring", "play")][-1] == "ring"
    assert "recording.notice" in exchange.played("c1")[-1]
    await asyncio.sleep(5)
    assert recorder(exchange)
    await over(exchange)


async def test_a_recording_is_found_again_after_a_restart_and_the_caller_not_told_twice():
    exchange = await recorded_talk("all")
    leg = recorder(exchange)
    await killed_and_restarted(exchange)
    await asyncio.sleep(5)
    await exchange.comparison.run()
    assert recorder(exchange) == leg
    assert sum(entry[0] == "record" for entry in exchange.log) == 1
    assert sum("recording.notice" in sounds for sounds in exchange.played("c1")) == 1
    await over(exchange)
    assert values(exchange, "recording-ended") == [(None, TALK_ENDED)]


async def test_a_talk_that_ended_while_the_service_was_dead_leaves_no_recording_open():
    exchange = await recorded_talk("all")
    await exchange.kill()
    exchange.drop("c1")
    await exchange.restart()
    await exchange.finished()
    assert values(exchange, "recording-ended") == [(None, TALK_ENDED)]
    await exchange.check_all_clear()


async def test_who_takes_over_is_in_the_same_file():
    exchange = await recorded_talk("all")
    leg = recorder(exchange)
    exchange.dial_code("phone", "*73101")
    await asyncio.sleep(3)
    assert together(exchange, "c1", "phone")
    assert recorder(exchange) == leg
    await killed_and_restarted(exchange)
    assert recorder(exchange) == leg
    await over(exchange, dropped="phone")
    assert len(values(exchange, "recording")) == 1


async def test_a_second_talk_has_a_file_of_its_own():
    exchange = await recorded_talk("all")
    exchange.drop(agent_leg(exchange), 1, soft=True)
    await asyncio.sleep(30)
    names = [value for value, _ in values(exchange, "recording")]
    assert names == [f"{DAY}/c1.wav", f"{DAY}/c1-2.wav"]
    await over(exchange)


@pytest.mark.parametrize("order", ["snoop", "record_leg"])
async def test_an_order_that_fails_costs_the_recording_and_not_the_talk(order, monkeypatch):
    exchange = Exchange(recorded=frozenset({"all"}))

    async def fail(*_: object, **__: object) -> None:
        raise AriTimeout("no answer")

    monkeypatch.setattr(exchange, order, fail)
    await to_the_line(exchange)
    await asyncio.sleep(20)
    assert together(exchange, "c1", agent_leg(exchange))
    await over(exchange)
    assert exchange.records[0].outcome is Outcome.ANSWERED
    assert values(exchange, "recording-ended") == [
        (None, "an order to Asterisk failed (AriTimeout)")
    ]


async def test_a_disk_that_is_full_or_nearly_so_costs_the_recording_and_not_the_talk():
    exchange = await recorded_talk("all")
    leg = recorder(exchange)
    exchange.switchboard.receive(RecordingFinished(recording=Recording(f"channel:{leg}")))
    await asyncio.sleep(3)
    assert together(exchange, "c1", agent_leg(exchange))
    assert values(exchange, "recording-ended") == [(None, NOT_WRITTEN)]
    await over(exchange)

    exchange = Exchange(recorded=frozenset({"all"}))
    exchange.desk.beside.recorder.room = lambda: False
    await to_the_line(exchange)
    await asyncio.sleep(20)
    assert exchange.snooped == {}
    await over(exchange)
    assert values(exchange, "recording", "recording-ended") == [(None, NO_ROOM)]
