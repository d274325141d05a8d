from datetime import timedelta

from capacity.days import Judge
from capacity.outcomes import Outcome as CallOutcome
from capacity.thresholds import Thresholds
from ivr.instants import IST
from ivr.replay.live.outcome import Outcome, basis_lines, figure_table, in_log_time, tree_of
from tests.unit.capacity.logs import BEGIN, answered, gave_up, log_of, seconds
from tests.unit.ivr.samples import OFFERED, a_record, after

LOG = log_of(answered(0, waited=40, talk=60), gave_up(100, 30), gave_up(200, 30))
JUDGE = Judge(IST, Thresholds())
BASIS = {
    "speed": 10.0, "calls": 3, "placed": 3, "unrecorded": 1, "most_at_once": 2, "late": 0.02,
    "menus": 8.0, "menus_logged": None, "wrap_up": 10.0, "wrap_up_logged": 15.0,
    "longest_wait": 900.0, "agents": 2, "agents_logged": 1,
}  # fmt: skip


def real(at: float, **changes: object) -> object:
    return a_record(
        offered_at=OFFERED + timedelta(seconds=at),
        queued_at=after(at + 8),
        answered_at=after(at + 11),
        parted_at=after(at + 17),
        ended_at=after(at + 17),
        **changes,
    )


def outcome() -> Outcome:
    live = in_log_time(LOG, [real(0), None, real(21)], 10)  # type: ignore[list-item]
    return Outcome(BASIS, JUDGE.judge(LOG), None, JUDGE.judge(live))


def test_real_times_are_stretched_from_where_the_log_has_the_call() -> None:
    live = in_log_time(LOG, [real(0), None, real(21)], 10)  # type: ignore[list-item]
    assert seconds(live.offered) == [0, 200]
    assert seconds(live.queued) == [80, 280]
    assert live.waited.tolist() == [30, 30]
    assert live.handled.tolist() == [60, 60]
    assert live.queue[0] == "MVVNL"


def test_a_replay_that_was_ended_early_compares_what_was_placed() -> None:
    live = in_log_time(LOG, [a_record(outcome=CallOutcome.LEFT)], 10)
    assert seconds(live.offered) == [(BEGIN - BEGIN).total_seconds()]


def test_the_table_has_three_columns_and_a_difference() -> None:
    table = figure_table(outcome())
    columns = [list(column.cells) for column in table.columns]
    row = columns[0].index("answered")
    assert [column[row] for column in columns] == ["answered", "1", "–", "2", "+1"]


def test_the_tree_has_the_same_and_the_basis() -> None:
    tree = tree_of(outcome())
    assert tree["basis"] == BASIS
    assert tree["all"]["answered"] == {"logged": 1, "simulated": None, "live": 2}


def test_what_cannot_be_sped_up_is_said() -> None:
    told = " ".join(basis_lines(BASIS))
    assert "1 have no record" in told
    assert "after 8.0 s of real time, where the log has – of its own" in told
    assert "waiting.wrap_up = 10 was 100 s of the log, which itself shows 15 s" in told
