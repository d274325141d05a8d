"""How a simulation is looked at while it runs."""

from routing.waiting import Pair, WaitingRoom


class Watcher:
    """What is told of the waiting room while calls are simulated; watches nothing by itself.

    ``now`` is in seconds since the epoch, ``call`` the call's place in the demand.
    """

    def joined(self, now: float, call: int, room: WaitingRoom) -> None:
        """Hear that a caller is in line, before anyone is rung."""

    def rung(self, now: float, call: int, pair: Pair) -> None:
        """Hear for whom whose phone begins to ring."""

    def answered(self, now: float, call: int) -> None:
        """Hear that a caller was put through."""

    def gave_up(self, now: float, call: int) -> None:
        """Hear that a caller left the line without an answer."""

    def settled(self, now: float, room: WaitingRoom) -> None:
        """Hear that all is done that had to be done at this time."""
