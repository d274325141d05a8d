"""Measures one setting on a helpline that runs: load, probes, cost, and what is left."""

import asyncio
import json
import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np

from capacity.load import LoadPlan, PlannedCall, Profile, plan_load
from ivr.journal.entries import RECORD
from ivr.journal.moments import position_of
from ivr.journal.reader import Reader
from ivr.load.agents import agents_answering
from ivr.load.result import LoadCounts, LoadResult
from ivr.load.running import LEAD, run_load
from ivr.load.sipp import Target
from ivr.load.sounds import SILENCE, VOICE
from ivr.measuring.found import Found
from ivr.measuring.judging import Evidence, judge
from ivr.measuring.machine import Watch, watching
from ivr.measuring.probe import Probed, Way, probe
from ivr.measuring.reached import Reached, Remains
from ivr.measuring.seen import all_seen
from ivr.measuring.settings import SILENT, Setting
from ivr.phone.recognition import KnownSounds
from ivr.records import CallRecord
from ivr.settings.secrets import agent_password

PROBES: Final = 0.5
"""Probes per second, on average; they are some of the planned callers."""
MOST_PROBES: Final = 0.25
"""The most of all calls that are probes."""
FIRST_CALL: Final = 2.0
"""Seconds of a call before all others: the first opens what then stays open."""
EMPTY_WITHIN: Final = 15.0
"""Seconds after the last call within which all must be given back."""
RECORDED_WITHIN: Final = 5.0
"""Seconds after that within which every call must be recorded."""
LAST: Final = 3.0
"""Mean holds after the counted time until whoever is still there goes, too: one hold in twenty."""
LOOK: Final = 0.25

Tell = Callable[[LoadCounts], None]


@dataclass(frozen=True, slots=True)
class Stage:
    """The way to the helpline, its sounds, and the folder for the files of SIPp."""

    target: Target
    known: KnownSounds
    folder: Path


async def measure(setting: Setting, reached: Reached, stage: Stage, tell: Tell) -> Found:
    """Place the load of this setting and say what was found.

    Raises what `run_load` and `agents_answering` raise, and what `Reached` raises.
    """
    target = stage.target
    way = Way(target.load_address, (target.host, target.port), target.number, stage.known)
    plan = over_by(plan_load(setting.wish, Profile.STEADY), setting.span.end + LAST * setting.stay)
    rest, probed = split(plan, setting.seed)
    async with _agents(setting, reached, stage):
        await probe(way, prober(len(probed)), FIRST_CALL)
        since = datetime.now(UTC)
        before = await _emptied(reached, None)
        async with watching(reached.pids, time.time) as watch, asyncio.TaskGroup() as group:
            began = asyncio.get_running_loop().time() + LEAD
            sound = SILENCE if setting.silent and _waits_for_sound(reached) else VOICE
            load = group.create_task(run_load(rest, target, stage.folder, tell, sound=sound))
            probes = [
                group.create_task(_probe(way, prober(number), call, began))
                for number, call in enumerate(probed)
            ]
        after = await _emptied(reached, before)
    placed = Placed(load.result(), [each.result() for each in probes], watch, since)
    return judge(setting, await _evidence(setting, reached, placed, after.more_than(before)))


def _waits_for_sound(reached: Reached) -> bool:
    """Tell whether a helpline lets silent callers stay; one that runs has its own settings."""
    return reached.settings.sip.rtp_timeout >= SILENT


@dataclass(frozen=True, slots=True)
class Placed:
    """A load that is over, its probes, and what the machine did; its first call was ``since``."""

    load: LoadResult
    probes: Sequence[Probed]
    watch: Watch
    since: datetime


async def _evidence(
    setting: Setting, reached: Reached, placed: Placed, left_over: Mapping[str, int]
) -> Evidence:
    """Gather what the helpline itself has noted, too."""
    load, first, span = placed.load, placed.load.began.timestamp(), setting.span
    seen = all_seen(load, placed.probes, _on_loop(load.began))
    records = await _recorded(reached, placed.since, sum(not each.failed for each in seen))
    return Evidence(
        load=load,
        probes=placed.probes,
        seen=seen,
        samples=placed.watch.between(first + span.warm_up, first + span.end),
        recorded=dict(Counter(str(each.outcome) for each in records)),
        most_lines=max((each.line_level or 0 for each in records), default=0),
        left_over=left_over,
        errors=dict(_errors(reached)),
        processors=os.cpu_count() or 1,
    )


@asynccontextmanager
async def _agents(setting: Setting, reached: Reached, stage: Stage) -> AsyncIterator[None]:
    """Have the agents of the setting answer, if it has any."""
    if not setting.agents:
        yield
        return
    passwords = {
        agent.id: reached.secrets.get(agent_password(agent.id))
        for agent in reached.settings.agents[: setting.agents]
    }
    async with agents_answering(stage.target, passwords, stage.folder):
        yield


def _on_loop(moment: datetime) -> float:
    """Give the time of the event loop at a moment of the clock."""
    return asyncio.get_running_loop().time() - (time.time() - moment.timestamp())


def over_by(plan: LoadPlan, end: float) -> LoadPlan:
    """Let whoever would be there after ``end``, in seconds of the load, go then.

    The longest of many holds is ten times the mean: minutes in which nothing is counted.
    """
    calls = (replace(each, hold=min(each.hold, end - each.at)) for each in plan.calls)
    return replace(plan, calls=tuple(calls))


def split(plan: LoadPlan, seed: int) -> tuple[LoadPlan, Sequence[PlannedCall]]:
    """Take some callers out of a plan, by chance alone, to be probes; all together are the plan."""
    share = min(MOST_PROBES, PROBES / plan.wish.rate)
    chosen = np.random.default_rng((seed, 1)).random(len(plan.calls)) < share
    rest = tuple(c for c, is_probe in zip(plan.calls, chosen, strict=True) if not is_probe)
    probes = [c for c, is_probe in zip(plan.calls, chosen, strict=True) if is_probe]
    return replace(plan, calls=rest), probes


def prober(number: int) -> str:
    """Give a landline of Lucknow that is nobody's, whose discom need not be asked for."""
    return f"05229{number:06d}"


async def _probe(way: Way, caller: str, call: PlannedCall, began: float) -> Probed:
    await asyncio.sleep(began + call.at - asyncio.get_running_loop().time())
    return await probe(way, caller, call.hold)


async def _emptied(reached: Reached, before: Remains | None) -> Remains:
    """Wait until a helpline has no more than before, or no lines held; or until it is too late."""
    until = time.monotonic() + EMPTY_WITHIN
    while True:
        now = await reached.remains()
        left = now.more_than(before) if before else now.lines + now.channels
        if not left or time.monotonic() > until:
            return now
        await asyncio.sleep(LOOK)


async def _recorded(reached: Reached, since: datetime, count: int) -> list[CallRecord]:
    """Read the records of calls since then; a moment may pass until there are so many."""
    reader = Reader(reached.journal, position_of(reached.journal, since))
    until, records = time.monotonic() + RECORDED_WITHIN, list[CallRecord]()
    while True:
        closed = (e.read(CallRecord) for _, e in reader.entries() if e.kind == RECORD)
        records += [record for record in closed if record.offered_at >= since]
        if len(records) >= count or time.monotonic() > until:
            return records
        await asyncio.sleep(LOOK)


def _errors(reached: Reached) -> Counter[str]:
    """Count what the service logged as an error."""
    found = Counter[str]()
    if reached.log is not None:
        for line in reached.log.read_text(errors="replace").splitlines():
            if '"level": "error"' in line:
                found[json.loads(line)["event"]] += 1
    return found
