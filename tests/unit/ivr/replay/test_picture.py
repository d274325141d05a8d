from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from capacity.days import BINS, Course
from ivr.replay.picture import draw

Drawn = Callable[..., Figure]


def course(height: float) -> Course:
    counts = np.full(BINS, height)
    waits = np.where(np.arange(BINS) < 30, np.nan, height)
    return Course(counts, counts * 0, counts / 2, counts / 3, waits)


@pytest.mark.parametrize(("name", "begins"), [("a.png", b"\x89PNG"), ("a.svg", b"<?xml")])
def test_the_same_replay_gives_the_same_picture(tmp_path: Path, name: str, begins: bytes) -> None:
    pictures = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        draw(tmp_path / folder / name, "a day", course(3), [course(2), course(4)])
        pictures.append((tmp_path / folder / name).read_bytes())
    assert pictures[0] == pictures[1]
    assert pictures[0].startswith(begins)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Drawn:
    """Draw, and give the figure back instead of its file."""
    figures: list[Figure] = []
    monkeypatch.setattr(Figure, "savefig", lambda figure, *_, **__: figures.append(figure))

    def take(*runs: Course, live: Course | None = None) -> Figure:
        draw(tmp_path / "a.png", "a day", course(3), runs, live)
        return figures.pop()

    return take


def test_the_last_quarter_of_an_hour_is_as_wide_as_the_others(drawn: Drawn) -> None:
    wait = drawn(course(2)).axes[1]
    assert len(wait.patches) == 2
    for line in wait.patches:
        begin, end = line.get_path().vertices[-3:-1].tolist()
        assert (begin[0], end[0], end[1]) == (23.75, 24, begin[1])


def test_the_legend_explains_the_band_beside_the_panels(drawn: Drawn) -> None:
    def told(figure: Figure) -> list[str]:
        return [text.get_text() for text in figure.legends[0].get_texts()]

    assert told(drawn(course(2))) == ["logged", "simulated, one run"]
    assert told(drawn(course(2), course(4))) == [
        "logged", "lowest to highest run", "simulated, mean of 2 runs",
    ]  # fmt: skip
    assert all(panel.get_legend() is None for panel in drawn(course(2)).axes)


def test_what_befell_nobody_has_no_panel(drawn: Drawn) -> None:
    panels = drawn(course(2)).axes
    assert [panel.get_ylabel() for panel in panels] == [
        "offered per hour", "mean wait, s", "gave up per hour", "dropped per hour",
    ]  # fmt: skip
    assert panels[-1].get_xlabel() == "time of day (nobody blocked)"


def test_another_replay_gives_another_picture(tmp_path: Path) -> None:
    for name, height in (("a.png", 2.0), ("b.png", 3.0)):
        draw(tmp_path / name, "a day", course(3), [course(height)])
    assert (tmp_path / "a.png").read_bytes() != (tmp_path / "b.png").read_bytes()


def test_real_calls_are_drawn_too_and_need_no_simulation(tmp_path: Path) -> None:
    for name, live in (("a.png", course(2)), ("b.png", course(4))):
        draw(tmp_path / name, "an hour", course(3), [], live)
    assert (tmp_path / "a.png").read_bytes() != (tmp_path / "b.png").read_bytes()


def test_real_calls_fit_into_the_panels(drawn: Drawn) -> None:
    figure = drawn(course(2), live=course(9))
    assert figure.axes[0].get_ylim()[1] > 36
    assert figure.legends[0].get_texts()[-1].get_text() == "live"
