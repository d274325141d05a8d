"""The picture shows what was found."""

from pathlib import Path

import pytest
from matplotlib.figure import Figure

from ivr.measuring.picture import draw
from tests.unit.ivr.measuring.samples import found, setting


def test_measured_blocking_stands_beside_erlang_b(monkeypatch: pytest.MonkeyPatch) -> None:
    figures: list[Figure] = []
    monkeypatch.setattr(Figure, "savefig", lambda figure, *_, **__: figures.append(figure))
    draw(Path("a.png"), [found(), found(setting=setting(lines=3)), found(costs={}, gaps=None)])
    lost, times, memory = figures[0].axes
    labels = {line.get_label() for line in lost.get_lines()}
    assert {"Erlang B, 2 lines", "Erlang B, 3 lines", "measured"} <= labels
    marks = [line for line in lost.get_lines() if line.get_marker() == "_"]
    assert list(marks[0].get_ydata()) == [0.5, 0.5]
    assert any("gap in a prompt" in str(line.get_label()) for line in times.get_lines())
    assert len(memory.get_lines()) == 2


def test_the_same_finding_gives_the_same_picture(tmp_path: Path) -> None:
    draw(tmp_path / "a.png", [found()])
    draw(tmp_path / "b.png", [found()])
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
