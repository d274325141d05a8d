from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ivr.instants import IST
from ivr.replay.reading import first_offer, read_calls, read_period, span_of
from ivr.settings import SettingsError
from tests.unit.ivr.replay.journals import journal_in, write_day
from tests.unit.ivr.samples import OFFERED, a_record


def unheard(_count: int) -> None: ...


def test_reads_all_calls_and_tells_how_many(tmp_path: Path) -> None:
    told: list[int] = []
    log = read_calls(write_day(tmp_path / "j", 7), None, IST, told.append)
    assert len(log) == 7
    assert told == [1, 2, 3, 4, 5, 6, 7]
    assert first_offer(log) == OFFERED
    assert span_of(log, IST) == "2026-11-22"


def test_a_day_comes_with_the_hours_before_it(tmp_path: Path) -> None:
    midnight = OFFERED.replace(hour=18, minute=30)  # in India
    hours = (-2.5, -1.5, 0, 23.9, 24)
    with journal_in(tmp_path) as journal:
        for hour in hours:
            at = midnight + timedelta(hours=hour)
            journal.record(a_record(f"c{hour}", offered_at=at, queued_at=None, ended_at=at))
    log = read_calls(tmp_path, date(2026, 11, 23), IST, unheard)
    assert ((log.offered - midnight.timestamp()) / 3600).tolist() == [-1.5, 0, 23.9]
    assert span_of(log, ZoneInfo("UTC")) == "2026-11-22 to 2026-11-23"


def test_a_period_has_no_hours_before_it(tmp_path: Path) -> None:
    since, until = OFFERED + timedelta(minutes=2), OFFERED + timedelta(minutes=5)
    assert len(read_period(write_day(tmp_path, 9), since, until, unheard)) == 3
    with pytest.raises(SettingsError, match="has no calls in this period"):
        read_period(tmp_path, until + timedelta(days=1), None, unheard)


def test_what_cannot_be_replayed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="there is no journal"):
        read_calls(tmp_path / "none", None, IST, unheard)
    with pytest.raises(SettingsError, match="has no calls"):
        read_calls(tmp_path, None, IST, unheard)
    write_day(tmp_path, 3)
    with pytest.raises(SettingsError, match="has no calls on 2020-01-01"):
        read_calls(tmp_path, date(2020, 1, 1), IST, unheard)
