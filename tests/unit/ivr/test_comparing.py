"""After a lost connection our legs and Asterisk's channels are brought together again."""

import asyncio
from datetime import UTC, datetime

import pytest

from ivr.ari import AriTimeout, AriUnavailable
from ivr.calls.comparing import Comparison
from ivr.calls.leg import EndedBy, Leg
from ivr.calls.switchboard import Switchboard

BOOT = datetime(2026, 6, 1, tzinfo=UTC)
pytestmark = pytest.mark.looptime


class Asterisk:
    """What an Asterisk would answer, and what it was ordered to do."""

    def __init__(self) -> None:
        self.boot = BOOT
        self.everywhere: set[str] = set()
        self.ours: set[str] = set()
        self.ringing: set[str] = set()
        self.playing: set[str] = set()
        self.talking: set[str] = set()
        self.of_agents: set[str] = set()
        self.empty: set[str] = set()
        self.orders: list[tuple[str, str]] = []

    async def started_at(self) -> datetime:
        return self.boot

    async def channels(self) -> dict[str, str]:
        return {one: "Ringing" if one in self.ringing else "Up" for one in self.everywhere}

    async def our_channels(self) -> set[str]:
        return set(self.ours)

    async def talking_channels(self) -> set[str]:
        return set(self.talking)

    async def is_agents(self, channel: str) -> bool:
        return channel in self.of_agents

    async def empty_bridges(self) -> set[str]:
        return set(self.empty)

    async def part(self, bridge: str) -> None:
        self.empty.discard(bridge)

    async def is_playing(self, playback: str) -> bool:
        return playback in self.playing

    async def hang_up(self, channel: str) -> None:
        self.orders.append(("hang up", channel))
        self.ours.discard(channel)

    async def give_to_fallback(self, channel: str) -> None:
        self.orders.append(("fallback", channel))
        self.ours.discard(channel)


class Scene:
    def __init__(self) -> None:
        self.asterisk = Asterisk()
        self.switchboard = Switchboard(lambda *_: None, lambda _: None)
        self.comparison = Comparison(self.switchboard, self.asterisk)

    def leg(self, channel: str, *, there: bool = True) -> Leg:
        leg = self.switchboard.legs[channel] = Leg(channel)
        if there:
            self.asterisk.everywhere.add(channel)
            self.asterisk.ours.add(channel)
        return leg

    def fail_once(self, error: Exception) -> None:
        real, failures = self.asterisk.channels, [error]

        async def channels() -> dict[str, str]:
            if failures:
                raise failures.pop()
            return await real()

        self.asterisk.channels = channels


async def test_bridges_that_were_left_empty_go_and_others_stay():
    scene = Scene()
    scene.leg("agent-c1-asha-3")
    scene.asterisk.empty = {"agent-c1-asha-3-talk", "agent-c9-asha-3-talk", "x-ear", "held"}
    await scene.comparison.run()
    assert scene.asterisk.empty == {"agent-c1-asha-3-talk", "held"}


async def test_legs_that_ended_unseen_are_ended_and_others_live_on():
    scene = Scene()
    gone, there = scene.leg("gone", there=False), scene.leg("there")
    await scene.comparison.run()
    assert (gone.ending.by, gone.gone.done(), there.gone.done()) == (EndedBy.UNSEEN, True, False)


async def test_after_a_crash_of_asterisk_all_legs_ended_by_it():
    scene = Scene()
    await scene.comparison.run()
    leg = scene.leg("c1", there=False)
    scene.asterisk.boot = datetime(2026, 6, 2, tzinfo=UTC)
    await scene.comparison.run()
    assert leg.ending.by is EndedBy.CRASH


async def test_a_leg_that_came_while_asterisk_was_asked_is_not_judged():
    scene = Scene()
    newborn: list[Leg] = []
    real = scene.asterisk.channels

    async def channels() -> dict[str, str]:
        newborn.append(scene.leg("new", there=False))
        return await real()

    scene.asterisk.channels = channels
    await scene.comparison.run()
    assert not newborn[0].gone.done()


