from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.call_backs import IST, LONGEST, Attempts, Hours

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
HOURS = Hours(time(8), time(21))


def ist(clock: str, day: int = 22) -> datetime:
    return datetime.combine(datetime(2026, 11, day, tzinfo=IST), time.fromisoformat(clock), IST)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (ist("08:00"), ist("08:00")),
        (ist("20:59:59"), ist("20:59:59")),
        (ist("21:00"), ist("08:00", 23)),
        (ist("23:59"), ist("08:00", 23)),
        (ist("00:01"), ist("08:00")),
    ],
)
def test_people_are_called_by_day_in_india(now: datetime, opens: datetime) -> None:
    assert HOURS.next_open(now.astimezone(UTC)) == opens


@given(MOMENTS)
def test_the_next_opening_is_never_past_and_never_at_night(now: datetime) -> None:
    at = HOURS.next_open(now)
    assert now <= at <= now + timedelta(hours=11)
    assert HOURS.opens <= at.astimezone(IST).time() < HOURS.closes


@given(MOMENTS, st.lists(st.integers(1, 90_000), max_size=4), st.integers(0, 90_000))
def test_attempts_are_bounded_paused_and_at_the_right_hours(
    asked: datetime, gaps: list[int], later: int
) -> None:
    in_vain = [asked + timedelta(seconds=sum(gaps[: n + 1])) for n in range(len(gaps))]
    now = max([asked, *in_vain]) + timedelta(seconds=later)
    at = Attempts(3, 300.0, HOURS).next_call(asked=asked, in_vain=in_vain, now=now)
    if at is None:
        over = HOURS.next_open(max([now, *(each + timedelta(seconds=300) for each in in_vain)]))
        assert len(in_vain) >= 3 or over > asked + LONGEST
    else:
        assert now <= at <= asked + LONGEST
        assert HOURS.next_open(at) == at
        assert all(at - each >= timedelta(seconds=300) for each in in_vain)
