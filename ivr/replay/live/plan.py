"""From a log to the real calls that let it happen again: who calls when, and behaves how."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from capacity.call_log import NOBODY, OUTCOMES, CallLog
from capacity.demand import Demand
from capacity.outcomes import Outcome
from ivr.phone.consumer import Step
from ivr.replay.live.people import CHATBOT, DANGER, ORDINARY, person, pin_for
from ivr.settings import Problem, Settings, SettingsError
from routing.discoms import DISCOMS

LEAST: Final = 1.0
"""Seconds for which a caller who leaves is there at least: it takes as long to be answered."""
MENUS: Final = 60.0
"""Seconds that the prompts may take, which nobody speaks faster."""
PARTING: Final = 30.0
"""Seconds that the helpline may take to say goodbye."""
FASTEST: Final = 20
"""Calls in one second."""
LONGEST: Final = 2 * 3600.0
"""Seconds that a replay may take."""
MOST_AT_ONCE: Final = 500
"""Callers at once; docs/replay.md says how many were tried."""

_URGENT: Final = 0
_SERVED: Final = OUTCOMES.index(Outcome.SELF_SERVED)


@dataclass(frozen=True, slots=True)
class LiveCall:
    """One caller. Times are in real seconds; ``at`` counts from the first call.

    ``leaves`` is when who never waits hangs up, counted from the call; None is not before the
    helpline ends it. ``patience`` is for the waiting line, perhaps infinite.
    """

    at: float
    number: str
    steps: tuple[Step, ...]
    leaves: float | None
    patience: float
    talk: float

    def over_by(self, longest_wait: float) -> float:
        """Tell when it must be over, if nobody waits for more than ``longest_wait`` seconds."""
        if self.leaves is not None:
            return self.at + self.leaves + PARTING
        return self.at + MENUS + min(self.patience, longest_wait) + self.talk + PARTING


def plan_calls(
    log: CallLog, demand: Demand, speed: float, settings: Settings
) -> Sequence[LiveCall]:
    """Make a call of each logged one, ``speed`` times as fast, in the order of the log.

    ``demand`` is what was drawn for this log. The caller speaks the logged language where the
    settings know it, and is a consumer of the logged discom.
    """
    return [_planned(call, log, demand, speed, settings) for call in range(len(log))]


def check_plan(calls: Sequence[LiveCall], speed: float, settings: Settings) -> None:
    """Refuse what is more than is safe for helpline or machine; raises `SettingsError`."""
    most = _most_in_a_second(calls)
    if most > FASTEST:
        wrong = f"{most} calls would come within one second; {FASTEST} are the most"
        raise _refused(f"--speed {speed:g}", wrong, f"Try --speed {speed * FASTEST / most:.2g}")
    longest = settings.waiting.longest_wait
    seconds = max(call.over_by(longest) for call in calls)
    if seconds > LONGEST:
        wrong = f"it would take up to {seconds / 60:.0f} minutes; {LONGEST / 60:.0f} are the most"
        raise _refused(f"--speed {speed:g}", wrong, "Choose less with --from and --to, or faster")
    at_once = most_at_once(calls, longest)
    if at_once > MOST_AT_ONCE:
        wrong = f"{at_once} callers could be there at once; {MOST_AT_ONCE} are the most"
        raise _refused("--most", wrong, "Choose less with --from, --to or --most")


def most_at_once(calls: Sequence[LiveCall], longest_wait: float) -> int:
    """Count the callers who can be there at the same time, if all wait as long as they would."""
    begun = np.array([call.at for call in calls])
    over = np.sort([call.over_by(longest_wait) for call in calls])
    there = np.arange(1, len(calls) + 1) - np.searchsorted(over, begun, "right")
    return int(there.max())


def _planned(call: int, log: CallLog, demand: Demand, speed: float, settings: Settings) -> LiveCall:
    instead, queue = demand.instead[call], demand.queue[call]
    discom = queue if queue in DISCOMS else None
    served = instead == _SERVED and (discom is None or discom in settings.chatbot.numbers)
    urgent = instead == NOBODY and demand.priority[call] == _URGENT
    languages = settings.call.languages
    spoken = demand.language[call]
    who = person(
        call,
        discom=discom,
        key=str(languages.index(spoken) + 1 if spoken in languages else 1),
        reason=DANGER if urgent else CHATBOT if served else ORDINARY,
        pin=pin_for(queue, log.queue.names),
    )
    waits = instead == NOBODY or served
    return LiveCall(
        at=float(demand.offered[call] - demand.offered[0]) / speed,
        number=who.number,
        steps=who.steps,
        leaves=None if waits else max(LEAST, float(demand.menus[call]) / speed),
        patience=float(demand.patience[call]) / speed if instead == NOBODY else math.inf,
        talk=float(np.nan_to_num(demand.handling[call])) / speed,
    )


def _most_in_a_second(calls: Sequence[LiveCall]) -> int:
    begun = np.array([call.at for call in calls])
    return int((np.searchsorted(begun, begun + 1.0) - np.arange(len(begun))).max())


def _refused(place: str, wrong: str, remedy: str) -> SettingsError:
    return SettingsError([Problem(place, wrong, remedy)])
