"""What changes if a plan's assumptions are a little off: a row for each."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from capacity.planning import Callers, Goals, Outlook, Size, outlook, size_for

STEP: Final = 0.1
"""How far off, as a share."""
MINUS: Final = "−"
SIGNS: Final = (("+", 1 + STEP), (MINUS, 1 - STEP))
PLAN: Final = "this plan"


@dataclass(frozen=True, slots=True)
class Variant:
    """A name, the size that was meant to be enough, what it then brings, and what then is needed.

    Where the size itself is what differs, nothing else is needed than before.
    """

    name: str
    size: Size
    outlook: Outlook
    needed: Size


def around(callers: Callers, size: Size, goals: Goals) -> Iterator[Variant]:
    """Vary calls, holding times, lines and agents by a tenth each, and tell what they bring.

    Menus and talk are what makes the holding time; wrap-up stays.
    """
    for name, varied, other in _variations(callers, size):
        brings = outlook(varied, other, goals.within)
        yield Variant(name, other, brings, size_for(varied, goals))


def _variations(callers: Callers, size: Size) -> Iterator[tuple[str, Callers, Size]]:
    yield PLAN, callers, size
    for sign, factor in SIGNS:
        yield f"calls {sign}{STEP * 100:g} %", replace(callers, calls=callers.calls * factor), size
    for sign, factor in SIGNS:
        longer = replace(
            callers,
            menus=callers.menus * factor,
            talk=callers.talk * factor,
            rest=callers.rest * factor,
        )
        yield f"hold {sign}{STEP * 100:g} %", longer, size
    yield from _other_sizes(callers, size)


def _other_sizes(callers: Callers, size: Size) -> Iterator[tuple[str, Callers, Size]]:
    for what in ("lines", "agents"):
        number: int = getattr(size, what)
        for other in (number + _tenth(number), number - _tenth(number)):
            if other >= 1 and number:
                name = f"{what} {other - number:+}".replace("-", MINUS)
                yield name, callers, replace(size, **{what: other})


def _tenth(number: int) -> int:
    return max(1, round(number * STEP))
