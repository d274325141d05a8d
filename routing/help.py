"""When agents of other discoms may answer a caller."""

from collections import Counter
from collections.abc import Iterable

from routing.agents import Matter
from routing.line import Place, Queue, Waiter
from routing.order import Order, Priority


class Help:
    """What lets them: the time that a caller has waited, callers who ask, and supervisors."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self._shared: frozenset[str | None] = frozenset()
        self._asking: Counter[Queue] = Counter()

    def share(self, discoms: Iterable[str]) -> None:
        """Open the lines of these discoms, and of no others."""
        self._shared = frozenset(discoms)

    def ask(self, place: Place) -> None:
        """Open the line of a caller who asks, until they are in line no more."""
        if not place.asks_others:
            place.asks_others = True
            self._asking[place.waiter.queue] += 1

    def left(self, place: Place) -> None:
        """Note that a caller is in line no more."""
        if place.asks_others:
            self._asking -= Counter([place.waiter.queue])

    def moves(self, place: Place, waiter: Waiter) -> None:
        """Note that a caller goes to the line that they have as this waiter."""
        if place.asks_others:
            self._asking -= Counter([place.waiter.queue])
            self._asking[waiter.queue] += 1

    @property
    def is_early_for_some(self) -> bool:
        """Whether some are helped before the clock says so."""
        return bool(self._shared or self._asking)

    def is_wanted_of_all(self, place: Place) -> bool:
        """Tell whether a caller is helped by all, even those for whom own callers wait."""
        urgent = place.waiter.priority <= Priority.DANGER
        return urgent and (self.order.shares or self._is_shared(place))

    def is_open(self, place: Place) -> bool:
        """Tell whether a caller may be helped, whatever the clock says."""
        return self._is_shared(place) or self._asking[place.waiter.queue] > 0

    def opens(self, place: Place) -> float:
        """Give the time from which the clock lets a caller be helped."""
        return place.turn + self.order.share_after

    def due_in(self, place: Place, now: float) -> float:
        """Give the seconds until a caller may be helped."""
        return 0.0 if self.is_open(place) else max(0.0, self.opens(place) - now)

    def due_behind(self, matter: Matter) -> float:
        """Give the seconds until somebody who joined now could be helped."""
        return 0.0 if matter.discom in self._shared else self.order.share_after

    def _is_shared(self, place: Place) -> bool:
        return place.waiter.discom in self._shared
