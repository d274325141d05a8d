import csv
import json
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from capacity.marks import Mark
from ivr.report.files import ROLLING, rolling, tree_of, write_csv
from tests.unit.ivr.report.conftest import IST, Reported


def test_the_tree_is_json_and_says_all(reported: Reported) -> None:
    report = reported("discom")
    tree = json.loads(msgspec.json.encode(tree_of(report, report.groups(["discom"]))))
    assert tree["all"]["offered"] == sum(each["offered"] for each in tree["groups"]) == 400
    assert tree["from"].startswith("2026-06-01T00:")
    assert tree["call_back_attempts"]["seizures"] == report.tried.seizures
    assert tree["journal"] == {"damaged_lines": 0, "calls_with_unreadable_numbers": 0}
    assert max(each["landed"] for each in tree["landed_in_the_hour_before"]) > 0


@pytest.mark.parametrize(("hours", "step"), [(1, 60), (24, 240), (24 * 30, 8640)])
def test_the_rolling_hour_is_told_at_whole_minutes(
    reported: Reported, hours: int, step: int
) -> None:
    since = datetime(2026, 6, 1, 12, tzinfo=IST)
    report = reported(since=since, until=since + timedelta(hours=hours))
    points = rolling(report)
    assert points[1][0] - points[0][0] == step
    assert points[0][0] == since.timestamp()
    assert points[-1][0] >= report.ends
    assert len(points) <= ROLLING * 2


def test_rows_of_csv_are_the_groups(reported: Reported, tmp_path: Path) -> None:
    report = reported("reason", "day")
    groups = report.groups(["reason", "day"])
    write_csv(tmp_path / "x.csv", report, groups)
    rows = list(csv.DictReader((tmp_path / "x.csv").read_text(encoding="utf-8").splitlines()))
    assert [int(row["landed"]) for row in rows] == [each.measures[Mark.LANDED] for each in groups]
    assert [row["reason"] for row in rows] == ["bill", "supply", ""]
