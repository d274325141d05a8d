"""What can be wrong with a log: one of its lines, or the whole."""

from ivr.settings import Problem


class BadLine(ValueError):
    """A line, or what it completes, cannot be used; the message says why. The import goes on."""


class NotACall(Exception):
    """A sound line that tells of something else; the message names it."""


class ImportFault(Exception):
    """The import cannot be done; ``problem`` says where, why, and what to do about it."""

    def __init__(self, place: object, wrong: str, remedy: str) -> None:
        self.problem = Problem(str(place), wrong, remedy)
        super().__init__(str(self.problem))
