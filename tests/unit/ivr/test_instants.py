from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.instants import find_zone, in_ist, parse_seconds, parse_since, parse_until

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)  # 01:30 on the 22nd in India


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("30m", NOW - timedelta(minutes=30)),
        ("2h", NOW - timedelta(hours=2)),
        ("7d", NOW - timedelta(days=7)),
        ("today", datetime(2026, 11, 21, 18, 30, tzinfo=UTC)),
        ("2026-11-22", datetime(2026, 11, 21, 18, 30, tzinfo=UTC)),
        ("2026-11-22T10:00", datetime(2026, 11, 22, 4, 30, tzinfo=UTC)),
        ("2026-11-22T10:00:00Z", datetime(2026, 11, 22, 10, 0, tzinfo=UTC)),
    ],
)
def test_reads_what_people_write(text: str, meant: datetime) -> None:
    assert parse_since(text, NOW) == meant


@given(st.text())
def test_anything_else_is_refused_in_one_way(text: str) -> None:
    with suppress(ValueError):
        assert parse_since(text, NOW).tzinfo is not None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("19:00", datetime(2026, 11, 22, 13, 30, tzinfo=UTC)),
        ("01:31", datetime(2026, 11, 21, 20, 1, tzinfo=UTC)),
        ("01:30", datetime(2026, 11, 22, 20, 0, tzinfo=UTC)),
        ("2026-11-23T07:00", datetime(2026, 11, 23, 1, 30, tzinfo=UTC)),
        ("2026-11-23 07:00+00:00", datetime(2026, 11, 23, 7, 0, tzinfo=UTC)),
    ],
)
def test_reads_what_is_to_come(text: str, meant: datetime) -> None:
    assert parse_until(text, NOW) == meant


@pytest.mark.parametrize("text", ["seven", "25:00", "7:00", ""])
def test_nonsense_is_not_to_come(text: str) -> None:
    with pytest.raises(ValueError, match="write it like 19:00"):
        parse_until(text, NOW)


@pytest.mark.parametrize("text", ["999999d", "yesterday", "2h30m", ""])
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write it like"):
        parse_since(text, NOW)


def test_times_for_people_are_in_ist() -> None:
    assert in_ist(NOW) == "2026-11-22 01:30:00 IST"


def test_lengths_of_time() -> None:
    assert [parse_seconds(text) for text in ("20s", "2m", "1h", "20", "0.5")] == [
        20, 120, 3600, 20, 0.5,
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "fast", "-5", "nan", "20 s", "1e9"])
def test_no_length_of_time(text: str) -> None:
    with pytest.raises(ValueError, match="write it like 20s or 2m"):
        parse_seconds(text)


def test_a_zone_that_there_is_not() -> None:
    assert find_zone("Asia/Jerusalem").key == "Asia/Jerusalem"
    for name in ("Asia/Lucknow", "", "Asia", "../etc"):
        with pytest.raises(ValueError, match="write it like Asia/Kolkata"):
            find_zone(name)


def test_a_time_in_another_zone() -> None:
    since = parse_since("2010-08-02", NOW, find_zone("Asia/Jerusalem"))
    assert since == datetime(2010, 8, 1, 21, 0, tzinfo=UTC)
