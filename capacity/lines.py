"""Lines: one line is one call on the operator's trunk, and a pool bounds how many there are."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Direction(StrEnum):
    """Which pool a line belongs to."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many lines each pool may have at once."""

    incoming: int
    outgoing: int

    def of(self, direction: Direction) -> int:
        """Give the size of one pool."""
        return self.incoming if direction is Direction.INCOMING else self.outgoing


@dataclass(frozen=True, slots=True)
class Line:
    """A line that was held when it was given out; ``level`` counts it, ``size`` was the limit."""

    direction: Direction
    holder: str
    level: int
    size: int


class NoLineFree(Exception):
    """The pool is full: ``level`` lines are held, ``size`` are allowed."""

    def __init__(self, direction: Direction, level: int, size: int) -> None:
        super().__init__(f"no {direction} line free: {level} of {size} held")
        self.direction = direction
        self.level = level
        self.size = size


class LinePool(Protocol):
    """Atomic admission to both pools, for one node or for many."""

    async def acquire(self, direction: Direction, holder: str) -> Line:
        """Take a line for a call, or raise `NoLineFree`. A holder that has one keeps it."""

    async def adopt(self, direction: Direction, holder: str) -> Line:
        """Take up the line of a call that goes on already, however many are held."""

    async def release(self, line: Line) -> None:
        """Give a line back; giving it back twice does nothing."""

    async def levels(self) -> Sizes:
        """Count the lines that are held now, by all nodes."""

    async def resize(self, sizes: Sizes) -> None:
        """Set the sizes. Shrinking ends no call: the pool drains."""

    @property
    def sizes(self) -> Sizes:
        """The sizes in force."""


@asynccontextmanager
async def held_line(
    pool: LinePool, direction: Direction, holder: str, *, adopted: bool = False
) -> AsyncIterator[Line]:
    """Hold a line for the length of the block, whatever happens inside."""
    take = pool.adopt if adopted else pool.acquire
    line = await take(direction, holder)
    try:
        yield line
    finally:
        await pool.release(line)
