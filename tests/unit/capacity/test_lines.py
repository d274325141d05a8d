"""A line is held for the length of a block, whatever happens inside."""

import pytest

from capacity.lines import Direction, NoLineFree, Sizes, held_line
from capacity.memory_lines import MemoryLinePool

IN, OUT = Direction.INCOMING, Direction.OUTGOING


def test_sizes_are_told_by_direction() -> None:
    assert [Sizes(350, 300).of(direction) for direction in Direction] == [350, 300]


async def test_the_line_is_held_inside_the_block_only() -> None:
    pool = MemoryLinePool(Sizes(2, 2))
    async with held_line(pool, OUT, "call") as line:
        assert (line.direction, line.holder, line.level) == (OUT, "call", 1)
        assert await pool.levels() == Sizes(0, 1)
    assert await pool.levels() == Sizes(0, 0)


async def test_a_block_that_fails_gives_the_line_back() -> None:
    pool = MemoryLinePool(Sizes(1, 0))
    with pytest.raises(ZeroDivisionError):
        async with held_line(pool, IN, "call"):
            raise ZeroDivisionError
    assert await pool.levels() == Sizes(0, 0)


async def test_without_a_free_line_the_block_is_not_entered() -> None:
    pool = MemoryLinePool(Sizes(1, 0))
    async with held_line(pool, IN, "call"):
        with pytest.raises(NoLineFree, match="no incoming line free: 1 of 1 held"):
            async with held_line(pool, IN, "other"):
                pytest.fail("entered")
        assert await pool.levels() == Sizes(1, 0)
