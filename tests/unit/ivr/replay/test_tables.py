import io

import pytest
from rich.console import Console

from capacity.figures import Spread
from ivr.replay.comparison import Compared, Comparison
from ivr.replay.tables import basis_lines, day_table, error_line, title_of, total_table, tree_of

ROW = {
    "offered": Compared(1000.0, Spread(1000, 1000, 1000)),
    "blocked": Compared(3.0, Spread(4, 2, 6)),
    "answered": Compared(700.0, Spread(690, 680, 700)),
    "dropped": Compared(0.0, Spread(0, 0, 0)),
    "mean_wait": Compared(80.0, Spread(90, 85, 95)),
    "p90": Compared(None, None),
    "abandonment": Compared(0.25, Spread(0.26, 0.255, 0.265)),
    "service_level": Compared(0.5, Spread(0.5, 0.5, 0.5)),
}
COMPARISON = Comparison({"2026-11-22": ROW}, ROW)


def printed(table: object) -> list[str]:
    console = Console(width=150, record=True, file=io.StringIO())
    console.print(table)
    return [line.rstrip() for line in console.export_text().splitlines()]


def test_a_day_is_a_row() -> None:
    heading, row = printed(day_table(COMPARISON))
    assert heading.split()[:3] == ["day", "offered", "blocked"]
    assert "2026-11-22" in row
    assert "3 → 4" in row
    assert "80.0 s → 90.0 s" in row
    assert "25.0 % → 26.0 %" in row
    assert "– → –" in row


def test_a_figure_of_all_days_is_a_row_with_its_interval() -> None:
    rows = {line[:28].strip(): line[28:].split("  ") for line in printed(total_table(COMPARISON))}
    cells = [cell.strip() for cell in rows["mean wait of all in line"] if cell.strip()]
    assert cells == ["80.0 s", "90.0 s", "85.0 s to 95.0 s", "+10.0 s"]
    cells = [cell.strip() for cell in rows["dropped"] if cell.strip()]
    assert cells == ["0", "0"]


def test_json_has_all_figures_as_numbers() -> None:
    tree = tree_of(COMPARISON)
    wait = {"logged": 80.0, "simulated": 90, "low": 85, "high": 95}
    assert tree["days"]["2026-11-22"]["mean_wait"] == wait
    assert tree["all"]["p90"] == {"logged": None, "simulated": None, "low": None, "high": None}
    assert tree["median_day"]["wait_error"] == 0.125


def test_the_median_day_is_told_in_words() -> None:
    days = Comparison({"2026-11-22": ROW, "2026-11-23": ROW}, ROW)
    off = "mean wait is 12 % off the logged one, abandonment 1.0 points."
    assert error_line(days, "") == f"On the median day the {off}"
    assert error_line(COMPARISON, "") == f"The {off}"
    row = ROW | {"mean_wait": Compared(None, None), "abandonment": Compared(None, None)}
    assert error_line(Comparison({"2026-11-22": row}, row), "") == "No caller waited."


def test_a_what_if_is_not_off_but_different() -> None:
    line = error_line(COMPARISON, "lines.incoming=15")
    assert "due to what was asked (lines.incoming=15)" in line
    assert "off the logged" not in line


def test_the_heading_says_what_is_counted_together() -> None:
    assert printed(total_table(COMPARISON))[0].startswith("2026-11-22 ")
    two = Comparison({"2026-11-22": ROW, "2026-11-23": ROW}, ROW)
    assert printed(total_table(two))[0].startswith("all 2 days ")


@pytest.mark.parametrize(
    ("name", "logged", "simulated", "interval", "difference"),
    [
        ("mean_wait", 20.26, Spread(21.24, 20, 22), "20.0 s to 22.0 s", "+0.9 s"),
        ("abandonment", 0.2026, Spread(0.2124, 0.2, 0.25), "20.0 % to 25.0 %", "+0.9 points"),
        ("abandonment", 0.2026, Spread(0.2027, 0.2027, 0.2027), "", ""),
        ("blocked", 1, Spread(0.8, -0.4, 2), "0 to 2", ""),
        ("blocked", 3, Spread(0.8, -1.4, 2), "0 to 2", "-2"),
    ],
)
def test_the_difference_is_that_of_the_figures_shown(
    name: str, logged: float, simulated: Spread, interval: str, difference: str
) -> None:
    row = {name: Compared(logged, simulated)}
    table = total_table(Comparison({"2026-11-22": row}, row))
    cells = [next(iter(column.cells)) for column in table.columns]
    assert cells[3:] == [interval, difference]


BASIS = {"lines": 350, "wrap_up": 12.5, "pick_up": 0.0, "longest_wait": None}
BASIS |= {"logged_lines": 23, "logged_agents": 8, "seeds": "1 to 5", "service_level": 20.0}
BASIS |= {"short_abandon": 5.0, "logged_agents_of_queue": {"KESCO": 6, "MVVNL": 3}}
BASIS |= {"agents_of_queue": BASIS["logged_agents_of_queue"]}


def test_the_basis_is_told_in_words() -> None:
    logged, simulated, seeds = basis_lines(BASIS)
    assert "23 lines in use, and 8 agents on duty (KESCO 6, MVVNL 3, by" in logged
    assert "350 lines, and agents as logged;" in simulated
    assert "nobody is sent away for having waited long" in simulated
    assert "Seeds 1 to 5" in seeds
    limited = list(basis_lines(BASIS | {"longest_wait": 900.0}))[1]
    assert "who waited for 900 s is sent away" in limited


def test_one_is_no_plural() -> None:
    one = {"lines": 1, "logged_lines": 1, "logged_agents": 1}
    logged, simulated, _ = basis_lines(BASIS | one)
    assert "shows 1 line in use, and 1 agent on duty (" in logged
    assert "with 1 line, and" in simulated


def test_other_agents_stand_beside_those_of_the_log() -> None:
    simulated = list(basis_lines(BASIS | {"agents_of_queue": {"KESCO": 40, "MVVNL": 3}}))[1]
    assert "agents as logged, but 40 for KESCO in place of 6;" in simulated


def test_a_picture_is_named_by_what_was_asked() -> None:
    basis = {"days": "2026-11-22", "seeds": "1 to 5", "asked": ""}
    plain = "2026-11-22: logged, and simulated with seeds 1 to 5"
    assert title_of(basis) == plain
    asked = title_of(basis | {"asked": "agents.KESCO=40, lines.incoming=650"})
    assert asked == f"{plain}\nwhat if agents.KESCO=40, lines.incoming=650"
    long = title_of(basis | {"asked": ", ".join(f"agents.Q{n}=4" for n in range(20))})
    assert max(map(len, long.splitlines())) <= 90
