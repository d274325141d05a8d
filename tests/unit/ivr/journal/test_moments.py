from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from ivr.journal.entries import encode
from ivr.journal.moments import CLOCK_STEP, position_of
from ivr.journal.reader import Damage, Position, Reader
from tests.unit.ivr.journal.files import FIRST, SECOND, lines, packed, small_blocks
from tests.unit.ivr.samples import OFFERED, after


@contextmanager
def searching_closely() -> Iterator[None]:
    """Search down to a few lines, so that a small journal is searched at all."""
    with patch("ivr.journal.moments._NEAR", 400), patch("ivr.journal.moments._GLANCE", 300):
        yield


JITTER = int(CLOCK_STEP.total_seconds())


CLOCK = st.lists(st.tuples(st.integers(0, 600), st.integers(-JITTER, 0)), max_size=80)


@given(
    clock=CLOCK,
    split=st.integers(0, 80),
    asked=st.integers(-10, 20_000),
    pack=st.booleans(),
    hit=st.integers(0, 9000),
)
def test_no_entry_since_then_stands_before_the_place(
    clock: list[tuple[int, int]], split: int, asked: int, pack: bool, hit: int
) -> None:
    now, written = 0, []
    for n, (step, jitter) in enumerate(clock):
        now += step
        written.append(encode(n + 1, after(max(0, now + jitter)), "note", None, "x" * 30))
    first, second = b"".join(written[:split]), b"".join(written[split:])
    first = first[:hit] + b"?" * 900 + first[hit:] if hit < len(first) else first
    damages: list[Damage] = []
    with TemporaryDirectory() as name, small_blocks(), searching_closely():
        folder = Path(name)
        (folder / FIRST).write_bytes(first)
        (folder / SECOND).write_bytes(second)
        if pack:
            packed(folder, FIRST, first)
        begin, moment = position_of(folder, after(asked)), after(asked)
        assert begin is not None
        everything = [entry for _, entry in Reader(folder, report=damages.append).entries()]
        found = [entry for _, entry in Reader(folder, begin, report=damages.append).entries()]
    assert [e for e in found if e.at >= moment] == [e for e in everything if e.at >= moment]


def test_what_is_older_is_not_read(tmp_path: Path) -> None:
    many = [encode(n, after(n), "note", None, "x" * 100) for n in range(20_000)]
    (tmp_path / FIRST).write_bytes(b"".join(many[:10_000]))
    (tmp_path / SECOND).write_bytes(b"".join(many[10_000:]))
    begin = position_of(tmp_path, after(19_000))
    assert begin is not None
    size = (tmp_path / SECOND).stat().st_size
    assert begin.segment == SECOND
    wanted = size * 0.9 - size * CLOCK_STEP / timedelta(seconds=10_000)
    assert wanted - (1 << 17) < begin.offset <= wanted


def test_a_moment_after_everything_is_at_the_end(tmp_path: Path) -> None:
    assert position_of(tmp_path, OFFERED) is None
    (tmp_path / FIRST).write_bytes(lines(1, 2))
    assert position_of(tmp_path, after(3600)) == Position(FIRST, len(lines(1, 2)))
