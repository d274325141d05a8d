from datetime import datetime, timedelta

import numpy as np

from capacity.marks import Mark
from ivr.report.pictures import charts_of, kind_of
from tests.unit.ivr.report.conftest import IST, Reported


def test_pictures_show_what_the_tables_say(reported: Reported) -> None:
    report = reported()
    parts = report.groups(["hour"])
    charts = {chart.title: chart for chart in charts_of(report, parts)}
    assert kind_of(report) == "hour"
    calls = charts["Calls per hour"]
    assert [series.name for series in calls.series] == ["landed", "abandoned", "blocked"]
    assert sum(value or 0 for value in calls.series[0].values) == report.total.measures[Mark.LANDED]
    lines = charts["Incoming lines held"].series
    assert report.total.lines is not None
    assert max(value or 0 for value in lines[1].values) == report.total.lines.peak
    assert set(lines[2].values) == {350}
    assert report.total.busy_landed is not None
    rolling = charts["Landed in the hour before"]
    assert f"busiest: {report.total.busy_landed.calls} from 2026-06-0" in rolling.note
    assert max(value or 0 for value in rolling.series[0].values) <= report.total.busy_landed.calls
    assert "Agents" in charts


def test_an_hour_without_calls_has_none_and_nobody_waited(reported: Reported) -> None:
    since = datetime(2026, 6, 1, tzinfo=IST) - timedelta(hours=2)
    report = reported(since=since, until=since + timedelta(hours=4))
    charts = {chart.title: chart for chart in charts_of(report, report.groups(["hour"]))}
    assert charts["Calls per hour"].series[0].values[:2] == [0, 0]
    assert charts["Wait of the answered, s"].series[0].values[:2] == [None, None]
    assert charts["Incoming lines held"].series[0].values[:2] == [0, 0]
    assert [text for _, text in charts["Calls per hour"].ticks] == [
        "22:00", "23:00", "00:00", "01:00",
    ]  # fmt: skip


def test_long_periods_are_shown_by_day(reported: Reported) -> None:
    since = datetime(2026, 5, 20, tzinfo=IST)
    report = reported(since=since, until=since + timedelta(days=30))
    charts = charts_of(report, report.groups(["day"]))
    assert kind_of(report) == "day"
    assert len(charts[0].times) == 31
    assert np.ptp(charts[0].times) == 30 * 86_400
    assert [text for _, text in charts[0].ticks][:2] == ["05-20", "05-23"]
