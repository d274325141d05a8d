from pathlib import Path

import pytest
from matplotlib.figure import Figure

from ivr.planning.picture import draw
from ivr.planning.plans import Plan
from tests.unit.ivr.planning.plans import a_plan


@pytest.mark.parametrize(("name", "begins"), [("a.png", b"\x89PNG"), ("a.svg", b"<?xml")])
def test_the_same_plan_gives_the_same_picture(tmp_path: Path, name: str, begins: bytes) -> None:
    pictures = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        draw(tmp_path / folder / name, a_plan())
        pictures.append((tmp_path / folder / name).read_bytes())
    assert pictures[0] == pictures[1]
    assert pictures[0].startswith(begins)


def figure_of(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> Figure:
    figures: list[Figure] = []
    monkeypatch.setattr(Figure, "savefig", lambda figure, *_, **__: figures.append(figure))
    draw(Path("a.png"), plan)
    return figures[0]


def test_a_curve_passes_the_plan_where_its_calls_are(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = a_plan()
    figure = figure_of(plan, monkeypatch)
    curve = figure.axes[0].lines[0]
    calls = [float(each) for each in curve.get_xdata()]
    nearest = min(range(len(calls)), key=lambda place: abs(calls[place] - 400))
    assert calls[nearest] == pytest.approx(400)
    assert curve.get_ydata()[nearest] == pytest.approx(100 * plan.outlook.blocked)
    assert curve.get_label() == f"{plan.size.lines} lines"
    assert [panel.get_ylabel() for panel in figure.axes] == [
        "blocked %", "in 20 s, %", "gave up in line %",
    ]  # fmt: skip


def test_without_agents_there_are_lines_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    figure = figure_of(a_plan(self_served=1, hold=90), monkeypatch)
    assert [panel.get_ylabel() for panel in figure.axes] == ["blocked %"]
