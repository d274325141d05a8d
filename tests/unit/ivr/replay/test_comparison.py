from datetime import date

import pytest

from capacity.days import Result
from capacity.figures import Figures
from ivr.replay.comparison import compare


def result(*days: Figures) -> Result:
    named = {date(2026, 11, 20 + number): figures for number, figures in enumerate(days)}
    return Result(named, days[0], course=None)  # type: ignore[arg-type]


def figures(wait: float | None, abandonment: float | None) -> Figures:
    return {"mean_wait": wait, "abandonment": abandonment}


def test_the_runs_stand_beside_the_log() -> None:
    logged = result(figures(10, 0.1))
    row = compare(logged, [result(figures(wait, 0.2)) for wait in (11, 13)]).days["2026-11-20"]
    assert row["mean_wait"].mean == 12
    assert row["mean_wait"].difference == 2
    assert row["mean_wait"].simulated is not None
    assert row["mean_wait"].simulated.low < 11


def test_the_median_day_tells_how_good_the_replay_is() -> None:
    logged = result(figures(100, 0.1), figures(100, 0.2), figures(100, 0.3), figures(0, None))
    run = result(figures(90, 0.15), figures(105, 0.2), figures(150, 0.29), figures(3, 0.9))
    found = compare(logged, [run])
    assert found.wait_error == pytest.approx(0.10)
    assert found.abandonment_error == pytest.approx(0.01)


def test_where_nobody_waited_nothing_is_compared() -> None:
    found = compare(result(figures(None, None)), [result(figures(None, None))])
    assert found.wait_error is None
    assert found.abandonment_error is None
    assert found.total["mean_wait"].mean is None
    assert found.total["mean_wait"].difference is None


def test_a_run_without_a_figure_is_left_out_of_its_mean() -> None:
    runs = [result(figures(None, None)), result(figures(8, 0.5))]
    assert compare(result(figures(4, 0.1)), runs).total["mean_wait"].mean == 8
