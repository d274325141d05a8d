"""The callers of a plan as a log shows them: its busiest hour, and how long calls took."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from capacity.busy_hour import busiest_hour
from capacity.call_log import CallLog, Flags
from capacity.distribution import Floats
from capacity.outcomes import Outcome
from capacity.staffing import AfterCalls

FEW: Final = 30
"""Of fewer observations nothing is taken."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a log shows: calls per hour, means in seconds, shares of 1; None where it shows too few.

    ``calls`` are those offered in the busiest hour, which ``begins`` then (seconds since the
    epoch): any sixty minutes, as the busy hour of ITU-T E.600. The rest is of all calls of the
    log; each field is that of `capacity.planning.Callers`.
    """

    calls: int
    begins: float
    menus: float | None
    talk: float | None
    wrap_up: float | None
    self_served: float | None
    patience: float | None
    rest: float | None


def measured(log: CallLog, after: AfterCalls) -> Measured:
    """Measure a log of one call at least; ``after`` is what it tells of the time after calls."""
    landed = ~log.ended_as(Outcome.BLOCKED)
    queued, talked = ~np.isnan(log.queued), ~np.isnan(log.handled)
    busy = busiest_hour(log.offered)
    assert busy is not None
    beside = np.where(talked, log.ended - log.parted, 0.0)
    return Measured(
        calls=busy.calls,
        begins=busy.begins,
        menus=_mean(log.before_queue[landed]),
        talk=_mean(log.handled[talked]),
        wrap_up=_wrap_up(after),
        self_served=_mean(~queued[landed]),
        patience=exponential_patience(log.waited[queued], _gave_up(log)[queued]),
        rest=_mean(beside[landed]),
    )


def exponential_patience(waited: Floats, gave_up: Flags) -> float | None:
    """Estimate mean patience in seconds from waits that ended by giving up or by an answer.

    All time waited over the number who gave up: the maximum likelihood if patience is
    exponential and answers censor it, and the only mean with which Erlang A loses as many.
    """
    enough = int(gave_up.sum()) >= FEW
    return float(waited.sum() / gave_up.sum()) if enough and waited.sum() > 0 else None


def _wrap_up(after: AfterCalls) -> float | None:
    """Take the estimate of those gaps that are known and those that have bounds only."""
    known = int((after.least == after.most).sum())
    return after.distribution.mean if known >= FEW else None


def _gave_up(log: CallLog) -> Flags:
    return log.ended_as(Outcome.ABANDONED) | log.ended_as(Outcome.SHORT_ABANDONED)


def _mean(values: Floats | Flags) -> float | None:
    return float(values.mean()) if len(values) >= FEW else None
