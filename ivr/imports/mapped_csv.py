"""Reads any CSV call log, as a mapping file tells it to."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from capacity.outcomes import Outcome
from ivr.imports.clocks import clock, in_zone, later, on_day
from ivr.imports.csv_rows import split_row
from ivr.imports.faults import BadLine, ImportFault, NotACall
from ivr.imports.foreign import ForeignCall
from ivr.imports.lines import Line
from ivr.imports.mapping import IGNORED, LogMapping, Moment, Value

Row = dict[str, str]


class MappedCsv:
    """Gives a call for each row."""

    def __init__(self, mapping: LogMapping) -> None:
        self._mapping = mapping
        self._zone = ZoneInfo(mapping.times.zone)
        self._date = clock(mapping.times.date_format)
        moments = [m for name in _MOMENTS for m in getattr(mapping.times, name) or ()]
        formats = {moment.format or mapping.times.format for moment in moments}
        self._clocks = {form: clock(form) for form in formats}
        self._columns = list(mapping.file.columns)

    def begin(self, first: Line) -> bool:
        """Look at the first line of a file, and tell whether it is a header.

        Raises `ImportFault` if a column is missing that the mapping names.
        """
        given = self._mapping.file.columns
        names = list(given) or self._header(first)
        self._columns = [name.strip() for name in names]
        missing = sorted(self._mapping.needed() - set(self._columns))
        if missing:
            wrong = f"has no column {', '.join(missing)}; it has {', '.join(self._columns)}"
            remedy = "Name its columns in the mapping, and the right file.delimiter"
            raise ImportFault(first.place, wrong, remedy)
        return not given

    def _header(self, first: Line) -> list[str]:
        wrong = first.fault
        try:
            names = split_row(first.text, self._mapping.file.delimiter)
        except BadLine as error:
            wrong = str(error)
        if wrong is None:
            return names
        remedy = "Name its columns or its encoding in [file] of the mapping"
        raise ImportFault(first.place, f"holds no names of columns: {wrong}", remedy)

    def read(self, line: Line) -> Iterator[ForeignCall]:
        """Give the call of a row; raises `BadLine` or `NotACall`."""
        fields = split_row(line.text, self._mapping.file.delimiter)
        if len(fields) != len(self._columns):
            raise BadLine(f"it has {len(fields)} fields, not {len(self._columns)}")
        yield self._call(dict(zip(self._columns, (field.strip() for field in fields), strict=True)))

    def rest(self) -> Iterator[ForeignCall]:
        """Give the calls that were still being put together: none, a row is a call."""
        return iter(())

    def _call(self, row: Row) -> ForeignCall:
        columns = self._mapping.columns
        moments = self._moments(row)
        offered, ended = moments["offered"], moments["ended"]
        if offered is None or ended is None:
            raise BadLine(f"no time says when it {'ended' if offered else 'was offered'}")
        return ForeignCall(
            call_id="-".join(row[column] for column in self._mapping.id),
            offered=offered,
            ended=ended,
            outcome=self._outcome(row, answered=moments["answered"] is not None),
            queued=moments["queued"],
            answered=moments["answered"],
            parted=moments["parted"],
            queue=_text(columns.queue, row),
            agent=_text(columns.agent, row),
            priority=_number(columns.priority, row),
            language=_text(columns.language, row),
            reason=_text(columns.reason, row),
            caller=_text(columns.caller, row) or "",
            called=_text(columns.called, row) or "",
            cause=_number(columns.cause, row),
        )

    def _outcome(self, row: Row, *, answered: bool) -> Outcome | None:
        if self._mapping.outcome is None:
            return Outcome.ANSWERED if answered else None
        text = row[self._mapping.outcome.column]
        try:
            meant = self._mapping.outcome.values[text]
        except KeyError:
            raise BadLine(f"the mapping does not say what outcome {text[:40]!r} means") from None
        if meant == IGNORED:
            raise NotACall(f"{self._mapping.outcome.column} {text}")
        return meant if isinstance(meant, Outcome) else None

    def _moments(self, row: Row) -> dict[str, datetime | None]:
        """Find all times, in UTC; each may be counted from an earlier one."""
        found: dict[str, datetime | None] = {}
        for name in _MOMENTS:
            sources = getattr(self._mapping.times, name) or ()
            given = (self._moment(source, row, found) for source in sources)
            found[name] = next((moment for moment in given if moment), None)
        return found

    def _moment(
        self, source: Moment, row: Row, found: dict[str, datetime | None]
    ) -> datetime | None:
        times = self._mapping.times
        text = row[source.column]
        if not text or text in times.absent:
            return None
        if source.after is not None:
            start = found.get(source.after)
            return later(start, text, source.unit) if start else None
        moment = self._clocks[source.format or times.format](text)
        if times.date is None:
            return in_zone(moment, self._zone)
        day = self._date(row[times.date]).date()
        return on_day(day, moment, found.get("offered"), self._zone)


_MOMENTS: Final = ("offered", "queued", "answered", "parted", "ended")


def _text(value: Value | None, row: Row) -> str | None:
    if value is None or (text := row[value.column]) in value.absent:
        return None
    return value.values.get(text, text) or None


def _number(value: Value | None, row: Row) -> int | None:
    text = _text(value, row)
    if text is None:
        return None
    try:
        return int(text)
    except ValueError:
        raise BadLine(f"{value.column if value else ''}: {text[:40]!r} is no number") from None
