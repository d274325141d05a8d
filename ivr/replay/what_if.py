"""What is asked with ``--set``: the settings that are to be other than the log shows them."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import Field

from capacity.lines import Sizes
from capacity.scenario import Rules, Wishes
from capacity.schedule import sizes_in_force
from ivr.settings import Problem, Settings, SettingsError
from ivr.settings.kinds import Length, Lines, Seconds, Section
from ivr.settings.loading import parse_tree

PLACE: Final = "--set"
REMEDY: Final = "Write it like lines.incoming=650, agents.KESCO=40 or waiting.wrap_up=15"

Agents = Annotated[int, Field(ge=0, le=10_000)]


class AskedLines(Section):
    """Lines; without a number, those of the settings with their dated changes."""

    incoming: Lines | None = None


class AskedWaiting(Section):
    """Times in seconds; without a number, as found in the log."""

    wrap_up: Length | None = None
    pick_up: Length | None = None
    longest_wait: Seconds | None = None
    short_abandon: Length | None = None


class AskedMeasures(Section):
    """What counts as a good answer, in seconds."""

    service_level: Length = 20.0


class WhatIf(Section):
    """All that can be asked for; ``agents`` is a number for each queue."""

    lines: AskedLines = AskedLines()
    waiting: AskedWaiting = AskedWaiting()
    measures: AskedMeasures = AskedMeasures()
    agents: dict[str, Agents] = Field(default_factory=dict)


def read_what_if(assignments: Sequence[str]) -> WhatIf:
    """Read assignments such as ``lines.incoming=650``; raises `SettingsError`."""
    asked: dict[str, str] = {}
    for assignment in assignments:
        key, value = _split(assignment)
        if key in asked:
            raise _refused(assignment, f"{key} is given twice", "Give it once")
        asked[key] = value
    lines = (f"{key} = {value}" for key, value in asked.items())
    return parse_tree("\n".join(lines), WhatIf, name=PLACE, remedy=REMEDY)


def asked_of(what_if: WhatIf) -> str:
    """Write what is asked as it is given; empty if nothing is."""
    return ", ".join(
        f"{section}.{key}={value:g}"
        for section, asked in what_if.model_dump(exclude_unset=True).items()
        for key, value in asked.items()
    )


def check_queues(what_if: WhatIf, queues: Sequence[str]) -> None:
    """Refuse agents for a queue that the log does not know; raises `SettingsError`."""
    for queue in sorted(set(what_if.agents) - set(queues)):
        known = ", ".join(sorted(queues)) or "none"
        raise _refused(f"agents.{queue}", "no call of the log was for it", f"Known: {known}")


def rules_of(settings: Settings, what_if: WhatIf, first: datetime) -> Rules:
    """Give the rules for a log that begins at ``first``, an aware time."""
    waiting = settings.waiting
    short = what_if.waiting.short_abandon
    return Rules(
        sizes=_sizes(settings, what_if.lines.incoming, first),
        ring=waiting.ring,
        wrap_up=waiting.wrap_up,
        longest_wait=waiting.longest_wait,
        short_abandon=waiting.short_abandon if short is None else short,
        head_start=waiting.head_start,
    )


def wishes_of(what_if: WhatIf) -> Wishes:
    """Give what is to be different from the log."""
    waiting = what_if.waiting
    return Wishes(what_if.agents, waiting.wrap_up, waiting.pick_up, waiting.longest_wait)


def _sizes(settings: Settings, asked: int | None, first: datetime) -> list[tuple[float, Sizes]]:
    lines = settings.lines
    if asked is not None:
        return [(-math.inf, Sizes(asked, lines.outgoing))]
    base = Sizes(lines.incoming, lines.outgoing)
    moments = [first, *sorted(change.at for change in lines.change if change.at > first)]
    return [
        (moment.timestamp(), sizes_in_force(base, lines.change, None, moment.astimezone(UTC)))
        for moment in moments
    ]


def _split(assignment: str) -> tuple[str, str]:
    key, equals, value = (part.strip() for part in assignment.partition("="))
    if not (key and equals and value) or "\n" in assignment:
        raise _refused(assignment, "is no KEY=NUMBER", REMEDY)
    try:
        number = float(value)
    except ValueError:
        raise _refused(assignment, f"{value!r} is no number", REMEDY) from None
    if not math.isfinite(number):
        raise _refused(assignment, f"{value!r} is no number to reckon with", REMEDY)
    return key, value


def _refused(assignment: str, wrong: str, remedy: str) -> SettingsError:
    return SettingsError([Problem(f"{PLACE} {assignment}", wrong, remedy)])
