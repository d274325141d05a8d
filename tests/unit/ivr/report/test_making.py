from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from capacity.book import book_of
from capacity.busy_hour import BusyHour
from capacity.held import Steps, Stretches
from capacity.lines import Direction
from capacity.marks import ENDS, Mark
from capacity.outcomes import Outcome
from capacity.seizures import Seizure
from capacity.thresholds import Thresholds
from ivr.logged_calls import logged_call
from ivr.period import Period
from ivr.report.attempts import Attempts
from ivr.report.making import Asked, Report
from ivr.report.reading import Kept
from tests.unit.ivr.report.conftest import IST, NOW, Reported
from tests.unit.ivr.samples import OFFERED, a_record, after

ALL_KINDS = ("discom", "reason", "language", "trunk", "hour", "day")


@pytest.mark.parametrize("by", [*((kind,) for kind in ALL_KINDS), ("discom", "hour")])
def test_groups_of_any_kind_add_up_to_the_whole(reported: Reported, by: tuple[str, ...]) -> None:
    report = reported(*by)
    groups = report.groups(by)
    assert len(groups) > 1 or by == ("day",)
    for mark in Mark:
        assert sum(group.measures[mark] for group in groups) == report.total.measures[mark]
    total = report.total.measures
    assert total[Mark.OFFERED] == sum(total[mark] for mark in ENDS) == 400
    assert sum(map(len, (group.places for group in groups))) == len(report.total.places)


def test_a_period_is_part_of_the_whole_and_lines_are_held_over_its_bounds(
    reported: Reported,
) -> None:
    whole = reported("hour")
    noon = datetime(2026, 6, 1, 12, tzinfo=IST)
    hour = reported(since=noon, until=noon + timedelta(hours=1))
    [same] = [
        group for group in whole.groups(["hour"]) if group.values["hour"] == "2026-06-01 12:00"
    ]
    assert dict(hour.total.measures.counts) == dict(same.measures.counts)
    assert hour.total.lines == same.lines
    assert hour.total.agents == same.agents
    assert (hour.begins, hour.ends - hour.begins) == (noon.timestamp(), 3600)


def test_only_calls_of_a_discom(reported: Reported) -> None:
    [kesco] = [g for g in reported().groups(["discom"]) if g.values["discom"] == "KESCO"]
    only = reported(discom="KESCO")
    assert dict(only.total.measures.counts) == dict(kesco.measures.counts)
    assert only.total.agents is None  # they answered others, too
    unknown = reported(discom=None)
    assert 0 < unknown.total.measures[Mark.OFFERED] < 400
    assert reported(discom="nobody").total.measures[Mark.OFFERED] == 0


def a_report(*records, since=None, until=None, now=NOW, attempts=(), sizes=()) -> Report:
    book = book_of([logged_call(record) for record in records])
    rows = np.array(attempts, float).reshape(-1, 4)
    kept = Kept(
        book=book,
        attempts=Attempts(
            rows[:, 0].astype(np.intp),
            Stretches(rows[:, 1], rows[:, 2]),
            rows[:, 3].astype(np.intp),
        ),
        sizes={each: Steps(*np.array(sizes, float).reshape(-1, 2).T) for each in Direction},
        duty=None,
        damaged=0,
        closed=0,
    )
    return Report(kept, Asked(Period(since, until, IST), Thresholds()), now)


def test_lines_and_busy_hours_worked_by_hand() -> None:
    """Two calls of 30 and 15 minutes at once, one an hour later, one refused in between."""
    start = OFFERED.timestamp()
    report = a_report(
        a_record("1", ended_at=after(1800)),
        a_record("2", offered_at=after(600), ended_at=after(1500)),
        a_record("3", outcome=Outcome.BLOCKED, landed_at=None, queued_at=None, answered_at=None,
                 parted_at=None, offered_at=after(3000), ended_at=after(3000)),
        a_record("4", offered_at=after(3600), ended_at=after(7200)),
        since=OFFERED, until=after(7200), sizes=[(start, 10.0), (start + 3600, 30.0)],
    )  # fmt: skip
    total = report.total
    assert total.busy_offered == BusyHour(3, start)
    assert total.busy_landed == BusyHour(2, start)
    assert total.lines is not None
    assert (total.lines.mean, total.lines.peak) == ((1800 + 900 + 3600) / 7200, 2)
    assert (total.lines.size, total.lines.occupancy) == (20, pytest.approx(0.875 / 20))
    moments = np.array([start, start + 3600, start + 3601])
    assert report.landed_in_the_hour_before(moments).tolist() == [0, 2, 2]


def test_attempts_count_when_they_were_made() -> None:
    start = OFFERED.timestamp()
    kinds = list(Seizure)
    rows = [
        (0, start - 60, start + 60, kinds.index(Seizure.PERSON)),
        (0, start + 600, start + 660, kinds.index(Seizure.NETWORK)),
        (0, start + 700, start + 900, kinds.index(Seizure.ANSWERED)),
    ]
    back = a_record("c-1-back", direction=Direction.OUTGOING)
    report = a_report(back, since=OFFERED, until=after(1200), attempts=rows)
    assert report.tried.seizures == 2
    assert report.tried.became == {Seizure.ANSWERED: 1, Seizure.PERSON: 0, Seizure.NETWORK: 1}
    assert report.tried.lines.mean == pytest.approx((60 + 60 + 200) / 1200)
    assert (report.tried.lines.size, report.tried.lines.occupancy) == (None, None)


def test_a_period_ends_now_at_the_latest() -> None:
    report = a_report(a_record(), since=OFFERED, until=after(86_400), now=after(600))
    assert (report.begins, report.ends) == (OFFERED.timestamp(), after(600).timestamp())
    assert (
        a_report(a_record(), since=OFFERED, until=after(60), now=NOW).ends == after(60).timestamp()
    )


def test_a_report_of_nothing() -> None:
    report = a_report(since=OFFERED, until=after(60))
    assert report.total.measures[Mark.OFFERED] == 0
    assert (report.total.busy_landed, report.groups(["hour"])) == (None, [])
    assert a_report(now=datetime(2026, 1, 1, tzinfo=UTC)).total.callers == 0


def test_agents_of_the_day(reported: Reported) -> None:
    agents = reported().total.agents
    assert agents is not None
    assert 0 < agents.busy < agents.on_duty
    assert agents.occupancy == agents.busy / agents.on_duty
