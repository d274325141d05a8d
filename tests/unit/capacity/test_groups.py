from dataclasses import replace
from datetime import UTC
from zoneinfo import ZoneInfo

import numpy as np

from capacity.book import book_of
from capacity.groups import COLUMNS, DAY, HOUR, by_time, grouped
from tests.unit.capacity.logs import BEGIN, answered

IST = ZoneInfo("Asia/Kolkata")


def test_calls_by_two_things_together() -> None:
    kinds = [("MVVNL", "hi"), ("KESCO", "hi"), ("MVVNL", "en"), (None, "hi"), ("MVVNL", "hi")]
    book = book_of(
        replace(answered(number), call_id=str(number), queue=queue, language=language)
        for number, (queue, language) in enumerate(kinds)
    )
    columns = {name: COLUMNS[name](book) for name in ("discom", "language")}
    groups = grouped(columns, np.array([True, True, True, True, False]))
    assert [(list(group.values.values()), group.places.tolist()) for group in groups] == [
        (["KESCO", "hi"], [1]),
        (["MVVNL", "en"], [2]),
        (["MVVNL", "hi"], [0]),
        ([None, "hi"], [3]),
    ]
    assert [group.places.tolist() for group in grouped({}, np.full(5, True))] == [[0, 1, 2, 3, 4]]
    assert grouped(columns, np.full(5, False)) == []


def test_hours_begin_where_the_zone_has_them() -> None:
    times = BEGIN.timestamp() + np.array([0.0, 1799.9, 1800.0, 14 * 3600])  # 04:00 UTC is 09:30
    hours = by_time(times, HOUR, IST)
    assert [hours[call] for call in range(4)] == [
        "2026-11-22 09:00", "2026-11-22 09:00", "2026-11-22 10:00", "2026-11-22 23:00",
    ]  # fmt: skip
    assert by_time(times, HOUR, UTC)[2] == "2026-11-22 04:00"
    assert by_time(times + 3600, DAY, IST)[3] == "2026-11-23"
    assert by_time(np.empty(0), HOUR, IST).names == ()
