from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from ivr.report.parts import bounds, edges_of, parts_between

IST = ZoneInfo("Asia/Kolkata")
BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str, zone: ZoneInfo = IST) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()


def test_hours_and_days_of_a_zone() -> None:
    begin, end = bounds("2026-11-22 10:00", "hour", IST)
    assert (begin.timestamp(), end.timestamp()) == (at("2026-11-22T10:00"), at("2026-11-22T11:00"))
    begin, end = bounds("2026-10-25", "day", BERLIN)
    assert end.timestamp() - begin.timestamp() == 25 * 3600


def test_parts_are_cut_off_at_the_ends_of_the_period() -> None:
    begins, ends = at("2026-11-22T10:20"), at("2026-11-22T13:40")
    texts = ["2026-11-22 10:00", "2026-11-22 13:00"]  # nobody called between
    edges, parts = edges_of(texts, "hour", IST, begins, ends)
    assert edges.tolist() == [begins, at("2026-11-22T11:00"), at("2026-11-22T13:00"), ends]
    assert parts.tolist() == [0, 2]


def test_all_parts_of_a_period() -> None:
    begins, ends = at("2026-11-22T22:20"), at("2026-11-23T01:00")
    assert parts_between("hour", begins, ends, IST) == [
        "2026-11-22 22:00", "2026-11-22 23:00", "2026-11-23 00:00",
    ]  # fmt: skip
    assert parts_between("day", begins, ends, IST) == ["2026-11-22", "2026-11-23"]


@pytest.mark.parametrize(("day", "hours"), [("2026-10-25", 24), ("2026-03-29", 23)])
def test_where_clocks_are_changed_each_hour_is_named_once(day: str, hours: int) -> None:
    begin, end = bounds(day, "day", BERLIN)
    found = parts_between("hour", begin.timestamp(), end.timestamp(), BERLIN)
    assert len(found) == hours == len(set(found))
