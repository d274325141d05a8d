"""The pool in memory against the plainest model of a pool; tests/contracts has its promises."""

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from capacity.lines import Direction, NoLineFree, Sizes
from capacity.memory_lines import MemoryLinePool

few = st.integers(0, 4)
calls = st.tuples(st.sampled_from(Direction), st.sampled_from("abcdef"))
steps = st.tuples(st.sampled_from(["acquire", "release"]), calls) | st.builds(Sizes, few, few)


@given(st.lists(steps, max_size=40))
async def test_any_story_ends_as_in_the_model(story: list) -> None:
    sizes = Sizes(2, 1)
    pool, lines = MemoryLinePool(sizes), {}
    for step in story:
        if isinstance(step, Sizes):
            sizes = step
            await pool.resize(sizes)
            continue
        verb, call = step
        if verb == "release" and call in lines:
            await pool.release(lines.pop(call))
        elif verb == "acquire":
            level = sum(direction is call[0] for direction, _ in lines)
            free = call in lines or level < sizes.of(call[0])
            with contextlib.suppress(NoLineFree):
                lines[call] = await pool.acquire(*call)
            assert (call in lines) == free
        held = [direction for direction, _ in lines]
        assert await pool.levels() == Sizes(*map(held.count, Direction))
        assert pool.sizes == sizes
