"""Erlang B: how often all lines are busy, and how many lines or how much load that allows.

Calls come independently of each other (Poisson) and whoever finds no line is lost. Only the mean
holding time matters, not its distribution (B. A. Sevastyanov, 1957).

A *load* is in erlangs: calls per hour times mean holding time in seconds, over 3600. A *blocked*
share is of 1.
"""

from dataclasses import dataclass

from capacity.roots import root


def blocking(load: float, lines: int) -> float:
    """Give the share of calls that find all lines busy.

    A. K. Erlang, Solution of some problems in the theory of probabilities, 1917, by the recursion
    over lines, in which nothing can overflow.
    """
    blocked = 1.0
    for line in range(1, lines + 1):
        blocked = load * blocked / (line + load * blocked)
    return blocked


def lines_for(load: float, blocked: float) -> int:
    """Give the fewest lines that lose at most this share (above 0) of a load."""
    lines, lost = 0, 1.0
    while lost > blocked:
        lines += 1
        lost = load * lost / (lines + load * lost)
    return lines


def load_for(lines: int, blocked: float) -> float:
    """Give the largest load in erlangs of which lines lose at most this share (below 1)."""
    # What is carried is never more than the lines.
    return root(lambda load: blocking(load, lines) - blocked, 0.0, lines / (1 - blocked))


@dataclass(frozen=True, slots=True)
class Redialled:
    """A load with those who are blocked and call again at once, and what of it is blocked."""

    load: float
    blocked: float


def with_redials(load: float, lines: int, redial: float) -> Redialled:
    """Add redials to a load of first attempts: extended Erlang B.

    ``redial`` is the share of blocked attempts, below 1, that are repeated at once, W in ITU-T
    E.501: all attempts A' of which B is blocked are A' (1 - W B) = A first ones.
    """
    most = load / (1 - redial)
    attempts = root(lambda all_: all_ * (1 - redial * blocking(all_, lines)) - load, load, most)
    return Redialled(attempts, blocking(attempts, lines))
