"""From what was seen to what was found. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from capacity.blocking import Span, blocked_by_pool, expected_blocking
from capacity.figures import Spread
from capacity.landing import landed_per_hour
from capacity.percentiles import Percentiles, percentiles
from ivr.load.result import LoadResult
from ivr.measuring.costing import busy, costs_of
from ivr.measuring.found import Blocking, Found
from ivr.measuring.machine import Sample
from ivr.measuring.probe import Probed
from ivr.measuring.seen import Seen
from ivr.measuring.settings import Setting

SATURATED: Final = 0.85
"""The share of the machine's processors beyond which it, not the helpline, is measured."""
SET_UP: Final = "INVITE to 200"
FEW: Final = 500
"""Calls below which chance says more than the helpline."""
LATE: Final = 0.1
"""Seconds by which the latest percent of calls may come late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that was gathered of one setting; ``samples`` are those of the counted time."""

    load: LoadResult
    probes: Sequence[Probed]
    seen: Sequence[Seen]
    samples: Sequence[Sample]
    recorded: Mapping[str, int]
    most_lines: int
    left_over: Mapping[str, int]
    errors: Mapping[str, int]
    processors: int


def judge(setting: Setting, evidence: Evidence) -> Found:
    """Say what the evidence comes to."""
    span = setting.span
    counted = [each for each in evidence.seen if span.warm_up <= each.at < span.end]
    landed = [each.landed for each in evidence.seen if each.landed is not None]
    found = Found(
        setting=setting,
        offered=len(counted),
        landed=sum(each.landed is not None for each in counted),
        failed=sum(each.failed for each in counted),
        cut_off=sum(each.cut_off for each in counted) if setting.staying else 0,
        landed_per_hour=_uncompressed(landed_per_hour(landed, span), setting.compress),
        blocking=_blocking(setting, evidence, counted),
        delays=_delays(evidence),
        gaps=percentiles(np.concatenate([np.empty(0), *(p.gaps for p in evidence.probes)])),
        lost_packets=sum(each.lost for each in evidence.probes),
        late=percentiles(evidence.load.lateness),
        costs=costs_of(evidence.samples, [evidence.load.began.timestamp() + at for at in landed]),
        machine=busy(evidence.samples) / evidence.processors,
        processors=evidence.processors,
        most_lines=evidence.most_lines,
        recorded=evidence.recorded,
        left_over=evidence.left_over,
        errors=evidence.errors,
    )
    placed = sum(not each.failed for each in evidence.seen)
    return replace(found, remarks=tuple(_remarks(found, placed)))


def _uncompressed(rate: Spread, compress: float) -> Spread:
    return Spread(rate.mean / compress, rate.low / compress, rate.high / compress)


def _blocking(setting: Setting, evidence: Evidence, counted: Sequence[Seen]) -> Blocking:
    share = sum(each.blocked for each in counted) / max(1, len(counted))
    holds = evidence.load.holds
    hold = setting.stay if setting.staying or not len(holds) else float(np.mean(holds))
    load = setting.wish.rate * hold
    expected = expected_blocking(load, hold, setting.lines, setting.span, seed=setting.seed)
    if not setting.staying:
        return Blocking(share, expected)
    return Blocking(share, expected, *_ideal(evidence.seen, setting.lines, setting.span))


def _ideal(seen: Sequence[Seen], lines: int, span: Span) -> tuple[float, float]:
    """Put the same calls through an ideal pool: the share it blocks, and on how many they agree."""
    refused = blocked_by_pool(((each.at, each.hold) for each in seen), lines)
    both = [
        (ideal, each.blocked)
        for ideal, each in zip(refused, seen, strict=True)
        if span.warm_up <= each.at < span.end
    ]
    count = max(1, len(both))
    return sum(ideal for ideal, _ in both) / count, sum(a == b for a, b in both) / count


def _delays(evidence: Evidence) -> dict[str, Percentiles]:
    probes = evidence.probes
    measured: dict[str, ArrayLike] = {
        SET_UP: evidence.load.set_up,
        "INVITE to 200, by probes": [each.set_up for each in probes if each.set_up is not None],
        "200 to first sound": [p.first_sound for p in probes if p.first_sound is not None],
        "key to next prompt": list(chain.from_iterable(each.keys for each in probes)),
    }
    found = {name: percentiles(times) for name, times in measured.items()}
    return {name: each for name, each in found.items() if each is not None}


def _remarks(found: Found, placed: int) -> list[str]:
    """Say what the reader must know before believing a figure."""
    told = []
    if (recorded := sum(found.recorded.values())) != placed:
        told.append(f"{placed} calls landed or were blocked, and {recorded} are recorded")
    if found.offered < FEW:
        told.append(f"only {found.offered} calls were counted: let it last longer")
    if found.machine > SATURATED:
        told.append(f"the machine was {found.machine:.0%} busy: this tells of it as much")
    if found.late is not None and found.late.p99 > LATE:
        told.append(
            f"calls came up to {found.late.longest:.2f} s late: the load was not as planned"
        )
    if found.failed:
        told.append(f"{found.failed} calls neither landed nor were blocked")
    if found.cut_off:
        told.append(f"{found.cut_off} callers were cut off before they wanted to go")
    if found.lost_packets:
        told.append(f"{found.lost_packets} packets of prompts were lost on their way to probes")
    told += [f"left behind: {count} {name}" for name, count in found.left_over.items()]
    told += [f"logged {count} times: {name}" for name, count in found.errors.items()]
    blocking = found.blocking
    if not blocking.expected.covers(blocking.share):
        told.append("blocking lies outside the interval of Erlang B")
    return told
