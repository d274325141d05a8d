from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.imports.clocks import clock, either, in_zone, later, on_day
from ivr.imports.faults import BadLine

IST = ZoneInfo("Asia/Kolkata")
DAY = date(2026, 11, 22)
FORMATS = ("unix", "iso", "%H:%M:%S", "%Y-%m-%d %H:%M:%S %z")


def test_forms_of_times() -> None:
    moment = datetime(2026, 11, 22, 4, 30, tzinfo=UTC)
    assert clock("unix")("1795321800") == moment
    assert clock("iso")("2026-11-22T10:00:00+05:30") == moment
    assert in_zone(clock("%d.%m.%Y %H:%M")("22.11.2026 10:00"), IST) == moment
    assert either("1795321800.250000") == moment + timedelta(milliseconds=250)
    assert in_zone(either("2026-11-22 10:00:00"), IST) == moment


def test_an_hour_that_comes_twice_is_taken_for_its_first_coming() -> None:
    twice = datetime(2010, 9, 12, 1, 30)  # noqa: DTZ001 - its zone is what is tested
    assert in_zone(twice, ZoneInfo("Asia/Jerusalem")) == datetime(2010, 9, 11, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("offered", "text", "day"),
    [("23:50:00", "0:10:00", 23), ("10:00:00", "9:59:00", 22), ("0:01:00", "23:59:00", 21)],
)
def test_a_time_of_day_lies_near_the_offer(offered: str, text: str, day: int) -> None:
    read = clock("%H:%M:%S")
    begun = on_day(DAY, read(offered), None, IST)
    assert on_day(DAY, read(text), begun, IST).astimezone(IST).day == day


@pytest.mark.parametrize(("text", "unit"), [("90", "s"), ("90000", "ms"), ("1.5", "min")])
def test_lengths_of_time(text: str, unit: str) -> None:
    start = datetime(2026, 11, 22, tzinfo=UTC)
    assert later(start, text, unit) - start == timedelta(seconds=90)
    assert later(start, "0:01:30", "clock") - start == timedelta(seconds=90)


@given(st.sampled_from(FORMATS), st.text() | st.from_regex(r"-?[0-9]{1,400}(\.[0-9]+)?(e[0-9]+)?"))
def test_garbage_is_called_so(form: str, text: str) -> None:
    for read in (clock(form), either):
        try:
            moment = in_zone(read(text), IST)
            on_day(moment.date(), moment, moment, IST)
            later(moment, text, "min")
        except BadLine as error:
            assert str(error)  # noqa: PT017 - either is fine


@given(st.dates(), st.times(), st.datetimes(timezones=st.just(UTC)), st.booleans())
def test_days_at_the_ends_of_the_calendar(
    day: date, time: object, near: datetime, aware: bool
) -> None:
    moment = datetime.combine(day, time, UTC if aware else None)  # type: ignore[arg-type]
    try:
        assert on_day(day, moment, near, IST).tzinfo is UTC
    except BadLine as error:
        assert "out of reach" in str(error)  # noqa: PT017 - either is fine
