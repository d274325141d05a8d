"""Makes a report of what a journal has: measures of all calls, of groups, and through the time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Final

import numpy as np

from capacity.book import UNKNOWN, Places
from capacity.busy_hour import BusyHour, busiest_hour, in_the_hour_before
from capacity.call_log import Flags, Names
from capacity.distribution import Floats
from capacity.groups import COLUMNS, DAY, HOUR, Group, by_time, grouped
from capacity.held import Stretches
from capacity.lines import Direction
from capacity.marks import Mark, marks_of_book
from capacity.measures import Measures, measure_book
from capacity.seizures import Seizure
from capacity.thresholds import Thresholds
from ivr.period import Period
from ivr.report.loads import AgentLoad, Load, agent_loads, line_loads
from ivr.report.parts import edges_of
from ivr.report.reading import Kept

TIMES: Final[Mapping[str, str]] = {"hour": HOUR, "day": DAY}
"""The groupings by time, and how they are written."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is to be about. ``only`` are values that calls must have; None is not known."""

    period: Period
    thresholds: Thresholds
    by: tuple[str, ...] = ()
    only: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counted:
    """A group of calls and its measures; ``places`` are those of its calls in the book.

    ``callers`` counts different ones. ``lines`` are incoming ones; like ``agents`` they are told of
    a stretch of time only.
    """

    values: Mapping[str, str | None]
    places: Places
    measures: Measures
    callers: int
    busy_offered: BusyHour | None
    busy_landed: BusyHour | None
    lines: Load | None = None
    agents: AgentLoad | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of the attempts to call people back, and the outgoing lines held for them."""

    became: Mapping[Seizure, int]
    lines: Load

    @property
    def seizures(self) -> int:
        """Count the attempts."""
        return sum(self.became.values())


class Report:
    """Counts what is asked for. ``begins`` and ``ends`` bound it, in seconds since the epoch.

    A period without bounds is from the first call to the end of the last one; none goes beyond
    ``now``.
    """

    def __init__(self, kept: Kept, asked: Asked, now: datetime) -> None:
        self.kept, self.asked, self.now = kept, asked, now
        self.book = kept.book
        self.marks = marks_of_book(self.book, asked.thresholds)
        self._only = self._having(asked.only)
        self.wanted = self._only & _within(self.book.log.offered, asked.period)
        self.begins, self.ends = self._bounds()

    @cached_property
    def total(self) -> Counted:
        """All calls of the period."""
        edges = np.array([self.begins, self.ends])
        return self._counted(Group({}, np.flatnonzero(self.wanted)), *self._loads(edges)[0])

    def groups(self, by: Sequence[str]) -> list[Counted]:
        """Group the calls of the period by all of these together: `COLUMNS` and `TIMES`."""
        names = {name: self.column(name) for name in by}
        groups = grouped(names, self.wanted)
        if len(by) != 1 or by[0] not in TIMES or not groups:
            return [self._counted(group) for group in groups]
        loads = self.loads(by[0], [group.values[by[0]] or "" for group in groups])
        return [self._counted(group, *load) for group, load in zip(groups, loads, strict=True)]

    def loads(self, kind: str, texts: Sequence[str]) -> list[tuple[Load, AgentLoad | None]]:
        """Give the incoming lines held and how busy agents were in each of these hours or days."""
        zone = self.asked.period.zone
        edges, parts = edges_of(texts, kind, zone, self.begins, self.ends)
        found = self._loads(edges)
        return [found[part] for part in parts.tolist()]

    @cached_property
    def tried(self) -> Tried:
        """The attempts of the period."""
        attempts = self.kept.attempts
        ours = self._only[attempts.places]
        inside = ours & _within(attempts.lasted.begun, self.asked.period)
        lasted = Stretches(attempts.lasted.begun[ours], attempts.lasted.ended[ours])
        edges = np.array([self.begins, self.ends])
        [load] = line_loads(lasted, self.kept.sizes[Direction.OUTGOING], edges)
        became = {each: int((inside & attempts.ended_as(each)).sum()) for each in Seizure}
        return Tried(became, load)

    def landed_in_the_hour_before(self, moments: Floats) -> Floats:
        """Count the calls that landed in the sixty minutes before each moment: the rolling hour."""
        return in_the_hour_before(
            self.book.log.offered[self._only & self.marks[Mark.LANDED]], moments
        )

    def column(self, name: str) -> Names:
        """Give what calls are grouped by."""
        if name in COLUMNS:
            return COLUMNS[name](self.book)
        return by_time(self.book.log.offered, TIMES[name], self.asked.period.zone)

    def _having(self, values: Mapping[str, str | None]) -> Flags:
        found = np.full(len(self.book), True)
        for name, value in values.items():
            found &= self.column(name).are(value)
        return found

    def _bounds(self) -> tuple[float, float]:
        period, log, now = self.asked.period, self.book.log, self.now.timestamp()
        offered, ended = log.offered[self.wanted], log.ended[self.wanted]
        since = period.since.timestamp() if period.since else offered.min(initial=now)
        until = ended.max(initial=since)
        if period.until:
            until = min(period.until.timestamp(), max(now, until))
        return float(since), float(max(until, offered.max(initial=since) + 1))

    def _loads(self, edges: Floats) -> list[tuple[Load, AgentLoad | None]]:
        log = self.book.log
        held = self._only & ~log.outgoing & ~self.marks[Mark.BLOCKED]
        lasted = Stretches(log.offered[held], log.ended[held])
        lines = line_loads(lasted, self.kept.sizes[Direction.INCOMING], edges)
        duty = None if self.asked.only else self.kept.duty
        return list(zip(lines, agent_loads(duty, edges), strict=True))

    def _counted(
        self, group: Group, lines: Load | None = None, agents: AgentLoad | None = None
    ) -> Counted:
        places = group.places
        offered = places[self.marks[Mark.OFFERED][places]]
        landed = places[self.marks[Mark.LANDED][places]]
        callers = self.book.caller[offered]
        return Counted(
            values=group.values,
            places=places,
            measures=measure_book(self.book, self.marks, self.asked.thresholds, places),
            callers=len(np.unique(callers[callers != UNKNOWN])),
            busy_offered=busiest_hour(self.book.log.offered[offered]),
            busy_landed=busiest_hour(self.book.log.offered[landed]),
            lines=lines,
            agents=agents,
        )


def _within(times: Floats, period: Period) -> Flags:
    since = period.since or datetime.min.replace(tzinfo=UTC)
    until = period.until or datetime.max.replace(tzinfo=UTC)
    inside: Flags = (times >= since.timestamp()) & (times < until.timestamp())
    return inside
