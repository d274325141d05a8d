"""A small made-up log as real calls: each caller does what the log says, and leaves nothing."""

import asyncio
import math
import signal
from collections import Counter

from capacity.call_log import OUTCOMES
from capacity.outcomes import Outcome
from ivr.instants import IST
from ivr.replay.live.caller import Line
from ivr.replay.live.crowd import Counts
from ivr.replay.live.playing import LiveReplay, Stage
from ivr.replay.replaying import Request
from ivr.replay.what_if import WhatIf
from tests.asterisk.consumer import KNOWN
from tests.asterisk.helpline import Helpline, running_line
from tests.unit.capacity.logs import answered, gave_up, log_of, without_agent

ADDRESS = "127.0.0.62"
SPEED = 5.0
AGENTS = [f"agent-{n}" for n in range(5)]

LOG = log_of(
    *(answered(5 * n, talk=40, agent=f"a-{n}") for n in range(3)),
    answered(20, talk=40, agent="a-3", language="en", queue=None),
    answered(25, talk=40, agent="a-4", priority=0),
    *(gave_up(8 * n, 40, queue="KESCO") for n in range(4)),
    *(without_agent(10 * n, Outcome.LEFT, menus=12) for n in range(3)),
    without_agent(1, Outcome.SELF_SERVED),
)
"""KESCO's own agent is away, so its callers give up."""


def replay_of(line: Helpline) -> LiveReplay:
    request = Request(line.service.settings, WhatIf(), range(1, 2), IST)
    return LiveReplay(request, LOG, SPEED)


def stage_of(line: Helpline) -> Stage:
    sip = line.service.settings.sip
    way = Line(ADDRESS, line.asterisk.sip, "1912", KNOWN, sip.rtp_timeout)
    passwords = {agent: line.asterisk.agent_password(agent) for agent in AGENTS}
    return Stage(way, line.asterisk.folder / "journal", passwords)


async def test_a_log_becomes_calls_that_end_as_it_says_and_an_interrupt_ends_them_all():
    agents = [{"id": i, "languages": ["hi", "en"], "discoms": ["MVVNL"]} for i in AGENTS]
    agents.append({"id": "agent-away", "languages": ["hi"], "discoms": ["KESCO"]})
    told: list[Counts] = []
    async with running_line(
        ADDRESS,
        agents=agents,
        waiting={"wrap_up": 0.2},
        ways_out={"other_discoms": False},
        sip={"rtp_timeout": 4},
    ) as line:
        replay = replay_of(line)
        played = await replay.play(stage_of(line), told.append)
        await line.check_nothing_left()
        assert [record.outcome for record in played.records if record] == [
            OUTCOMES[code] for code in LOG.outcome
        ]
        outcome = replay.outcome(played)
        check_comparison(outcome.live.total, outcome.logged.total)
        assert outcome.simulated is not None
        assert told[-1].over == len(LOG)
        assert max(counts.talking for counts in told) >= 1

        def interrupt(counts: Counts) -> None:
            if counts.placed == 3:
                signal.raise_signal(signal.SIGINT)

        began = asyncio.get_running_loop().time()
        played = await replay_of(line).play(stage_of(line), interrupt)
        assert asyncio.get_running_loop().time() - began < 8
        ends = Counter(record.outcome for record in played.records if record)
        assert ends == {Outcome.LEFT: len(played.records)}
        await line.check_nothing_left()


def check_comparison(live, logged) -> None:
    """What is counted is the same; waits are stretched, with the error of a tenth of a second."""
    for name in ("offered", "queued", "answered", "abandoned"):
        assert live[name] == logged[name]
    assert math.isclose(live["mean_wait"], logged["mean_wait"], abs_tol=2 * SPEED)
