from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.instants import in_ist, parse_since

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


@pytest.mark.parametrize("text", ["999999d", "yesterday", "2h30m", ""])
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write it like"):
        parse_since(text, NOW)


def test_times_for_people_are_in_ist() -> None:
    assert in_ist(NOW) == "2026-11-22 01:30:00 IST"
