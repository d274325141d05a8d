"""A report as JSON, and as CSV."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ivr.report.making import Counted, Report
from ivr.report.rows import Row, attempts_row, in_zone, row_of

ROLLING: int = 300
"""The most points of the rolling hour."""


def tree_of(report: Report, groups: Sequence[Counted]) -> dict[str, Any]:
    """Give all numbers with their names, for JSON; seconds, and shares from 0 to 1."""
    zone = report.asked.period.zone
    limits = report.asked.thresholds
    return {
        "from": in_zone(report.begins, zone),
        "to": in_zone(report.ends, zone),
        "only": report.asked.only,
        "thresholds": {
            "short_abandon": limits.short_abandon,
            "service_level": limits.service_level,
            "redial": limits.redial,
        },
        "all": row_of(report.total, zone),
        "groups": [row_of(group, zone) for group in groups],
        "call_back_attempts": attempts_row(report.tried),
        "landed_in_the_hour_before": [
            {"at": in_zone(at, zone), "landed": int(count)} for at, count in rolling(report)
        ],
        "journal": {
            "damaged_lines": report.kept.damaged,
            "calls_with_unreadable_numbers": report.kept.closed,
        },
    }


def rolling(report: Report) -> list[tuple[float, float]]:
    """Give the landed calls of the hour before each of some moments, whole minutes apart."""
    step = max(60.0, (report.ends - report.begins) / ROLLING // 60 * 60)
    moments = np.arange(report.begins, report.ends + step, step)
    counts = report.landed_in_the_hour_before(moments)
    return list(zip(moments.tolist(), counts.tolist(), strict=True))


def write_csv(path: Path, report: Report, groups: Sequence[Counted]) -> None:
    """Write a row for each group; without groups one for all calls. Raises OSError."""
    zone = report.asked.period.zone
    rows: list[Row] = [row_of(group, zone) for group in groups or [report.total]]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
