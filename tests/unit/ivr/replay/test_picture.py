from pathlib import Path

import numpy as np
import pytest

from capacity.days import BINS, Course
from ivr.replay.picture import draw


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


def test_another_replay_gives_another_picture(tmp_path: Path) -> None:
    for name, height in (("a.png", 2.0), ("b.png", 3.0)):
        draw(tmp_path / name, "a day", course(3), [course(height)])
    assert (tmp_path / "a.png").read_bytes() != (tmp_path / "b.png").read_bytes()


def test_real_calls_are_drawn_too_and_need_no_simulation(tmp_path: Path) -> None:
    for name, live in (("a.png", course(2)), ("b.png", course(4))):
        draw(tmp_path / name, "an hour", course(3), [], live)
    assert (tmp_path / "a.png").read_bytes() != (tmp_path / "b.png").read_bytes()
