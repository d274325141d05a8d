from datetime import date
from pathlib import Path
from typing import Any

import pytest

from capacity.call_log import CallLog
from ivr.instants import IST
from ivr.replay.reading import read_calls
from ivr.replay.replaying import Replay, Request, replay_calls
from ivr.replay.what_if import read_what_if
from ivr.settings import Settings, SettingsError
from tests.unit.ivr.replay.journals import journal_in, write_day
from tests.unit.ivr.samples import a_record


def unheard(_count: int) -> None: ...


def replayed(log: CallLog, *asked: str, **request: Any) -> Replay:
    usual = {"settings": Settings(), "seeds": range(1, 2), "zone": IST}
    return replay_calls(Request(**usual | request, what_if=read_what_if(asked)), log, unheard)


@pytest.fixture
def log(tmp_path: Path) -> CallLog:
    write_day(tmp_path, day=-1)
    return read_calls(write_day(tmp_path), None, IST, unheard)


def test_a_log_is_replayed_day_by_day(log: CallLog) -> None:
    found = replayed(log)
    assert list(found.comparison.days) == ["2026-11-21", "2026-11-22"]
    assert found.comparison.total["offered"].logged == 120
    assert found.comparison.total["offered"].mean == 120
    assert found.basis["days"] == "2026-11-21 to 2026-11-22"
    assert found.basis["lines"] == 350
    assert found.basis["longest_wait"] == 900
    assert found.basis["pick_up"] == 9


def test_only_a_day_counts_if_it_is_asked_for(log: CallLog) -> None:
    found = replayed(log, day=date(2026, 11, 22))
    assert list(found.comparison.days) == ["2026-11-22"]
    assert found.comparison.total["offered"].mean == 60
    assert found.basis["days"] == "2026-11-22"


def test_the_basis_says_where_a_what_if_starts_from(log: CallLog) -> None:
    basis = replayed(log, "agents.MVVNL=9", day=date(2026, 11, 22)).basis
    assert (basis["logged_lines"], basis["logged_agents"]) == (2, 1)
    assert basis["logged_agents_of_queue"] == {"MVVNL": 1}
    assert basis["agents_of_queue"] == {"MVVNL": 9}
    assert basis["asked"] == "agents.MVVNL=9"
    assert basis["seeds"] == "1"
    assert replayed(log, seeds=range(3, 5)).basis["seeds"] == "3 to 4"


def test_what_is_asked_for_changes_what_happens(log: CallLog) -> None:
    as_it_was, more = replayed(log), replayed(log, "agents.MVVNL=9", "waiting.wrap_up=0")
    fewer_lines = replayed(log, "lines.incoming=1")

    def figure(replay: Replay, name: str) -> float:
        mean = replay.comparison.total[name].mean
        assert mean is not None
        return mean

    assert figure(more, "mean_wait") < figure(as_it_was, "mean_wait")
    assert figure(as_it_was, "blocked") == 0
    assert figure(fewer_lines, "blocked") > 10


def test_agents_of_an_unknown_queue_are_refused(log: CallLog) -> None:
    with pytest.raises(SettingsError, match=r"agents\.KESCO.*Known: MVVNL"):
        replayed(log, "agents.KESCO=1")


def test_a_log_without_agents_needs_to_be_told_how_many(tmp_path: Path) -> None:
    with journal_in(tmp_path) as journal:
        journal.record(a_record(agent=None))
    log = read_calls(tmp_path, None, IST, unheard)
    with pytest.raises(SettingsError, match=r"--set agents\.MVVNL=NUMBER"):
        replayed(log)
    assert replayed(log, "agents.MVVNL=1").comparison.total["answered"].mean == 1
