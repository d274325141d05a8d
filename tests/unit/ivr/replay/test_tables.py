import io

from rich.console import Console

from capacity.figures import Spread
from ivr.replay.comparison import Compared, Comparison
from ivr.replay.tables import basis_lines, day_table, error_line, total_table, tree_of

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
    rows = {line[:28].strip(): line[28:].split("  ") for line in printed(total_table(ROW))}
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
    assert "12 % off the logged one, abandonment 1.0 points" in error_line(COMPARISON)
    row = ROW | {"mean_wait": Compared(None, None), "abandonment": Compared(None, None)}
    assert error_line(Comparison({"2026-11-22": row}, row)) == "No caller waited."


def test_the_basis_is_told_in_words() -> None:
    basis = {"lines": 350, "shifts": 7, "wrap_up": 12.5, "pick_up": 0.0, "longest_wait": None}
    basis |= {"seeds": "1 to 5", "service_level": 20.0, "short_abandon": 5.0}
    first, second = basis_lines(basis)
    assert "350 lines, 7 shifts" in first
    assert "nobody is turned away" in first
    assert "Seeds 1 to 5" in second
    assert "after 900 s callers are turned away" in next(
        basis_lines(basis | {"longest_wait": 900.0})
    )
