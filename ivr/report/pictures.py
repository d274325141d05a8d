"""What a report shows in pictures: its calls, waits, lines and agents through the time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from capacity.marks import Mark
from ivr.report.chart import Chart, Series
from ivr.report.files import rolling
from ivr.report.making import Counted, Report
from ivr.report.parts import bounds, parts_between

DAYS_BY_HOUR: Final = 14
"""Longer periods are shown by day."""

DAY: Final = 86_400.0
MOST_TICKS: Final = 12
TIMES_OF_DAY: Final = 48
"""Hours up to which a picture names times of day."""


def kind_of(report: Report) -> str:
    """Say whether a period is shown by ``hour`` or by ``day``."""
    return "hour" if report.ends - report.begins <= DAYS_BY_HOUR * DAY else "day"


def charts_of(report: Report, parts: Sequence[Counted]) -> list[Chart]:
    """Draw a report; ``parts`` are its groups by `kind_of`."""
    kind, zone = kind_of(report), report.asked.period.zone
    texts = parts_between(kind, report.begins, report.ends, zone)
    times = [bounds(text, kind, zone)[0].timestamp() for text in texts]
    times.append(bounds(texts[-1], kind, zone)[1].timestamp())
    ticks = _ticks(times, texts, kind)
    by_text = {part.values[kind]: part for part in parts}
    found = [by_text.get(text) for text in texts]
    loads = report.loads(kind, texts)

    levels = [part.measures.service_level if part else None for part in found]

    def chart(title: str, **series: Sequence[float | None]) -> Chart:
        named = [Series(name.replace("_", " "), values) for name, values in series.items()]
        return Chart(title, times, named, ticks)

    charts = [
        chart(
            f"Calls per {kind}",
            landed=_counts(found, Mark.LANDED),
            abandoned=_counts(found, Mark.ABANDONED),
            blocked=_counts(found, Mark.BLOCKED),
        ),
        _rolling(report, ticks),
        chart(
            "Wait of the answered, s",
            mean=[part.measures.asa if part else None for part in found],
            most_of_90_percent=[part.measures.wait(90) if part else None for part in found],
        ),
        chart(
            f"Service level of {report.asked.thresholds.service_level:g} s, %",
            service_level=[None if level is None else 100 * level for level in levels],
        ),
        chart(
            "Incoming lines held",
            mean=[lines.mean for lines, _ in loads],
            most=[lines.peak for lines, _ in loads],
            size=[lines.size for lines, _ in loads],
        ),
    ]
    if report.total.agents:
        charts.append(
            chart(
                "Agents",
                on_duty=[agents.on_duty if agents else None for _, agents in loads],
                busy=[agents.busy if agents else None for _, agents in loads],
            )
        )
    return charts


def _rolling(report: Report, ticks: Sequence[tuple[float, str]]) -> Chart:
    points = rolling(report)
    times = [at for at, _ in points]
    values = [count for _, count in points][:-1]
    busy = report.total.busy_landed
    begins = datetime.fromtimestamp(busy.begins, report.asked.period.zone) if busy else None
    note = f"busiest: {busy.calls} from {begins:%Y-%m-%d %H:%M:%S} on" if busy else ""
    inside = [(at, text) for at, text in ticks if times[0] <= at <= times[-1]]
    return Chart("Landed in the hour before", times, [Series("landed", values)], inside, note)


def _counts(parts: Sequence[Counted | None], mark: Mark) -> list[float | None]:
    return [float(part.measures[mark]) if part else 0.0 for part in parts]


def _ticks(times: Sequence[float], texts: Sequence[str], kind: str) -> list[tuple[float, str]]:
    """Write times of day below short periods, and days below long ones."""
    short = kind == "hour" and len(texts) <= TIMES_OF_DAY
    named = [
        (at, text[11:] if short else text[5:10])
        for at, text in zip(times, texts, strict=False)
        if short or kind == "day" or text.endswith("00:00")
    ]
    return named[:: -(-len(named) // MOST_TICKS) or 1]
