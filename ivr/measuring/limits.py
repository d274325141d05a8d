"""The search for the highest rate that a helpline takes, and what stops it there."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

from capacity.limit import Step, next_rate
from capacity.load import Profile, plan_load
from capacity.outcomes import GAVE_UP, Outcome
from ivr.load.bounds import check_load
from ivr.measuring.found import MOST_LOST, Found
from ivr.measuring.judging import LATE, SATURATED, SET_UP
from ivr.measuring.settings import Setting
from ivr.settings import SettingsError

MOST_SET_UP: Final = 1.0
"""Seconds from INVITE to 200 that the slowest percent of calls may take."""
MOST_GIVE_UP: Final = 0.05
"""The share of those in line who may give up before agents are what there is too little of."""


async def find_limit(
    setting: Setting,
    measured: Callable[[Setting], Awaitable[Found]],
    keep: Callable[[Step], None],
) -> None:
    """Try rates from that of the setting on, and let each be kept as soon as it was tried.

    Rates are in calls per uncompressed hour. One that may not be placed fails untried.
    """
    steps: list[Step] = []
    while (rate := next_rate(steps, setting.calls)) is not None:
        seed, name = setting.seed + len(steps), f"{rate:,.0f} calls an hour"
        tried = replace(setting, name=name, calls=rate, seed=seed)
        refused = _refused(tried)
        steps.append(Step(rate, tuple(refused or limits(await measured(tried)))))
        keep(steps[-1])


def _refused(setting: Setting) -> list[str]:
    try:
        check_load(plan_load(setting.wish, Profile.STEADY))
    except SettingsError as error:
        return [f"not placed: {problem.wrong}" for problem in error.problems]
    return []


def limits(found: Found) -> list[str]:
    """Say what went wrong at this rate, and what there was too little of; nothing if all went well.

    Blocked, dropped and failed calls count together; so does a slow set-up, and calls that the
    machine could not even place in time.
    """
    wrong = []
    if found.lost > MOST_LOST:
        wrong.append(f"{found.lost:.1%} blocked, dropped or failed")
    set_up = found.delays.get(SET_UP)
    if set_up is not None and set_up.p99 > MOST_SET_UP:
        wrong.append(f"set-up took {set_up.p99:.1f} s at p99")
    if found.late is not None and found.late.p99 > LATE:
        wrong.append(f"calls came {found.late.p99:.1f} s late at p99")
    return [*wrong, *_scarce(found)] if wrong else []


def _scarce(found: Found) -> list[str]:
    """Name what was used up: agents, lines, the machine's processors."""
    scarce = []
    gave_up = sum(found.recorded.get(each, 0) for each in GAVE_UP)
    in_line = gave_up + found.recorded.get(Outcome.ANSWERED, 0)
    if found.setting.agents and gave_up > MOST_GIVE_UP * in_line:
        scarce.append(f"agents: {gave_up / in_line:.0%} of those in line gave up")
    if found.most_lines >= found.setting.lines:
        scarce.append(f"lines: all {found.setting.lines} were held")
    if found.machine > SATURATED:
        scarce.append(f"processors: {found.machine:.0%} busy")
    return scarce
