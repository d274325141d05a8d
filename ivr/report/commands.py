"""For each number of a report the command that lists its calls on the machine."""

import shlex
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Final

from capacity.busy_hour import BusyHour
from capacity.marks import CAUSES, ENDS, Mark
from capacity.outcomes import Outcome
from ivr.http.call_query import MOST
from ivr.report.making import TIMES, Counted, Report
from ivr.report.parts import bounds
from ivr.storage.filters import NONE

OUTCOMES: Final[Mapping[Mark, Outcome]] = {**ENDS, Mark.UNREACHED: Outcome.UNREACHED}

THRESHOLDS: Final[Mapping[Mark, tuple[str, ...]]] = {
    Mark.ABANDONED: ("short_abandon",),
    Mark.SHORT_ABANDONED: ("short_abandon",),
    Mark.IN_TIME: ("service_level",),
    Mark.GONE_IN_TIME: ("service_level",),
    Mark.REDIALS: ("redial", "short_abandon"),
}
"""By which thresholds it is decided as what a call counts."""


class Commands:
    """Writes commands for the numbers of a report on ``folder``; None is the helpline's own."""

    def __init__(self, report: Report, folder: Path | None) -> None:
        self.report, self.folder = report, folder
        self._until = report.asked.period.until or _closed(report)
        self._anew = {
            mark for mark in (Mark.ABANDONED, Mark.SHORT_ABANDONED) if _decided_anew(report, mark)
        }

    def of(self, mark: Mark, group: Counted, hour: BusyHour | None = None) -> str:
        """Write the command that lists the calls of a number, and no others.

        With ``hour`` only those offered in it. The database has them at hand; but it has no calls
        of other systems, gives no more than `MOST`, and knows only what a record says by itself.
        """
        asked = self._of_records(mark)
        if asked is None or self.folder is not None or group.measures[mark] > MOST:
            values = self._values(group, hour, "--from", "--to")
            return shlex.join(["helpline", "report", *self._of_report(mark, values)])
        values = self._values(group, hour, "--since", "--until")
        return shlex.join(["helpline", "calls", *asked, *values, "--limit", str(MOST)])

    def _of_records(self, mark: Mark) -> list[str] | None:
        """Say which records count, if an outcome alone tells it."""
        if mark is Mark.OFFERED:
            return ["--direction", "incoming"]
        if mark in CAUSES:
            return ["--outcome", Outcome.DROPPED, "--drop", CAUSES[mark], "--direction", "incoming"]
        outcome = OUTCOMES.get(mark)
        if outcome is None or mark in self._anew:
            return None
        direction = "outgoing" if mark is Mark.UNREACHED else "incoming"
        return ["--outcome", outcome, "--direction", direction]

    def _of_report(self, mark: Mark, values: Iterable[str]) -> list[str]:
        words = [str(self.folder)] if self.folder else []
        for name in THRESHOLDS.get(mark, ()):
            seconds = getattr(self.report.asked.thresholds, name)
            words += [f"--{name.replace('_', '-')}", f"{seconds:g}"]
        return [*words, *values, "--calls", mark]

    def _values(
        self, group: Counted, hour: BusyHour | None, since: str, until: str
    ) -> Iterator[str]:
        """Write what the calls of a group have in common, and the time in which they came."""
        values = {**self.report.asked.only, **group.values}
        period = self.report.asked.period
        begins = [period.since] if period.since else []
        ends = [self._until] if self._until else []
        if hour is not None:
            begin = datetime.fromtimestamp(hour.begins, period.zone)
            begins, ends = [begin], [begin + timedelta(hours=1)]
        for name, value in values.items():
            if name in TIMES:
                begin, end = bounds(value or "", name, period.zone)
                begins.append(begin)
                ends.append(end)
            else:
                yield from (f"--{name}", value or NONE)
        if begins:
            yield from (since, _exact(max(begins), period.zone))
        if ends:
            yield from (until, _exact(min(ends), period.zone))


def _closed(report: Report) -> datetime | None:
    """Give the time of the report, so that later calls do not count; none if a call is as late."""
    offered = report.book.log.offered[report.wanted]
    return report.now if offered.max(initial=0.0) < report.now.timestamp() else None


def _decided_anew(report: Report, mark: Mark) -> bool:
    """Tell whether other abandons are short than when the records were made."""
    recorded = report.marks[Mark.OFFERED] & report.book.log.ended_as(OUTCOMES[mark])
    return bool((report.wanted & (recorded != report.marks[mark])).any())


def _exact(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).isoformat()
