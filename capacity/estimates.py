"""From a log to the callers of a simulation: what is known stays, what is hidden is drawn.

Each call brings along what the log tells of it: who gave up had that patience, who was answered
had that talk. What the log cannot tell - for how long an answered caller would have waited, how
long a talk would have been that never began - is drawn from the estimate for the same queue.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from capacity.call_log import NOBODY, CallLog, Flags, Names
from capacity.demand import Demand
from capacity.distribution import Distribution, Floats, empirical
from capacity.outcomes import Outcome
from capacity.patience import Patience, kaplan_meier
from capacity.staffing import AfterCalls

FEW: Final = 30
"""With fewer observations of a queue, those of all queues are used."""
ENDLESS: Final = np.inf


@dataclass(frozen=True, slots=True)
class Estimates:
    """What a log tells of its callers; each list has an entry per queue, the last for none."""

    log: CallLog
    patience: list[Patience]
    handling: list[Distribution]
    after_calls: AfterCalls
    wrap_up: Distribution

    def demand(self, seed: int) -> Demand:
        """Draw what is hidden. The same seed gives the same callers, whatever the helpline."""
        log, chance = self.log, np.random.default_rng(seed)
        like = self._likenesses(chance.random(len(log)))
        answered = ~np.isnan(log.answered)
        menus, queue = log.before_queue[like], log.queue.of(like)
        after = np.where(answered, np.maximum(log.ended - log.parted, 0.0), 0.0)
        return Demand(
            offered=log.offered,
            menus=menus,
            instead=np.where(np.isnan(log.queued[like]), log.outcome[like], NOBODY),
            queue=queue,
            language=log.language.of(like),
            priority=log.priority[like],
            patience=self._patience(queue, chance.random(len(log))),
            handling=self._handling(queue, chance.random(len(log))),
            after=after,
            wrap_up=self._wrap_up(chance.random(len(log))),
        )

    def _likenesses(self, chance: Floats) -> NDArray[np.intp]:
        """Take for each blocked caller, of whom nothing is known, one who was let in."""
        like = np.arange(len(self.log))
        blocked = self.log.ended_as(Outcome.BLOCKED)
        landed = np.flatnonzero(~blocked)
        if len(landed):
            like[blocked] = landed[(chance[blocked] * len(landed)).astype(np.intp)]
        return like

    def _patience(self, queue: Names, chance: Floats) -> Floats:
        waited = np.nan_to_num(self.log.waited)
        drawn = np.empty(len(chance))
        for some, patience in zip(_by_queue(queue), self.patience, strict=True):
            # Who was answered would have waited longer than that.
            drawn[some] = patience.draw_beyond(waited[some], chance[some])
        return np.where(_gave_up(self.log), waited, drawn)

    def _handling(self, queue: Names, chance: Floats) -> Floats:
        handled = self.log.handled
        for some, handling in zip(_by_queue(queue), self.handling, strict=True):
            unknown = some & np.isnan(handled)
            handled[unknown] = handling.draw(0.0, ENDLESS, chance[unknown])
        return handled

    def _wrap_up(self, chance: Floats) -> Floats:
        known = self.after_calls
        wrap_up = self.wrap_up.draw(0.0, ENDLESS, chance)
        wrap_up[known.calls] = self.wrap_up.draw(known.least, known.most, chance[known.calls])
        exact = known.least == known.most
        wrap_up[known.calls[exact]] = known.most[exact]
        return wrap_up


def estimate(log: CallLog, after: AfterCalls, *, wrap_up: float) -> Estimates:
    """Learn from a log; ``wrap_up`` in seconds is taken if it has no two talks of one agent."""
    in_line = ~np.isnan(log.queued)
    talked = ~np.isnan(log.handled)
    gave_up = _gave_up(log)
    patience = [
        kaplan_meier(log.waited[some], gave_up[some])
        for some in _enough(log, in_line, shown_by=gave_up)
    ]
    handling = [empirical(log.handled[some]) for some in _enough(log, talked, shown_by=talked)]
    known = after.distribution if len(after.calls) else empirical([wrap_up])
    return Estimates(log, patience, handling, after, known)


def _gave_up(log: CallLog) -> Flags:
    return log.ended_as(Outcome.ABANDONED) | log.ended_as(Outcome.SHORT_ABANDONED)


def _enough(log: CallLog, of: Flags, *, shown_by: Flags) -> list[Flags]:
    """Give the calls to learn from for each queue, and for those without one."""
    own = [of & some for some in _by_queue(log.queue)]
    return [some if (some & shown_by).sum() >= FEW else of for some in own]


def _by_queue(queue: Names) -> list[Flags]:
    return [queue.codes == code for code in (*range(len(queue.names)), NOBODY)]
