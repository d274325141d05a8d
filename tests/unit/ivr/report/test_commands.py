import shlex
from datetime import timedelta
from pathlib import Path

import pytest

from capacity.marks import Mark
from capacity.thresholds import Thresholds
from ivr.report.commands import Commands
from tests.unit.ivr.report.conftest import Reported
from tests.unit.ivr.samples import OFFERED

MADE = "2026-12-01T05:30:00+05:30"
"""When the report was made: later calls are not among those that it counted."""


def test_what_a_record_says_the_database_is_asked(reported: Reported) -> None:
    report = reported()
    of = Commands(report, None).of
    assert of(Mark.OFFERED, report.total) == (
        f"helpline calls --direction incoming --until {MADE} --limit 1000"
    )
    assert of(Mark.DROPPED_MEDIA, report.total) == (
        "helpline calls --outcome dropped --drop media --direction incoming "
        f"--until {MADE} --limit 1000"
    )
    [hour, *_] = report.groups(["discom", "hour"])
    assert of(Mark.ABANDONED, hour) == (
        "helpline calls --outcome abandoned --direction incoming --discom DVVNL "
        "--since 2026-06-01T00:00:00+05:30 --until 2026-06-01T01:00:00+05:30 --limit 1000"
    )
    assert "--outcome unreached --direction outgoing" in of(Mark.UNREACHED, report.total)


def test_what_only_a_report_knows_a_report_is_asked(reported: Reported) -> None:
    report = reported(trunk=None, thresholds=Thresholds(redial=60))
    of = Commands(report, None).of
    assert of(Mark.REDIALS, report.total) == (
        f"helpline report --redial 60 --short-abandon 5 --trunk none --to {MADE} --calls redials"
    )
    landed = of(Mark.LANDED, report.total)
    assert landed == f"helpline report --trunk none --to {MADE} --calls landed"


def test_abandons_decided_anew_are_not_what_the_records_say(reported: Reported) -> None:
    report = reported(thresholds=Thresholds(short_abandon=60))
    command = Commands(report, None).of(Mark.ABANDONED, report.total)
    assert command == f"helpline report --short-abandon 60 --to {MADE} --calls abandoned"


def test_calls_of_another_system_are_in_no_database(reported: Reported) -> None:
    report = reported()
    command = Commands(report, Path("old pbx")).of(Mark.OFFERED, report.total)
    assert shlex.split(command)[:3] == ["helpline", "report", "old pbx"]


def test_the_database_gives_a_thousand_calls_at_most(
    reported: Reported, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ivr.report.commands.MOST", 399)
    report = reported()
    assert Commands(report, None).of(Mark.OFFERED, report.total).startswith("helpline report")


def test_a_period_stands_in_the_command(reported: Reported) -> None:
    report = reported(since=OFFERED, until=OFFERED + timedelta(minutes=90, microseconds=1))
    command = Commands(report, None).of(Mark.LANDED, report.total)
    assert command == (
        "helpline report --from 2026-11-22T10:00:00+05:30 --to 2026-11-22T11:30:00.000001+05:30 "
        "--calls landed"
    )


def test_calls_as_late_as_the_report_set_no_bound(reported: Reported) -> None:
    report = reported()
    report.now = OFFERED - timedelta(days=300)
    assert Commands(report, None).of(Mark.LANDED, report.total) == "helpline report --calls landed"
