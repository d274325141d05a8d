from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from routing.outages import Outage, may_be_here, outage_here

NOON = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


def outage(name: str = "o", district: str = "Lucknow", **more: Any) -> Outage:
    given = {"discom": None, "since": NOON, "until": NOON + timedelta(hours=7)} | more
    return Outage(id=name, district=district, reason="", who="asha", **given)


@pytest.mark.parametrize(
    ("told", "districts", "discom", "found"),
    [
        ([outage("a")], ["Lucknow"], "MVVNL", "a"),
        ([outage("a")], ["Unnao", "Lucknow"], None, "a"),
        ([outage("a")], ["Unnao"], "MVVNL", None),
        ([], ["Lucknow"], "MVVNL", None),
        ([outage("a", "Kanpur Nagar", discom="KESCO")], ["Kanpur Nagar"], "KESCO", "a"),
        ([outage("a", "Kanpur Nagar", discom="KESCO")], ["Kanpur Nagar"], "DVVNL", None),
        ([outage("a", "Kanpur Nagar", discom="KESCO")], ["Kanpur Nagar"], None, None),
        ([outage("a", since=NOON - timedelta(hours=1)), outage("b")], ["Lucknow"], "MVVNL", "b"),
        (
            [outage("a", discom="MVVNL", since=NOON - timedelta(hours=1)), outage("b")],
            ["Lucknow"],
            "MVVNL",
            "a",
        ),
    ],
)
def test_a_caller_hears_of_the_outage_that_is_theirs(told, districts, discom, found) -> None:
    here = outage_here(told, districts, discom)
    assert (here.id if here else None) == found


@pytest.mark.parametrize(
    ("told", "discom", "may_be"),
    [
        ([outage()], "MVVNL", True),
        ([outage()], "KESCO", False),
        ([outage(district="Kanpur Nagar")], "KESCO", True),
        ([outage(district="Kanpur Nagar", discom="DVVNL")], "KESCO", False),
        ([], "MVVNL", False),
    ],
)
def test_the_discom_alone_tells_whether_it_is_worth_asking(told, discom, may_be) -> None:
    assert may_be_here(told, discom) is may_be


def test_without_a_time_a_notice_stands_for_half_a_day() -> None:
    assert outage().over_at == NOON + timedelta(hours=7)
    assert outage(until=None).over_at == NOON + timedelta(hours=12)