async def test_only_sounds_that_are_over_are_taken_as_played():
    scene = Scene()
    leg = scene.leg("c1")
    over, on = leg.playback("over"), leg.playback("on")
    scene.asterisk.playing.add("on")
    await scene.comparison.run()
    assert (over.done(), on.done()) == (True, False)


async def test_an_answer_that_was_missed_is_noticed():
    scene = Scene()
    leg = scene.leg("agent-c1-asha-1")
    await scene.comparison.run()
    assert leg.started.done()


async def test_a_phone_that_rings_is_listed_as_ours_but_was_not_answered():
    scene = Scene()
    leg = scene.leg("agent-c1-asha-1")
    scene.asterisk.ringing.add(leg.id)
    await scene.comparison.run()
    assert not leg.started.done()
    assert not leg.gone.done()


async def test_a_crash_is_known_as_one_even_if_the_first_comparison_after_it_failed():
    scene = Scene()
    await scene.comparison.run()
    leg = scene.leg("c1", there=False)
    scene.asterisk.boot = datetime(2026, 6, 2, tzinfo=UTC)
    scene.fail_once(AriUnavailable("lost again"))
    with pytest.raises(AriUnavailable):
        await scene.comparison.run()
    await scene.comparison.run()
    assert leg.ending.by is EndedBy.CRASH


async def test_after_a_failure_it_compares_again_soon():
    scene = Scene()
    scene.fail_once(AriUnavailable("lost again"))
    keeping = asyncio.create_task(scene.comparison.keep())
    scene.comparison.soon()
    await asyncio.sleep(3)
    assert scene.comparison.holds
    keeping.cancel()


async def test_one_slow_question_keeps_no_leg_from_beginning():
    scene = Scene()
    plays, waits = scene.leg("plays"), scene.leg("waits")
    plays.playback("p1")

    async def is_playing(_playback: str) -> bool:
        raise AriTimeout("no answer")

    scene.asterisk.is_playing = is_playing
    with pytest.raises(AriTimeout):
        await scene.comparison.run()
    assert waits.started.done()


async def test_strays_are_swept_up_callers_to_the_fallback():
    scene = Scene()
    scene.asterisk.ours = {"caller", "agent-c1-asha-1", "known"}
    scene.asterisk.everywhere = {"known"}
    scene.leg("known")
    await scene.comparison.run()
    assert sorted(scene.asterisk.orders) == [
        ("fallback", "caller"),
        ("hang up", "agent-c1-asha-1"),
    ]


async def test_an_agents_phone_that_dialled_a_code_is_no_caller():
    scene = Scene()
    scene.asterisk.ours = {"node-1-17.4"}
    scene.asterisk.of_agents = {"node-1-17.4"}
    await scene.comparison.run()
    assert scene.asterisk.orders == [("hang up", "node-1-17.4")]


async def test_strays_who_talk_are_left_alone_until_one_of_them_ends():
    scene = Scene()
    scene.asterisk.ours = {"caller", "agent-c1-asha-1"}
    scene.asterisk.talking = {"caller", "agent-c1-asha-1"}
    assert await scene.comparison.run(), "they have to be looked at again"
    assert scene.asterisk.orders == []
    scene.asterisk.ours, scene.asterisk.talking = {"caller"}, set()
    await scene.comparison.run()
    assert scene.asterisk.orders == [("fallback", "caller")]


async def test_a_channel_whose_first_event_is_only_late_is_no_stray():
    scene = Scene()
    scene.asterisk.ours = {"new"}
    real = scene.asterisk.our_channels

    async def our_channels() -> set[str]:
        found = await real()
        scene.leg("new")
        return found

    scene.asterisk.our_channels = our_channels
    await scene.comparison.run()
    assert scene.asterisk.orders == []
