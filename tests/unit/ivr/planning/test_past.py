from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ivr.instants import IST
from ivr.period import Period, period_of
from ivr.planning.past import read_past
from ivr.settings import Settings, SettingsError
from tests.unit.ivr.replay.journals import write_day
from tests.unit.ivr.samples import OFFERED

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    write_day(tmp_path / "journal", day=-1)
    return write_day(tmp_path / "journal", calls=90)


def test_the_calls_of_a_journal_are_measured(journal: Path) -> None:
    past = read_past(journal, Period(), Settings())
    assert past.calls == 150
    assert past.measured.calls == 60
    assert past.measured.menus == 20
    assert past.measured.talk == pytest.approx(55, abs=0.5)
    # Anybody gave up in this log who waited for 10 s and more, a minute longer in each of them.
    assert past.measured.patience is not None
    assert past.told == (
        "Measured on 150 recorded calls; the busiest hour had 60 of them and began on "
        "2026-11-21 at 10:00."
    )


def test_a_period_of_it(journal: Path) -> None:
    day = Period(OFFERED, OFFERED + timedelta(minutes=30), IST)
    past = read_past(journal, day, Settings())
    assert (past.calls, past.measured.calls) == (30, 30)
    with pytest.raises(SettingsError, match="has no calls in this period"):
        read_past(journal, Period(OFFERED + timedelta(days=9)), Settings())


def test_periods_as_people_write_them() -> None:
    assert period_of(None, None, None, IST, NOW) == Period()
    day = period_of(None, None, "2026-11-22", IST, NOW)
    assert day.until is not None
    assert day.since == datetime(2026, 11, 21, 18, 30, tzinfo=UTC)
    assert day.until - day.since == timedelta(days=1)
    assert period_of("2h", None, None, IST, NOW).since == NOW - timedelta(hours=2)
    with pytest.raises(ValueError, match="leave out --from and --to"):
        period_of("2h", None, "2026-11-22", IST, NOW)
    with pytest.raises(ValueError, match="is not after"):
        period_of("2h", "3h", None, IST, NOW)
