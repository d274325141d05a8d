"""Which pool sizes are in force: the latest in time of the file, its dated changes, the operator.

Each direction is decided by itself. An operator's override holds until a dated change that is
later than it comes due, or until the base in the file is edited. A decision here is a pure, total
function; times are aware.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from capacity.lines import Direction, Sizes

MOST_LINES = 10_000
"""The largest size of a pool."""
MOST_DIGITS = 6
"""The longest number read, leading zeros included; Python refuses to read very long ones."""


class Change(Protocol):
    """Sizes that take effect at a date; None leaves a size as it is."""

    @property
    def at(self) -> datetime:
        """When it takes effect."""

    @property
    def incoming(self) -> int | None:
        """The new size for incoming calls."""

    @property
    def outgoing(self) -> int | None:
        """The new size for outgoing calls."""


@dataclass(frozen=True, slots=True)
class Override:
    """Sizes that an operator set by hand: who, when, why, and over which sizes of the file.

    Raises ValueError when ``at`` names no time zone or a size is out of range.
    """

    at: datetime
    incoming: int | None
    outgoing: int | None
    reason: str
    who: str
    base: Sizes

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None:
            raise ValueError("at: the time of an override needs a time zone")
        for direction in Direction:
            size = _asked(self, direction)
            if size is not None and not 0 <= size <= MOST_LINES:
                raise ValueError(f"{direction}: {size} is not between 0 and {MOST_LINES}")


class OverrideStore(Protocol):
    """Keeps the one override that there may be, for this node or for all."""

    async def load(self) -> Override | None:
        """Give the newest override, None if there was never one."""

    async def save(self, override: Override) -> None:
        """Put this override in the place of the one before."""


class BadAssignment(ValueError):
    """A size was not written as ``incoming=NUMBER`` or ``outgoing=NUMBER``."""


def sizes_in_force(
    base: Sizes, changes: Iterable[Change], override: Override | None, now: datetime
) -> Sizes:
    """Decide the sizes at ``now``. Of two changes at the same time the later in the file wins."""
    due = sorted((change for change in changes if change.at <= now), key=lambda change: change.at)
    return Sizes(
        incoming=_size(Direction.INCOMING, base, due, override),
        outgoing=_size(Direction.OUTGOING, base, due, override),
    )


def override_in_force(
    base: Sizes, changes: Iterable[Change], override: Override | None, now: datetime
) -> Override | None:
    """Give the override with the sizes that still hold at ``now``; None if none does."""
    if override is None:
        return None
    due = [change for change in changes if change.at <= now]
    incoming = _overridden(override, Direction.INCOMING, base, due)
    outgoing = _overridden(override, Direction.OUTGOING, base, due)
    if incoming is None and outgoing is None:
        return None
    return replace(override, incoming=incoming, outgoing=outgoing)


def next_change(changes: Iterable[Change], now: datetime) -> datetime | None:
    """Give the first time after ``now`` at which a dated change comes due."""
    return min((change.at for change in changes if change.at > now), default=None)


def override_sizes(
    asked: Mapping[Direction, int],
    *,
    now: datetime,
    reason: str,
    who: str,
    base: Sizes,
    changes: Sequence[Change],
    earlier: Override | None,
) -> Override:
    """Make the override for what an operator asks; a direction not asked for stays as it is.

    It is always later than the override before, even where the clocks of nodes differ.
    """
    if earlier is not None:
        now = max(now, earlier.at + timedelta(microseconds=1))
    due = [change for change in changes if change.at <= now]
    sizes = dict(asked)
    for direction in Direction:
        kept = _overridden(earlier, direction, base, due)
        if kept is not None:
            sizes.setdefault(direction, kept)
    return Override(
        at=now,
        incoming=sizes.get(Direction.INCOMING),
        outgoing=sizes.get(Direction.OUTGOING),
        reason=reason,
        who=who,
        base=base,
    )


def parse_assignments(words: Sequence[str]) -> dict[Direction, int]:
    """Read sizes from the command line, such as ``incoming=650``, or raise `BadAssignment`."""
    if not words:
        raise BadAssignment("no size is given; write incoming=NUMBER, outgoing=NUMBER or both")
    sizes: dict[Direction, int] = {}
    for word in words:
        direction, size = _parse(word)
        if direction in sizes:
            raise BadAssignment(f"{word!r}: {direction} is given twice; give each pool one size")
        sizes[direction] = size
    return sizes


def _parse(word: str) -> tuple[Direction, int]:
    name, equals, number = (part.strip() for part in word.partition("="))
    remedy = "write incoming=NUMBER or outgoing=NUMBER"
    if not equals:
        raise BadAssignment(f"{word!r}: there is no '='; {remedy}")
    if name not in set(Direction):
        raise BadAssignment(f"{word!r}: no pool is called {name!r}; {remedy}")
    if not (number.isascii() and number.isdecimal()):
        raise BadAssignment(f"{word!r}: {number!r} is no whole number; {remedy}")
    if len(number) > MOST_DIGITS or int(number) > MOST_LINES:
        raise BadAssignment(f"{word!r}: a pool has at most {MOST_LINES} lines; give a smaller size")
    return Direction(name), int(number)


def _size(
    direction: Direction, base: Sizes, due: Iterable[Change], override: Override | None
) -> int:
    overridden = _overridden(override, direction, base, due)
    if overridden is not None:
        return overridden
    size = base.of(direction)
    for change in due:
        changed = _asked(change, direction)
        size = size if changed is None else changed
    return size


def _overridden(
    override: Override | None, direction: Direction, base: Sizes, due: Iterable[Change]
) -> int | None:
    """Give the size that the override sets and that still holds."""
    if override is None or base.of(direction) != override.base.of(direction):
        return None
    for change in due:
        if change.at > override.at and _asked(change, direction) is not None:
            return None
    return _asked(override, direction)


def _asked(change: Change, direction: Direction) -> int | None:
    return change.incoming if direction is Direction.INCOMING else change.outgoing
