"""The calls of a load as they went, those of SIPp and the probes together. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ivr.load.attempts import End
from ivr.load.result import LoadResult
from ivr.measuring.probe import Probed

BLOCKED: Final = (486, 503)
EARLY: Final = 0.25
"""Seconds before its caller would have left by which a call that the helpline ended was cut off."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One attempt, in seconds since the load began. It landed, was blocked, or failed.

    ``hold`` is for how long its caller wanted to stay; ``cut_off`` if the helpline ended it first.
    """

    at: float
    hold: float
    landed: float | None
    blocked: bool
    cut_off: bool

    @property
    def failed(self) -> bool:
        """Tell whether it neither landed nor was blocked."""
        return self.landed is None and not self.blocked


def all_seen(load: LoadResult, probes: Iterable[Probed], began: float) -> Sequence[Seen]:
    """Give all attempts in the order in which they came.

    ``began`` is the loop time at which the load began, for the times of the probes.
    """
    by_sipp = [
        Seen(
            at=each.sent,
            hold=(hold := load.plan.calls[each.call].hold),
            landed=each.answered,
            blocked=each.end is End.BLOCKED and each.status in BLOCKED,
            cut_off=each.end is End.ENDED and (each.held or 0.0) < hold - EARLY,
        )
        for each in load.attempts
    ]
    by_probes = [
        Seen(
            at=each.sent - began,
            hold=each.hold,
            landed=None if each.landed is None else each.landed - began,
            blocked=each.refused in BLOCKED,
            cut_off=each.cut_off,
        )
        for each in probes
    ]
    return sorted(by_sipp + by_probes, key=lambda each: each.at)
