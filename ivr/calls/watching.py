"""Who is told what agents do with the calls that the desk gives them."""

from typing import Protocol


class DeskWatcher(Protocol):
    """Is told at once, and neither waits nor fails; `ivr.agents.Roster` in the service."""

    def missed(self, agent_id: str, why: str) -> None:
        """Note that an agent's phone did not take a call."""

    def parted(self, agent_id: str, call_id: str, wrap_up: float) -> None:
        """Note that an agent's talk is over and a wrap-up of so many seconds begins."""

    def wrap_up(self, agent_id: str) -> float | None:
        """Give the seconds that are left of it when the phone is free; None for the usual."""


class Unwatched:
    """Nobody wants to know."""

    def missed(self, agent_id: str, why: str) -> None:
        """Do nothing."""

    def parted(self, agent_id: str, call_id: str, wrap_up: float) -> None:
        """Do nothing."""

    def wrap_up(self, agent_id: str) -> float | None:
        """Leave it at the usual."""
