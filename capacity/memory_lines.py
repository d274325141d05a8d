"""The line pool of a helpline that runs on one node: counted in this process."""

from capacity.lines import Direction, Line, NoLineFree, Sizes


class MemoryLinePool:
    """A `LinePool` without shared state. Admission is atomic because nothing in it waits."""

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self._held: dict[Direction, dict[str, Line]] = {direction: {} for direction in Direction}

    async def acquire(self, direction: Direction, holder: str) -> Line:
        """Take a line for a call, or raise `NoLineFree`. A holder that has one keeps it."""
        held, size = self._held[direction], self._sizes.of(direction)
        if holder in held:
            return held[holder]
        if len(held) >= size:
            raise NoLineFree(direction, len(held), size)
        return await self.adopt(direction, holder)

    async def adopt(self, direction: Direction, holder: str) -> Line:
        """Take up the line of a call that goes on already, however many are held."""
        held, size = self._held[direction], self._sizes.of(direction)
        return held.setdefault(holder, Line(direction, holder, len(held) + 1, size))

    async def release(self, line: Line) -> None:
        """Give a line back; giving it back twice does nothing."""
        self._held[line.direction].pop(line.holder, None)

    async def levels(self) -> Sizes:
        """Count the lines that are held now."""
        return Sizes(len(self._held[Direction.INCOMING]), len(self._held[Direction.OUTGOING]))

    async def resize(self, sizes: Sizes) -> None:
        """Set the sizes. Shrinking ends no call: the pool drains."""
        self._sizes = sizes

    @property
    def sizes(self) -> Sizes:
        """The sizes in force."""
        return self._sizes
